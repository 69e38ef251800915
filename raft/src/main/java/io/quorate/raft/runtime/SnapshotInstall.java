package io.quorate.raft.runtime;

import io.quorate.raft.NodeView;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.snapshot.SnapshotMeta;
import java.util.function.Consumer;

/**
 * The moment in which a snapshot takes the place of a replica's log. The flusher has the log then; who asks about this replica
 * is told how things stood before.
 */
final class SnapshotInstall implements DiskStep {
    private final SnapshotMeta snapshot;
    private final LogStore log;
    private final ReplicaView viewBefore;
    private final NodeView nodeBefore;
    private final Consumer<SnapshotMeta> whenDone;

    SnapshotInstall(
            SnapshotMeta snapshot,
            LogStore log,
            ReplicaView viewBefore,
            NodeView nodeBefore,
            Consumer<SnapshotMeta> whenDone) {
        this.snapshot = snapshot;
        this.log = log;
        this.viewBefore = viewBefore;
        this.nodeBefore = nodeBefore;
        this.whenDone = whenDone;
    }

    ReplicaView viewBefore() {
        return viewBefore;
    }

    NodeView nodeBefore() {
        return nodeBefore;
    }

    @Override
    public void run() throws StorageFailure {
        log.startAt(snapshot.base());
    }

    @Override
    public void done() {
        whenDone.accept(snapshot);
    }
}
