package io.quorate.raft.runtime;

/**
 * What scrubbing has done since the replica started.
 *
 * @param checkedBytes of the log, read from the disk
 * @param roundCount times it came to the end of what is sealed
 * @param damagedCount places where entries were found damaged
 * @param repairedCount how many of them were mended with a peer's entries
 * @param repairedBytes of entries that were rewritten
 * @param unrepairedCount places that no peer could help with when they were asked last
 */
public record ScrubView(
        long checkedBytes,
        long roundCount,
        long damagedCount,
        long repairedCount,
        long repairedBytes,
        long unrepairedCount) {
    public static final ScrubView NOTHING = new ScrubView(0, 0, 0, 0, 0, 0);
}
