package io.quorate.simulation.workload;

import io.quorate.broker.state.Delay;

/** That a message is to be delivered later, and what has become of that in the log. */
final class SentDelay {
    private final int level; // 0: none
    private final long millis;
    private final boolean absolute;
    long position = -1; // of the pending message; -1: not there (yet)
    long dueMillis; // by the log's clock
    boolean recalled;

    private SentDelay(int level, long millis, boolean absolute) {
        this.level = level;
        this.millis = millis;
        this.absolute = absolute;
    }

    static SentDelay ofLevel(int level, long millis) {
        return new SentDelay(level, millis, false);
    }

    static SentDelay ofMillis(long millis) {
        return new SentDelay(0, millis, false);
    }

    static SentDelay until(long millis) {
        return new SentDelay(0, millis, true);
    }

    Delay asked() {
        if (level > 0) {
            return Delay.ofLevel(level, millis);
        }
        return absolute ? Delay.until(millis) : Delay.ofMillis(millis);
    }

    /** The pending message stands in an entry of this timestamp. */
    void stored(long storedAt, long entryMillis) {
        position = storedAt;
        dueMillis = absolute ? millis : entryMillis + millis;
    }
}
