package io.quorate.commitlog.index;

import io.quorate.raft.Invariants;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A queue's messages of one moment. Answers for all of them for as long as it is held, also when the queue has let go of
 * some since: what their positions then point at may be gone from the log, but never is another message. Any thread; not
 * meant to be kept, for it keeps the memory of what was let go of.
 */
public final class QueueView {
    private final long minOffset;
    private final long maxOffset;
    private final long firstUnit;
    private final AtomicReferenceArray<long[]> chunks;

    /** @param firstUnit queue offset of the first unit of the first chunk */
    QueueView(long minOffset, long maxOffset, long firstUnit, AtomicReferenceArray<long[]> chunks) {
        this.minOffset = minOffset;
        this.maxOffset = maxOffset;
        this.firstUnit = firstUnit;
        this.chunks = chunks;
    }

    /** Offset of the oldest message; equals {@link #maxOffset()} when empty. */
    public long minOffset() {
        return minOffset;
    }

    /** Offset of the message after the newest. */
    public long maxOffset() {
        return maxOffset;
    }

    public boolean contains(long queueOffset) {
        return queueOffset >= minOffset && queueOffset < maxOffset;
    }

    /** Position of the message's record in the log. */
    public long position(long queueOffset) {
        return field(queueOffset, 0);
    }

    public int sizeBytes(long queueOffset) {
        return (int) (field(queueOffset, 1) >>> 32);
    }

    /** Hash code of its tag, as clients compute it; 0 without one. */
    public int tagHash(long queueOffset) {
        return (int) field(queueOffset, 1);
    }

    public long storeTimestampMillis(long queueOffset) {
        return field(queueOffset, 2);
    }

    private long field(long queueOffset, int number) {
        Invariants.check(queueOffset >= minOffset, "a message read is in its queue", queueOffset, minOffset);
        Invariants.check(queueOffset < maxOffset, "a message read is in its queue", queueOffset, maxOffset);
        long unit = queueOffset - firstUnit;
        long[] chunk = chunks.get((int) (unit / QueueIndex.CHUNK_UNITS));
        return chunk[(int) (unit % QueueIndex.CHUNK_UNITS) * QueueIndex.UNIT_LONGS + number];
    }

    /** The smallest offset stored at or after this time; {@link #maxOffset()} if there is none. */
    public long lowerBound(long timestampMillis) {
        return firstWithAtLeast(2, timestampMillis);
    }

    /** The largest offset stored at or before this time; 0 if there is none, and for an empty queue. */
    public long upperBound(long timestampMillis) {
        long end = timestampMillis == Long.MAX_VALUE ? maxOffset : firstWithAtLeast(2, timestampMillis + 1);
        return end == minOffset ? 0 : end - 1;
    }

    /** The smallest offset whose record stands at or after this position; {@link #maxOffset()} if there is none. */
    long firstFrom(long position) {
        return firstWithAtLeast(0, position);
    }

    /** Of a field that never decreases along the queue. */
    private long firstWithAtLeast(int fieldNumber, long wanted) {
        long low = minOffset;
        long high = maxOffset;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (field(middle, fieldNumber) >= wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
