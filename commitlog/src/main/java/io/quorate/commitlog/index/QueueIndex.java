package io.quorate.commitlog.index;

import io.quorate.raft.Invariants;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where the messages of one queue are in the log, by queue offset. Dense.
 *
 * <p>One writer, the replica loop; any number of readers, without a lock. A unit is written before the volatile
 * {@code maxOffset} that covers it, and never changed after: a reader that first reads {@link #maxOffset()} sees all units
 * below it.
 *
 * <p>Memory: 24 bytes a message, in chunks of {@value #CHUNK_UNITS}; the newest chunk grows by doubling, so that an idle
 * queue of a few messages takes {@value #FIRST_UNITS} units and no whole chunk. No object per message. Bounded by what the
 * log keeps.
 *
 * <pre>
 * unit, 3 longs:   position | sizeBytes (high 32 bits), tagHash (low 32 bits) | storeTimestampMillis
 * </pre>
 */
public final class QueueIndex {
    static final int CHUNK_UNITS = 1024;
    static final int FIRST_UNITS = 8;

    private static final int UNIT_LONGS = 3;

    private final long minOffset;

    // A slot is replaced by a longer copy (set: volatile) and the directory by a longer one, so that whoever finds a
    // chunk
    // finds in it all that was in the one before.
    private volatile AtomicReferenceArray<long[]> chunks = new AtomicReferenceArray<>(1);
    private volatile long maxOffset; // written last; publishes the unit before it

    private long lastTimestampMillis; // replica loop only

    /** An empty queue whose first message will have this offset. */
    public QueueIndex(long firstOffset) {
        Invariants.check(firstOffset >= 0, "queue offsets start at 0 or later", firstOffset, 0);
        minOffset = firstOffset;
        maxOffset = firstOffset;
    }

    /** Offset of the oldest message; equals {@link #maxOffset()} when empty. */
    public long minOffset() {
        return minOffset;
    }

    /** Offset the next message will have. */
    public long maxOffset() {
        return maxOffset;
    }

    /**
     * Adds the message at {@code maxOffset()}. Replica loop only. Times never decrease along a queue, for those of the log
     * do not.
     */
    public void append(long queueOffset, long position, int sizeBytes, int tagHash, long storeTimestampMillis) {
        long next = maxOffset;
        Invariants.check(queueOffset == next, "queue offsets are dense", queueOffset, next);
        Invariants.check(sizeBytes > 0 && position >= 0, "a message has bytes somewhere", position, sizeBytes);
        Invariants.check(
                storeTimestampMillis >= lastTimestampMillis,
                "store times never decrease along a queue",
                storeTimestampMillis,
                lastTimestampMillis);
        int unit = (int) ((next - minOffset) % CHUNK_UNITS);
        long[] chunk = chunkFor((int) ((next - minOffset) / CHUNK_UNITS), unit);
        chunk[unit * UNIT_LONGS] = position;
        chunk[unit * UNIT_LONGS + 1] = (long) sizeBytes << 32 | (tagHash & 0xFFFFFFFFL);
        chunk[unit * UNIT_LONGS + 2] = storeTimestampMillis;
        lastTimestampMillis = storeTimestampMillis;
        maxOffset = next + 1;
    }

    /** The chunk, made or grown so that it has room for the unit. */
    private long[] chunkFor(int number, int unit) {
        AtomicReferenceArray<long[]> directory = chunks;
        if (number == directory.length()) {
            directory = grown(directory);
            chunks = directory;
        }
        long[] chunk = directory.get(number);
        if (chunk == null) {
            chunk = new long[FIRST_UNITS * UNIT_LONGS];
            directory.set(number, chunk);
        } else if (unit * UNIT_LONGS == chunk.length) {
            chunk = Arrays.copyOf(chunk, Math.min(2 * chunk.length, CHUNK_UNITS * UNIT_LONGS));
            directory.set(number, chunk);
        }
        return chunk;
    }

    private static AtomicReferenceArray<long[]> grown(AtomicReferenceArray<long[]> directory) {
        AtomicReferenceArray<long[]> longer = new AtomicReferenceArray<>(2 * directory.length());
        for (int i = 0; i < directory.length(); i++) {
            longer.set(i, directory.get(i));
        }
        return longer;
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
        long max = maxOffset;
        Invariants.check(queueOffset < max, "a message read is in its queue", queueOffset, max);
        long unit = queueOffset - minOffset;
        long[] chunk = chunks.get((int) (unit / CHUNK_UNITS));
        return chunk[(int) (unit % CHUNK_UNITS) * UNIT_LONGS + number];
    }

    /** The smallest offset stored at or after this time; {@link #maxOffset()} if there is none; 0 for an empty queue. */
    public long lowerBound(long timestampMillis) {
        long max = maxOffset;
        return max == minOffset ? 0 : firstAtOrAfter(timestampMillis, max);
    }

    /** The largest offset stored at or before this time; 0 if there is none, and for an empty queue. */
    public long upperBound(long timestampMillis) {
        long max = maxOffset;
        long end = timestampMillis == Long.MAX_VALUE ? max : firstAtOrAfter(timestampMillis + 1, max);
        return end == minOffset ? 0 : end - 1;
    }

    private long firstAtOrAfter(long timestampMillis, long max) {
        long low = minOffset;
        long high = max;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (storeTimestampMillis(middle) >= timestampMillis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
