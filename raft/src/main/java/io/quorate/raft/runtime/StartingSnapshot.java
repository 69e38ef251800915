package io.quorate.raft.runtime;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot a replica starts from: the newest that is sound and was made of the log that is here, so that little of the log
 * has to be applied again. If it turns out to be of no use the next older one takes its place, down to the one where the log
 * begins: without that one, there is no way to the state.
 */
public final class StartingSnapshot {
    private static final Logger LOG = LoggerFactory.getLogger(StartingSnapshot.class);

    private StartingSnapshot() {}

    /**
     * Where the state will be restored, told before the log is open. Reads all of that snapshot, and blocks meanwhile.
     *
     * @param places where the log begins, and places behind which it goes on, ascending
     * @return the newest place that has a sound snapshot; the first if none has
     */
    public static LogBase place(SnapshotStore store, List<LogBase> places) throws StorageFailure {
        for (int at = places.size() - 1; at > 0; at--) {
            LogBase place = places.get(at);
            Optional<SnapshotMeta> meta = keptAt(store, place);
            if (meta.isPresent() && store.state(meta.get()).isPresent()) {
                return place;
            }
        }
        return places.get(0);
    }

    private static Optional<SnapshotMeta> keptAt(SnapshotStore store, LogBase place) {
        return store.keptAt(place.index()).filter(meta -> meta.base().equals(place));
    }

    /**
     * Restores the state. Blocks.
     *
     * @return the snapshot used; empty for a log that begins at its beginning, and is to be applied from there
     * @throws StorageFailure DAMAGED if the log does not begin at its beginning, and no snapshot can be used
     */
    static Optional<SnapshotMeta> restore(SnapshotStore store, LogStore log, StateMachine stateMachine)
            throws StorageFailure {
        for (SnapshotMeta meta : candidates(store, log)) {
            if (restore(store, log.base(), meta, stateMachine)) {
                return Optional.of(meta);
            }
        }
        return SnapshotAtBase.restore(store, log.base(), stateMachine);
    }

    /** Those behind the log's base that were made of this log, the newest first. */
    private static List<SnapshotMeta> candidates(SnapshotStore store, LogStore log) {
        List<SnapshotMeta> found = new ArrayList<>();
        for (SnapshotMeta meta : store.kept()) {
            long index = meta.base().index();
            boolean ours = index > log.base().index()
                    && index <= log.lastIndex()
                    && log.endsSegment(index)
                    && log.baseAfter(index).equals(meta.base());
            if (ours) {
                found.add(0, meta);
            }
        }
        return found;
    }

    private static boolean restore(SnapshotStore store, LogBase logBase, SnapshotMeta meta, StateMachine stateMachine)
            throws StorageFailure {
        Optional<ByteBuffer> state = store.state(meta);
        if (state.isEmpty()) {
            LOG.warn(
                    "the snapshot at index={} cannot be read, an older one is used",
                    meta.base().index());
            return false;
        }
        try {
            stateMachine.restore(logBase, meta.base(), state.get());
            return true;
        } catch (CorruptSnapshotException corrupt) {
            LOG.warn(
                    "the snapshot at index={} was refused, an older one is used: {}",
                    meta.base().index(),
                    corrupt.getMessage());
            return false;
        }
    }
}
