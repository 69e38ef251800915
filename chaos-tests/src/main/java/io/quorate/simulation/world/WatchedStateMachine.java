package io.quorate.simulation.world;

import io.quorate.broker.state.BrokerState;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.CorruptSnapshotException;
import io.quorate.raft.runtime.StateMachine;
import java.nio.ByteBuffer;
import java.util.List;

/** The broker's state machine of one life of a node, watched. */
final class WatchedStateMachine implements StateMachine {
    private final SimulatedNode node;
    private final SimulatedGroup group;
    private final BrokerState state;
    private boolean leads;
    private long appliedIndex;

    WatchedStateMachine(SimulatedNode node, SimulatedGroup group, BrokerState state) {
        this.node = node;
        this.group = group;
        this.state = state;
    }

    @Override
    public void apply(EntryMeta meta, ByteBuffer entry) {
        state.apply(meta, entry);
        appliedIndex = meta.index();
        group.observers().applied(node, meta, entry, state.stateHash());
    }

    @Override
    public void leadershipGained(long term) {
        if (leads) {
            throw new InvariantViolation("leadership was gained twice");
        }
        leads = true;
        group.trace().note(node.id(), "serves in term", term, 0);
        state.leadershipGained(term);
    }

    @Override
    public void leadershipLost() {
        if (!leads) {
            throw new InvariantViolation("leadership was lost before it was gained");
        }
        leads = false;
        group.trace().note(node.id(), "no longer serves", 0, 0);
        state.leadershipLost();
    }

    @Override
    public void tick() {
        state.tick();
    }

    @Override
    public List<ByteBuffer> snapshot() {
        List<ByteBuffer> snapshot = state.snapshot();
        group.observers().snapshotTaken(node, appliedIndex, snapshot);
        return snapshot;
    }

    @Override
    public void restore(LogBase logBase, LogBase base, ByteBuffer snapshot) throws CorruptSnapshotException {
        group.observers().restores(node, base, snapshot);
        state.restore(logBase, base, snapshot);
        appliedIndex = base.index();
        if (node.isUp()) {
            group.snapshotCounts().installed(); // else it is how this life begins
        }
        group.trace().note(node.id(), "restores a snapshot", base.index(), base.position());
        group.observers().restored(node, base, state.stateHash());
    }

    @Override
    public long neededPosition() {
        return state.neededPosition();
    }

    @Override
    public void baseMoved(LogBase base) {
        state.baseMoved(base);
        group.trace().note(node.id(), "moves its base", base.index(), base.position());
        group.snapshotCounts().baseMoved();
        node.baseMoved();
        group.observers().baseMoved(node, base);
    }

    @Override
    public void indexDamaged(long segmentStart) {
        state.indexDamaged(segmentStart);
    }
}
