package io.quorate.simulation.explore;

import io.quorate.raft.RaftMessage;

/** What can happen to one node. */
sealed interface Input {
    /** A message arrives; it may arrive again. */
    record Deliver(RaftMessage message) implements Input {}

    /**
     * A message is ready, but the hard state it was made under is not on disk yet: it does not arrive anywhere, and a crash
     * loses it.
     */
    record Hold(RaftMessage message) implements Input {}

    /** A crash, and the start after it. What is written while a node is down reaches nobody, so both are one step. */
    record Crash(boolean hardStateStored, int entriesKept) implements Input {}

    /** What needs no further words. */
    enum Event implements Input {
        /** The election timeout passes, and the pre-vote, if pre-votes are not explored, is won. */
        TIMEOUT,
        /** The election timeout passes and the pre-vote is not won: the leader is forgotten, no more. */
        DOUBT,
        HEARTBEAT,
        /** As leader: a majority was not heard for an election timeout (check-quorum). */
        SILENCE,
        PROPOSE,
        /** Term and vote reach the disk, and what was promised under them leaves. */
        STORE,
        /** All of the log reaches the disk. */
        FLUSH
    }
}
