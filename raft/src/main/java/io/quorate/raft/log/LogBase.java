package io.quorate.raft.log;

import io.quorate.raft.Invariants;

/**
 * All that must be known about what came before a log's first kept entry, so that the log can go on from there.
 *
 * @param index newest entry before it, 0 if there never was one
 * @param term that entry's
 * @param position where that entry ended and the first kept one starts
 * @param timestampMillis that entry's; later ones are not older
 * @param fingerprint of everything before {@code position}
 */
public record LogBase(long index, long term, long position, long timestampMillis, long fingerprint) {
    public static final LogBase EMPTY = new LogBase(0, 0, 0, 0, 0);

    public LogBase {
        Invariants.check(index >= 0 && term >= 0 && position >= 0, "a base has a place", index, position);
        Invariants.check((index == 0) == (position == 0), "only the base of a whole log is empty", index, position);
    }
}
