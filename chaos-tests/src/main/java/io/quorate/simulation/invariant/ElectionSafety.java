package io.quorate.simulation.invariant;

import io.quorate.raft.NodeId;
import io.quorate.raft.Role;
import io.quorate.raft.runtime.DurableState;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;
import java.util.HashMap;
import java.util.Map;

/**
 * At most one node leads in a term (Raft §5.2). A leader counts as one from when its term is on its disk: before, nothing of it
 * can have left it or been flushed. A node that is its group's only voter elects itself in memory, and if the power goes at that
 * very moment, it never led (seed 1660 of 0410071).
 */
public final class ElectionSafety implements GroupObserver {
    private final Map<Long, NodeId> leaders = new HashMap<>();

    @Override
    public void stepped(SimulatedNode node) {
        ReplicaView view = node.view();
        if (view.role() == Role.LEADER && storedTermOf(node) >= view.term()) {
            NodeId other = leaders.putIfAbsent(view.term(), node.id());
            if (other != null && !other.equals(node.id())) {
                throw new CheckFailure(
                        "election safety", "both " + other + " and " + node.id() + " lead in term " + view.term());
            }
        }
    }

    private static long storedTermOf(SimulatedNode node) {
        return node.storage().forcedState().map(DurableState::term).orElse(0L);
    }

    /** Terms in which somebody led. */
    public int leaderCount() {
        return leaders.size();
    }
}
