package io.quorate.simulation.invariant;

import io.quorate.raft.Role;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;

/**
 * A leader commits by counting copies of entries of its own term alone (Raft §5.4.2, figure 8): older ones become committed
 * together with one of those.
 */
public final class CommitByCounting implements GroupObserver {
    private final long[] committed; // by node
    private final long[] ledTerm; // by node; 0: did not lead when last seen

    public CommitByCounting(int size) {
        committed = new long[size];
        ledTerm = new long[size];
    }

    @Override
    public void started(SimulatedNode node) {
        ledTerm[node.number()] = 0;
    }

    @Override
    public void stepped(SimulatedNode node) {
        ReplicaView view = node.view();
        boolean leads = view.role() == Role.LEADER;
        boolean ledBefore = ledTerm[node.number()] == view.term();
        if (leads && ledBefore && view.committedIndex() > committed[node.number()]) {
            long entryTerm = node.log().termAt(view.committedIndex());
            if (entryTerm != view.term()) {
                throw new CheckFailure(
                        "commit by counting",
                        node + " leads in term " + view.term() + " and commits entry " + view.committedIndex()
                                + " of term " + entryTerm + " before any of its own term");
            }
        }
        ledTerm[node.number()] = leads ? view.term() : 0;
        committed[node.number()] = view.committedIndex();
    }
}
