package io.quorate.raft.snapshot;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The snapshots of one replica. Everything blocks and belongs to the flusher (or to whoever opens the replica, before it
 * runs), except {@link #kept}. Damage is found by checksums and never obeyed: a snapshot found damaged is no longer kept.
 */
public interface SnapshotStore {
    /** Longest piece: one is in memory, on the way or under the disk's head at a time. */
    int PIECE_BYTES_MAX = 256 << 10;

    /** Snapshots that are whole as far as is known, oldest first. Any thread. */
    List<SnapshotMeta> kept();

    /** The one at this place in the log, if it is kept. Any thread. */
    default Optional<SnapshotMeta> keptAt(long index) {
        return kept().stream().filter(meta -> meta.base().index() == index).findFirst();
    }

    /** Cuts a state into pieces; touches no disk, but reads all of the state. */
    SnapshotPieces cut(LogBase base, IndexedMembership membership, List<ByteBuffer> state);

    /**
     * Begins a snapshot of which only this much is known yet.
     *
     * @param lengthBytes positive
     */
    SnapshotDraft draft(long lengthBytes, long checksum) throws StorageFailure;

    /**
     * The piece that starts at {@code offset}.
     *
     * @return empty if the snapshot is not kept (any more), no piece starts there, or it is damaged
     */
    Optional<ByteBuffer> piece(SnapshotMeta meta, long offset) throws StorageFailure;

    /**
     * The state in a snapshot, every byte of it checked; to be read at once.
     *
     * @return empty if the snapshot is not kept or is damaged
     */
    Optional<ByteBuffer> state(SnapshotMeta meta) throws StorageFailure;

    /** Removes this one, if it is kept. */
    void delete(SnapshotMeta meta) throws StorageFailure;

    /** Removes the snapshots of places before this one. */
    void deleteBefore(LogBase base) throws StorageFailure;
}
