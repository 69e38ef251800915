package io.quorate.raft.runtime;

import io.quorate.raft.StorageFailure;

/**
 * A piece of the replica's slow work on the disk, short enough that a flush of the log may wait for it. What it finds, it
 * keeps for {@link #done}: flusher and replica loop see it in turns.
 */
public interface DiskStep {
    /**
     * Does it. Flusher; blocks.
     *
     * @throws StorageFailure if the disk refused; final, as for a flush
     */
    void run() throws StorageFailure;

    /** It was done. Replica loop. */
    default void done() {}
}
