package io.quorate.raft.log;

/** Bytes that are not the entry they should be, and where. */
public final class CorruptEntryException extends Exception {
    public CorruptEntryException(String message) {
        super(message);
    }
}
