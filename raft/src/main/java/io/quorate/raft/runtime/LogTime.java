package io.quorate.raft.runtime;

import java.util.function.LongSupplier;

/**
 * The time that a leader puts into entries: the wall clock's, but never before that of the newest entry.
 *
 * <p>A wall clock may be behind the log: because it was set back, or because a leader whose clock was ahead has gone. What waits
 * for a time (timers, locks, messages in a consumer's hands) must not wait for such a clock to catch up, which may take a
 * day. So meanwhile time goes on by ticks, a little slowly, until the clock is right again.
 */
final class LogTime {
    /** Of the true speed, in eighths, while the clock is behind: a day too far is made good in eight, and an hour lasts 69 minutes. */
    private static final int SPEED_EIGHTHS = 7;

    private final LongSupplier wallMillis;
    private volatile long floorMillis; // written by the replica loop
    private int eighths; // of a millisecond, beside the floor

    LogTime(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /**
     * In ms since 1970. Entries' times never go back; this does, where the clock is set back before what it said was written to an
     * entry. Any thread.
     */
    long millis() {
        return Math.max(wallMillis.getAsLong(), floorMillis);
    }

    /** The log's newest entry is of that time. Replica loop. */
    void entryOf(long timestampMillis) {
        if (timestampMillis > floorMillis) {
            floorMillis = timestampMillis;
            eighths = 0;
        }
    }

    /** So much time has passed. Replica loop. */
    void pass(int elapsedMillis) {
        long before = floorMillis;
        if (wallMillis.getAsLong() < before) {
            eighths += elapsedMillis * SPEED_EIGHTHS;
            floorMillis = before + eighths / 8;
            eighths %= 8;
        }
    }
}
