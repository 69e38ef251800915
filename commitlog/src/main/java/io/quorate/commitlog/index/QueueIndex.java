package io.quorate.commitlog.index;

import io.quorate.raft.Invariants;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where the messages of one queue are in the log, by queue offset. Dense. Messages come at the end and, when the log lets
 * go of its oldest segments, leave at the start.
 *
 * <p>One writer, the replica loop; any number of readers, without a lock. A unit is written before the volatile
 * {@code maxOffset} that covers it, and never changed after. Readers take a {@link #view()}.
 *
 * <p>Memory: 24 bytes a message, in chunks of {@value #CHUNK_UNITS}, let go of chunk by chunk; the newest chunk grows by
 * doubling, so that an idle queue of a few messages takes {@value #FIRST_UNITS} units and no whole chunk, and one without
 * messages none. No object per message. Bounded by what the log keeps.
 *
 * <pre>
 * unit, 3 longs:   position | sizeBytes (high 32 bits), tagHash (low 32 bits) | storeTimestampMillis
 * </pre>
 */
public final class QueueIndex {
    static final int CHUNK_UNITS = 1024;
    static final int FIRST_UNITS = 8;
    static final int UNIT_LONGS = 3;

    /**
     * All of a queue but its end; replaced as a whole, so that what a reader finds in it fits together.
     *
     * @param firstUnit queue offset of the first unit of the first chunk; at most {@code minOffset}, and within that chunk
     * @param chunks a slot is replaced by a longer copy (set: volatile), so that whoever finds a chunk finds in it all that
     *     was in the one before
     */
    private record Kept(long minOffset, long firstUnit, AtomicReferenceArray<long[]> chunks) {
        static Kept nothing(long nextOffset) {
            return new Kept(nextOffset, nextOffset, new AtomicReferenceArray<>(1));
        }
    }

    private volatile Kept kept;
    private volatile long maxOffset; // written last; publishes the unit before it

    private long lastTimestampMillis; // replica loop only

    /** An empty queue whose first message will have this offset. */
    public QueueIndex(long firstOffset) {
        this(firstOffset, 0);
    }

    /**
     * A queue whose messages so far are no longer kept.
     *
     * @param lastTimestampMillis when the last of them was stored
     */
    public QueueIndex(long firstOffset, long lastTimestampMillis) {
        Invariants.check(firstOffset >= 0, "queue offsets start at 0 or later", firstOffset, 0);
        this.kept = Kept.nothing(firstOffset);
        this.maxOffset = firstOffset;
        this.lastTimestampMillis = lastTimestampMillis;
    }

    /** Offset of the oldest message; equals {@link #maxOffset()} when empty. */
    public long minOffset() {
        return kept.minOffset;
    }

    /** Offset the next message will have. */
    public long maxOffset() {
        return maxOffset;
    }

    /** When the newest message ever was stored, kept or not; 0 if there was none. Replica loop only. */
    public long lastTimestampMillis() {
        return lastTimestampMillis;
    }

    /** The messages of now. */
    public QueueView view() {
        // The end first: whatever is kept later covers the units up to it, or has let go of them.
        long max = maxOffset;
        Kept now = kept;
        return new QueueView(now.minOffset, Math.max(max, now.minOffset), now.firstUnit, now.chunks);
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
        long number = next - kept.firstUnit;
        int unit = (int) (number % CHUNK_UNITS);
        long[] chunk = chunkFor((int) (number / CHUNK_UNITS), unit);
        chunk[unit * UNIT_LONGS] = position;
        chunk[unit * UNIT_LONGS + 1] = (long) sizeBytes << 32 | (tagHash & 0xFFFFFFFFL);
        chunk[unit * UNIT_LONGS + 2] = storeTimestampMillis;
        lastTimestampMillis = storeTimestampMillis;
        maxOffset = next + 1;
    }

    /** The chunk, made or grown so that it has room for the unit. */
    private long[] chunkFor(int number, int unit) {
        Kept now = kept;
        AtomicReferenceArray<long[]> chunks = now.chunks;
        if (number == chunks.length()) {
            chunks = copy(chunks, 0, 2 * chunks.length());
            kept = new Kept(now.minOffset, now.firstUnit, chunks);
        }
        long[] chunk = chunks.get(number);
        if (chunk == null) {
            chunk = new long[FIRST_UNITS * UNIT_LONGS];
            chunks.set(number, chunk);
        } else if (unit * UNIT_LONGS == chunk.length) {
            chunk = Arrays.copyOf(chunk, Math.min(2 * chunk.length, CHUNK_UNITS * UNIT_LONGS));
            chunks.set(number, chunk);
        }
        return chunk;
    }

    /**
     * Lets go of the messages that stand before this position in the log. Replica loop only. Views taken before go on
     * answering for them.
     */
    public void releaseBefore(long position) {
        Kept now = kept;
        long max = maxOffset;
        long first = view().firstFrom(position);
        if (first == now.minOffset) {
            return;
        }
        if (first == max) {
            kept = Kept.nothing(max);
            return;
        }
        int gone = (int) ((first - now.firstUnit) / CHUNK_UNITS);
        kept = gone == 0
                ? new Kept(first, now.firstUnit, now.chunks)
                : new Kept(
                        first,
                        now.firstUnit + (long) gone * CHUNK_UNITS,
                        copy(now.chunks, gone, now.chunks.length() - gone));
    }

    private static AtomicReferenceArray<long[]> copy(AtomicReferenceArray<long[]> chunks, int from, int length) {
        AtomicReferenceArray<long[]> copy = new AtomicReferenceArray<>(length);
        for (int i = 0; i < Math.min(length, chunks.length() - from); i++) {
            copy.set(i, chunks.get(from + i));
        }
        return copy;
    }
}
