package io.quorate.broker.stats;

import java.util.concurrent.atomic.LongAdder;

/** Messages and bytes of one kind of traffic of one topic or consumer group. Counted by any thread. */
final class TrafficCounter {
    // 6 times 10 s, 6 times 10 min, 24 times 1 h.
    private static final int[] RING_LENGTHS = {6, 6, 24};

    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final SampleRing[] messageRings = rings(); // guarded by this
    private final SampleRing[] byteRings = rings(); // guarded by this

    TrafficCounter(long nowMillis) {
        for (int ring = 0; ring < RING_LENGTHS.length; ring++) {
            sample(ring, nowMillis); // of nothing: what comes before the next reading counts, too
        }
    }

    private static SampleRing[] rings() {
        SampleRing[] rings = new SampleRing[RING_LENGTHS.length];
        for (int ring = 0; ring < rings.length; ring++) {
            rings[ring] = new SampleRing(RING_LENGTHS[ring]);
        }
        return rings;
    }

    void count(int messageCount, long byteCount) {
        messages.add(messageCount);
        bytes.add(byteCount);
        calls.increment();
    }

    /** @param ring 0 the minute's, 1 the hour's, 2 the day's */
    synchronized void sample(int ring, long nowMillis) {
        messageRings[ring].take(nowMillis, messages.sum(), calls.sum());
        byteRings[ring].take(nowMillis, bytes.sum(), calls.sum());
    }

    synchronized TrafficSums messages(long nowMillis) {
        return sums(messageRings, nowMillis, messages.sum());
    }

    synchronized TrafficSums bytes(long nowMillis) {
        return sums(byteRings, nowMillis, bytes.sum());
    }

    private TrafficSums sums(SampleRing[] rings, long nowMillis, long sum) {
        long callCount = calls.sum();
        return new TrafficSums(
                rings[0].since(nowMillis, sum, callCount),
                rings[1].since(nowMillis, sum, callCount),
                rings[2].since(nowMillis, sum, callCount));
    }

    /** Nothing was counted for a day. */
    synchronized boolean isIdle() {
        return messageRings[2].isIdle(messages.sum());
    }
}
