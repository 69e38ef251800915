package io.quorate.commitlog;

import io.quorate.raft.Invariants;
import io.quorate.raft.log.EntryMeta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where each entry starts and of which term it is: 4 bytes an entry, no object per entry. Replica loop only.
 *
 * <p>Invariant: entries are dense from index 1, each starting where the one before ends, terms never decreasing.
 */
final class EntryIndex {
    private final long segmentBytes;
    private final List<Run> segments = new ArrayList<>(); // one for each segment an entry starts in
    private final TermRuns terms = new TermRuns();

    private long lastIndex;
    private long endPosition;

    EntryIndex(long segmentBytes) {
        this.segmentBytes = segmentBytes;
    }

    long lastIndex() {
        return lastIndex;
    }

    long endPosition() {
        return endPosition;
    }

    void add(EntryMeta entry) {
        Invariants.check(entry.index() == lastIndex + 1, "indexes are dense", entry.index(), lastIndex);
        Invariants.check(entry.position() == endPosition, "entries touch", entry.position(), endPosition);
        long startPosition = entry.position() - entry.position() % segmentBytes;
        if (entry.position() == startPosition) {
            segments.add(new Run(entry.index(), startPosition));
        }
        terms.add(entry.index(), entry.term());
        segments.get(segments.size() - 1).add((int) (entry.position() - startPosition));
        lastIndex = entry.index();
        endPosition = entry.endPosition();
    }

    /** Term of an entry, 0 for index 0. */
    long termAt(long index) {
        Invariants.check(index >= 0 && index <= lastIndex, "an index asked for is in the log", index, lastIndex);
        return index == 0 ? 0 : terms.at(index);
    }

    long positionOf(long index) {
        Invariants.check(index >= 1 && index <= lastIndex, "an index asked for is in the log", index, lastIndex);
        return runOf(index).positionOf(index);
    }

    /** Where the entry ends; 0 for index 0. */
    long endPositionOf(long index) {
        if (index == 0) {
            return 0;
        }
        return index == lastIndex ? endPosition : positionOf(index + 1);
    }

    EntryMeta entryAt(long index) {
        long position = positionOf(index);
        return new EntryMeta(index, termAt(index), position, (int) (endPositionOf(index) - position));
    }

    /** The newest entry that ends at or before {@code position}, 0 if none. */
    long lastIndexEndingBy(long position) {
        long low = 0;
        long high = lastIndex;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (endPositionOf(middle) <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    void truncateFrom(long index) {
        endPosition = positionOf(index);
        lastIndex = index - 1;
        while (!segments.isEmpty() && segments.get(segments.size() - 1).firstIndex >= index) {
            segments.remove(segments.size() - 1);
        }
        if (!segments.isEmpty()) {
            segments.get(segments.size() - 1).truncateFrom(index);
        }
        terms.truncateFrom(index);
    }

    private Run runOf(long index) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).firstIndex <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return segments.get(low);
    }

    /** The entries of one segment. */
    private static final class Run {
        private final long firstIndex;
        private final long startPosition;
        private int[] offsets = new int[16];
        private int count;

        Run(long firstIndex, long startPosition) {
            this.firstIndex = firstIndex;
            this.startPosition = startPosition;
        }

        void add(int offset) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * count);
            }
            offsets[count++] = offset;
        }

        long positionOf(long index) {
            return startPosition + offsets[(int) (index - firstIndex)];
        }

        void truncateFrom(long index) {
            count = (int) Math.min(count, index - firstIndex);
        }
    }
}
