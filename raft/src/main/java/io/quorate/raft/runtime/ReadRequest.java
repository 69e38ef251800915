package io.quorate.raft.runtime;

/** Somebody who wants to read this replica's state no older than it is now. */
@FunctionalInterface
public interface ReadRequest {
    /** Called once, on the replica loop, whatever happens. Must not block. */
    void complete(ReadOutcome outcome);
}
