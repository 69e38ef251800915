package io.quorate.raft.runtime;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.snapshot.SnapshotDraft;
import io.quorate.raft.snapshot.SnapshotPieces;
import io.quorate.raft.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes this replica's own snapshots. The state is copied at once, when the entry that ends a segment is applied, and written
 * piece by piece later. Replica loop only, but for what its steps run.
 *
 * <p>At most two are in memory: the one being written and the newest that waits. When the disk does not keep pace, the ones
 * in between are left out: retention then moves in larger strides. One that finds no space is put off.
 */
final class Snapshotter {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    /** Until the next attempt, when there was no space. */
    private static final int PAUSE_TICKS = 100;

    private record Taken(LogBase base, IndexedMembership membership, List<ByteBuffer> state) {}

    private final SnapshotStore store;
    private Taken waiting; // null: none
    private Writing writing; // null: none
    private int pauseTicks;

    Snapshotter(SnapshotStore store) {
        this.store = store;
    }

    void tick() {
        pauseTicks = Math.max(0, pauseTicks - 1);
    }

    /** Whether a snapshot here would be new. */
    boolean isWantedAt(long index) {
        return store.keptAt(index).isEmpty();
    }

    void taken(LogBase base, IndexedMembership membership, List<ByteBuffer> state) {
        waiting = new Taken(base, membership, state);
    }

    /** The state was replaced by a newer one. */
    void abandonWaiting() {
        waiting = null;
        if (writing != null) {
            writing.overtaken = true;
        }
    }

    /**
     * What to do next on the disk, or null. A snapshot may be on disk before our log is that far: what the others committed
     * may be applied here before it is flushed here. That makes it no base yet, see {@link Retention}.
     */
    DiskStep nextStep() {
        if (writing == null && waiting != null && pauseTicks == 0) {
            writing = new Writing(waiting);
            waiting = null;
        }
        return writing;
    }

    /** One snapshot; each run is one step of it. */
    private final class Writing implements DiskStep {
        private final Taken taken;
        private SnapshotPieces pieces;
        private SnapshotDraft draft;
        private int written;
        private boolean finished;
        private boolean putOff; // there was no space
        private boolean overtaken; // replica loop: not to be tried again

        Writing(Taken taken) {
            this.taken = taken;
        }

        @Override
        public void run() throws StorageFailure {
            try {
                next();
            } catch (StorageFailure failure) {
                if (failure.reason() != Reason.DISK_FULL) {
                    throw failure;
                }
                LOG.warn(
                        "no space for the snapshot at index={}, put off: {}",
                        taken.base().index(),
                        failure.getMessage());
                putOff = true;
                if (draft != null) {
                    draft.discard();
                }
            }
        }

        private void next() throws StorageFailure {
            if (draft == null) {
                pieces = store.cut(taken.base(), taken.membership(), taken.state());
                draft = store.draft(pieces.meta().lengthBytes(), pieces.meta().checksum());
            } else if (!draft.isComplete()) {
                draft.write(pieces.buffers().get(written++));
            } else {
                draft.finish();
                finished = true;
            }
        }

        @Override
        public void done() {
            if (finished || putOff) {
                writing = null;
            }
            if (putOff) {
                pauseTicks = PAUSE_TICKS;
                waiting = waiting == null && !overtaken ? taken : waiting;
            }
        }
    }
}
