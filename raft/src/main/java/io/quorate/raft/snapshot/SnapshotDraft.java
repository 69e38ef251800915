package io.quorate.raft.snapshot;

import io.quorate.raft.StorageFailure;
import java.nio.ByteBuffer;

/**
 * A snapshot on its way to the disk, piece by piece. Nobody sees it before {@link #finish}; a crash before that leaves
 * nothing of it. Flusher thread; every method blocks for as long as one piece takes.
 */
public interface SnapshotDraft {
    /**
     * Takes the next piece, if it is the one that belongs here: whole, and with the checksum that the snapshot's beginning
     * names for it.
     *
     * @return false if it is not; the draft is as before
     */
    boolean write(ByteBuffer piece) throws StorageFailure;

    long writtenBytes();

    /** Whether every piece was taken, and thereby the whole snapshot is what its checksum says. */
    boolean isComplete();

    /** Makes it a snapshot, which survives a crash from the moment this returns. Only when complete. */
    SnapshotMeta finish() throws StorageFailure;

    /** Removes what was written. */
    void discard() throws StorageFailure;
}
