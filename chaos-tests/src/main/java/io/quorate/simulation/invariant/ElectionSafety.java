package io.quorate.simulation.invariant;

import io.quorate.raft.NodeId;
import io.quorate.raft.Role;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;
import java.util.HashMap;
import java.util.Map;

/** At most one node leads in a term (Raft §5.2). */
public final class ElectionSafety implements GroupObserver {
    private final Map<Long, NodeId> leaders = new HashMap<>();

    @Override
    public void stepped(SimulatedNode node) {
        ReplicaView view = node.view();
        if (view.role() == Role.LEADER) {
            NodeId other = leaders.putIfAbsent(view.term(), node.id());
            if (other != null && !other.equals(node.id())) {
                throw new CheckFailure(
                        "election safety", "both " + other + " and " + node.id() + " lead in term " + view.term());
            }
        }
    }

    /** Terms in which somebody led. */
    public int leaderCount() {
        return leaders.size();
    }
}
