package io.quorate.simulation.invariant;

import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;

/**
 * Within one life, term, committed and applied index never go back, and each is within the one it depends on. What a log drops
 * behind a base was flushed.
 */
public final class LocalOrder implements GroupObserver {
    private final ReplicaView[] before;

    public LocalOrder(int size) {
        before = new ReplicaView[size];
    }

    @Override
    public void started(SimulatedNode node) {
        before[node.number()] = node.view();
    }

    @Override
    public void baseMoved(SimulatedNode node, LogBase base) {
        if (before[node.number()] != null && base.index() > node.view().flushedIndex()) {
            throw new CheckFailure(
                    "local order",
                    node + " moves its base to " + base + ", but has flushed no more than "
                            + node.view().flushedIndex());
        }
    }

    @Override
    public void stepped(SimulatedNode node) {
        ReplicaView last = before[node.number()];
        ReplicaView now = node.view();
        before[node.number()] = now;
        boolean holds = now.term() >= last.term()
                && now.committedIndex() >= last.committedIndex()
                && now.appliedIndex() >= last.appliedIndex()
                && now.appliedIndex() <= now.committedIndex()
                && now.committedIndex() <= now.lastIndex()
                && now.flushedIndex() <= now.lastIndex();
        if (!holds) {
            throw new CheckFailure("local order", node + " went from " + last + " to " + now);
        }
    }
}
