package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.Optional;

/** All that a replica does with snapshots: takes, keeps, sends and fetches them, and cuts its log behind them. Replica loop only. */
final class ReplicaSnapshots {
    private final LogStore log;
    private final StateMachine stateMachine;
    private final Snapshotter snapshotter;
    private final SnapshotSending sending;
    private final SnapshotReceiving receiving;
    private final Retention retention;

    ReplicaSnapshots(
            ReplicaConfig config,
            LogStore log,
            SnapshotStore store,
            StateMachine stateMachine,
            DurablePromises promises,
            ReplicaWorld world) {
        NodeId self = config.raft().self();
        this.log = log;
        this.stateMachine = stateMachine;
        this.snapshotter = new Snapshotter(store);
        this.sending = new SnapshotSending(config.snapshots(), store, world);
        this.receiving = new SnapshotReceiving(config.snapshots(), self, store, world);
        this.retention = new Retention(config.snapshots(), log, store, stateMachine, promises);
    }

    /**
     * Time passes. The parameters are those of {@link Retention#look}.
     *
     * @return whether the log's base moved
     */
    boolean tick(long settledIndex, long neededIndex) {
        sending.tick();
        receiving.tick();
        snapshotter.tick();
        return retention.look(settledIndex, neededIndex);
    }

    /**
     * An entry was applied. Behind the last one of a segment a snapshot is taken: at the same places on every replica.
     *
     * @param membership the group's at that entry
     */
    void applied(long index, IndexedMembership membership) {
        receiving.committed(index);
        if (log.endsSegment(index) && snapshotter.isWantedAt(index)) {
            snapshotter.taken(log.baseAfter(index), membership, stateMachine.snapshot());
        }
    }

    /** Which snapshot others may be offered, see {@link Retention#soundIndex}. */
    long offeredIndex(long settledIndex, long lostIndex, long letGoIndex) {
        return retention.soundIndex(settledIndex, lostIndex, letGoIndex);
    }

    void offered(RaftMessage.SnapshotOffer offer) {
        receiving.offered(offer);
    }

    void fetch(RaftMessage.SnapshotFetch fetch) {
        sending.fetch(fetch);
    }

    void chunk(RaftMessage.SnapshotChunk chunk, ByteBuffer piece) {
        receiving.chunk(chunk, piece);
    }

    void releaseUpTo(long position, boolean urgent) {
        retention.releaseUpTo(position, urgent);
    }

    Optional<SnapshotReceiving.Arrived> takeArrived() {
        return receiving.takeArrived();
    }

    /** The state machine cannot read what arrived. */
    void refused(long index) {
        receiving.refused(index);
    }

    /** The state is that of an installed snapshot, and the log starts there. */
    void installed() {
        snapshotter.abandonWaiting();
    }

    /** What to do next on the disk, or null. One after the other, so that none waits for ever. */
    DiskStep nextStep(long term) {
        DiskStep step = receiving.nextStep();
        if (step == null) {
            step = sending.nextStep(term);
        }
        if (step == null) {
            step = retention.nextStep();
        }
        return step == null ? snapshotter.nextStep() : step;
    }
}
