package io.quorate.raft.runtime;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.snapshot.SnapshotDraft;
import io.quorate.raft.snapshot.SnapshotPieces;
import io.quorate.raft.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Takes this replica's own snapshots. The state is copied at once, when the entry that ends a segment is applied, and written
 * piece by piece later. Replica loop only, but for what its steps run.
 *
 * <p>At most two are in memory: the one being written and the newest that waits. When the disk does not keep pace, the ones
 * in between are left out: retention then moves in larger strides.
 */
final class Snapshotter {
    private record Taken(LogBase base, IndexedMembership membership, List<ByteBuffer> state) {}

    private final SnapshotStore store;
    private Taken waiting; // null: none
    private Writing writing; // null: none

    Snapshotter(SnapshotStore store) {
        this.store = store;
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
    }

    /**
     * What to do next on the disk, or null. A snapshot may be on disk before our log is that far: what the others committed
     * may be applied here before it is flushed here. That makes it no base yet, see {@link Retention}.
     */
    DiskStep nextStep() {
        if (writing == null && waiting != null) {
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

        Writing(Taken taken) {
            this.taken = taken;
        }

        @Override
        public void run() throws StorageFailure {
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
            if (finished) {
                writing = null;
            }
        }
    }
}
