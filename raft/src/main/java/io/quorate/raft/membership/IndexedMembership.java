package io.quorate.raft.membership;

/**
 * A membership and the CONFIGURATION entry that brought it.
 *
 * @param index 0 for the one a group was formed with
 */
public record IndexedMembership(long index, Membership membership) {}
