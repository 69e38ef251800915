package io.quorate.raft.log;

/**
 * What a log had lost when it was opened: entries that a flush had covered, and that may have been acknowledged.
 *
 * @param keptIndex newest entry of which it is certain that a flush had covered it and that it is still there; the base's if
 *     there is none
 * @param keptPosition where that one ends
 * @param flushedIndex the newest entry known to have been flushed once
 * @param what a sentence about it
 */
public record LogDamage(long keptIndex, long keptPosition, long flushedIndex, String what) {}
