package io.quorate.broker.stats;

/**
 * Readings of a counter at regular times, the newest few. What came since the oldest of them is what came within the ring's
 * stretch of time. Guarded by its {@link TrafficCounter}.
 */
final class SampleRing {
    private final long[] atMillis;
    private final long[] sums;
    private final long[] calls;
    private int taken; // all there ever were

    /** @param length how many readings are kept; the stretch is as many times the pause between two of them */
    SampleRing(int length) {
        atMillis = new long[length];
        sums = new long[length];
        calls = new long[length];
    }

    void take(long nowMillis, long sum, long callCount) {
        int at = taken++ % atMillis.length;
        atMillis[at] = nowMillis;
        sums[at] = sum;
        calls[at] = callCount;
    }

    /** From the oldest reading to the values of now. */
    Sums since(long nowMillis, long sum, long callCount) {
        int oldest = oldest();
        long more = sum - sums[oldest];
        long moreCalls = callCount - calls[oldest];
        long millis = Math.max(1, nowMillis - atMillis[oldest]);
        return new Sums(more, more * 1000.0 / millis, moreCalls == 0 ? 0 : (double) more / moreCalls);
    }

    /** Whether the ring covers its whole stretch and nothing was counted in it. */
    boolean isIdle(long sum) {
        return taken >= atMillis.length && sums[oldest()] == sum;
    }

    private int oldest() {
        return taken < atMillis.length ? 0 : taken % atMillis.length;
    }
}
