package io.quorate.commitlog.index;

import io.quorate.raft.Invariants;

/**
 * A queue's messages of one moment. For one thread, and not meant to be kept.
 *
 * <p>Getters of a message throw IndexOutOfBoundsException if it is gone since, with its segment or its topic, and {@link
 * MissingIndexException} if the index of its segment turned out to be damaged. What they answer is never of another
 * message.
 */
public final class QueueView {
    /** Units fetched at a time: a pull reads neighbours. */
    private static final int WINDOW_UNITS = 64;

    private static final int OFFSET = 0;
    private static final int SIZE = 1;
    private static final int TAG = 2;
    private static final int TIME = 3;

    private final QueueName queue;
    private final QueuePieces pieces;
    private final long minOffset;
    private final long maxOffset;

    private int[] window = {};
    private long windowStart;
    private long windowEnd;
    private long windowPosition; // of the segment it is of

    QueueView(QueueName queue, QueuePieces pieces, long minOffset, long maxOffset) {
        this.queue = queue;
        this.pieces = pieces;
        this.minOffset = minOffset;
        this.maxOffset = maxOffset;
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
        int at = unit(queueOffset);
        return windowPosition + window[at + OFFSET];
    }

    public int sizeBytes(long queueOffset) {
        int at = unit(queueOffset); // first: it may put another window in place
        return window[at + SIZE];
    }

    /** Hash code of its tag, as clients compute it; 0 without one. */
    public int tagHash(long queueOffset) {
        int at = unit(queueOffset);
        return window[at + TAG];
    }

    public long storeTimestampMillis(long queueOffset) {
        int at = unit(queueOffset) + TIME;
        return (long) window[at] << Integer.SIZE | (window[at + 1] & 0xFFFFFFFFL);
    }

    /** Where in the window the message is. */
    private int unit(long queueOffset) {
        if (queueOffset < windowStart || queueOffset >= windowEnd) {
            load(queueOffset);
        }
        return (int) (queueOffset - windowStart) * QueueUnits.UNIT_INTS;
    }

    private void load(long queueOffset) {
        Invariants.check(queueOffset >= minOffset, "a message read is in its queue", queueOffset, minOffset);
        Invariants.check(queueOffset < maxOffset, "a message read is in its queue", queueOffset, maxOffset);
        int number = pieces.at(queueOffset);
        SegmentIndex segment = pieces.segment(number);
        int count = (int) Math.min(WINDOW_UNITS, endOf(number) - queueOffset);
        windowEnd = windowStart; // nothing, should the next line fail
        if (window.length < count * QueueUnits.UNIT_INTS) {
            window = new int[count * QueueUnits.UNIT_INTS]; // mostly a reader at the end wants a few
        }
        segment.copy(queue, queueOffset, count, window);
        windowStart = queueOffset;
        windowEnd = queueOffset + count;
        windowPosition = segment.startPosition();
    }

    private long endOf(int number) {
        return number + 1 < pieces.count() ? Math.min(maxOffset, pieces.firstOffset(number + 1)) : maxOffset;
    }

    /** The smallest offset stored at or after this time; {@link #maxOffset()} if there is none. */
    public long lowerBound(long timestampMillis) {
        if (minOffset == maxOffset) {
            return maxOffset;
        }
        // First by what is known of whole segments, so that the units of one alone are read.
        int low = pieces.at(minOffset);
        int high = pieces.at(maxOffset - 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pieces.segment(middle).lastMillis() >= timestampMillis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return firstFrom(timestampMillis, Math.max(minOffset, pieces.firstOffset(low)), endOf(low));
    }

    private long firstFrom(long timestampMillis, long from, long to) {
        long low = from;
        long high = to;
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

    /** The largest offset stored at or before this time; 0 if there is none, and for an empty queue. */
    public long upperBound(long timestampMillis) {
        long end = timestampMillis == Long.MAX_VALUE ? maxOffset : lowerBound(timestampMillis + 1);
        return end == minOffset ? 0 : end - 1;
    }
}
