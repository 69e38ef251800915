package io.quorate.raft;

/** What a replica is at the moment. */
public enum Role {
    /** Takes entries from a leader, or waits for one. */
    FOLLOWER,
    /** Asks whether it would win, without raising its term (Raft dissertation §9.6). */
    PRE_CANDIDATE,
    /** Asks for votes in a new term. */
    CANDIDATE,
    /** Makes entries. At most one a term. */
    LEADER
}
