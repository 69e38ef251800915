package io.quorate.commitlog.index;

import java.util.Arrays;

/** In which segments a queue has messages. Immutable, ascending. Not a record: arrays, for there are many of these. */
final class QueuePieces {
    private final SegmentIndex[] segments;
    private final long[] firstOffsets; // queue offset of the first message in each
    private final boolean complete;

    private QueuePieces(SegmentIndex[] segments, long[] firstOffsets, boolean complete) {
        this.segments = segments;
        this.firstOffsets = firstOffsets;
        this.complete = complete;
    }

    static QueuePieces none(boolean complete) {
        return new QueuePieces(new SegmentIndex[0], new long[0], complete);
    }

    int count() {
        return segments.length;
    }

    SegmentIndex segment(int number) {
        return segments[number];
    }

    long firstOffset(int number) {
        return firstOffsets[number];
    }

    /** False if those of an earlier life are still to be looked up. */
    boolean isComplete() {
        return complete;
    }

    boolean endsWith(SegmentIndex segment) {
        return count() > 0 && segments[count() - 1] == segment;
    }

    /** With one more at the end; without those whose segments are gone. */
    QueuePieces with(SegmentIndex segment, long firstOffset) {
        int goneCount = 0;
        while (goneCount < count() && segments[goneCount].isGone()) {
            goneCount++;
        }
        int kept = count() - goneCount;
        SegmentIndex[] more = Arrays.copyOfRange(segments, goneCount, goneCount + kept + 1);
        long[] offsets = Arrays.copyOfRange(firstOffsets, goneCount, goneCount + kept + 1);
        more[kept] = segment;
        offsets[kept] = firstOffset;
        return new QueuePieces(more, offsets, complete);
    }

    /** These, which are of an earlier life, and then the others. */
    QueuePieces followedBy(QueuePieces later) {
        SegmentIndex[] all = Arrays.copyOf(segments, count() + later.count());
        long[] offsets = Arrays.copyOf(firstOffsets, count() + later.count());
        System.arraycopy(later.segments, 0, all, count(), later.count());
        System.arraycopy(later.firstOffsets, 0, offsets, count(), later.count());
        return new QueuePieces(all, offsets, true);
    }

    /** Number of the first one that the log still has. */
    int firstFrom(long basePosition) {
        int number = 0;
        while (number < count() && segments[number].endPosition() <= basePosition) {
            number++;
        }
        return number;
    }

    /** Number of the one that has the message of this offset. */
    int at(long queueOffset) {
        int found = Arrays.binarySearch(firstOffsets, queueOffset);
        return found >= 0 ? found : -found - 2;
    }
}
