package io.quorate.raft.runtime;

/** Bytes that are not a snapshot of the state machine this build runs, or of another place in the log, and why. */
public final class CorruptSnapshotException extends Exception {
    public CorruptSnapshotException(String message) {
        super(message);
    }

    public CorruptSnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
