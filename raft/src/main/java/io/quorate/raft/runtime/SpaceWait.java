package io.quorate.raft.runtime;

/**
 * How a replica waits while its disk has no space for the log. It tries again every now and then; all else goes on: term and
 * vote have their place on the disk since it was made, what is committed is read, and entries wait in memory, promised to nobody.
 * Replica loop only.
 */
final class SpaceWait {
    /** Between two attempts. A write that finds no space costs little, and space comes back without a word. */
    private static final int PAUSE_TICKS = 10;

    private boolean missing;
    private int pauseTicks;

    void tick() {
        pauseTicks = Math.max(0, pauseTicks - 1);
    }

    /** A flush of the log was tried. */
    void tried(boolean outOfSpace) {
        missing = outOfSpace;
        pauseTicks = outOfSpace ? PAUSE_TICKS : 0;
    }

    boolean isMissing() {
        return missing;
    }

    /** Whether the log may be flushed now. */
    boolean mayTry() {
        return pauseTicks == 0;
    }
}
