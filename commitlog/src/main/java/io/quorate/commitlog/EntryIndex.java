package io.quorate.commitlog;

import io.quorate.raft.Invariants;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where each kept entry starts and of which term it is: 4 bytes an entry, no object per entry. Replica loop only.
 *
 * <p>Invariant: entries are dense from the base on, each starting where the one before ends, terms never decreasing.
 */
final class EntryIndex {
    private final long segmentBytes;
    private final List<Run> segments = new ArrayList<>(); // one for each segment an entry starts in
    private final TermRuns terms = new TermRuns();
    private final ConfigurationIndexes configurations = new ConfigurationIndexes();

    private LogBase base; // at a segment's start
    private long lastIndex;
    private long endPosition;

    EntryIndex(long segmentBytes, LogBase base) {
        Invariants.check(base.position() % segmentBytes == 0, "a base ends a segment", base.position(), segmentBytes);
        this.segmentBytes = segmentBytes;
        this.base = base;
        this.lastIndex = base.index();
        this.endPosition = base.position();
    }

    LogBase base() {
        return base;
    }

    long lastIndex() {
        return lastIndex;
    }

    long endPosition() {
        return endPosition;
    }

    void add(EntryMeta entry, EntryKind kind) {
        Invariants.check(entry.index() == lastIndex + 1, "indexes are dense", entry.index(), lastIndex);
        Invariants.check(entry.position() == endPosition, "entries touch", entry.position(), endPosition);
        long startPosition = entry.position() - entry.position() % segmentBytes;
        if (entry.position() == startPosition) {
            segments.add(new Run(entry.index(), startPosition));
        }
        terms.add(entry.index(), entry.term());
        if (kind == EntryKind.CONFIGURATION) {
            configurations.add(entry.index());
        }
        segments.get(segments.size() - 1).add((int) (entry.position() - startPosition));
        lastIndex = entry.index();
        endPosition = entry.endPosition();
    }

    /** Term of a kept entry, or of the base. */
    long termAt(long index) {
        checkKept(index, base.index());
        return index == base.index() ? base.term() : terms.at(index);
    }

    long positionOf(long index) {
        checkKept(index, base.index() + 1);
        return runOf(index).positionOf(index);
    }

    private void checkKept(long index, long indexMin) {
        Invariants.check(
                index >= indexMin && index <= lastIndex,
                "an index asked for is in the log",
                index,
                indexMin,
                lastIndex);
    }

    /** Where a kept entry, or the base, ends. */
    long endPositionOf(long index) {
        if (index == base.index()) {
            return base.position();
        }
        return index == lastIndex ? endPosition : positionOf(index + 1);
    }

    EntryMeta entryAt(long index) {
        long position = positionOf(index);
        return new EntryMeta(index, termAt(index), position, (int) (endPositionOf(index) - position));
    }

    /** The newest kept CONFIGURATION entry at or before {@code index}, 0 if none. */
    long configurationIndexUpTo(long index) {
        return configurations.newestUpTo(index);
    }

    /** The newest entry that ends at or before {@code position}, the base's if none. */
    long lastIndexEndingBy(long position) {
        long low = base.index();
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
        configurations.truncateFrom(index);
    }

    /** Forgets the entries up to the base's; their memory comes back. */
    void releaseBefore(LogBase newBase) {
        Invariants.check(
                newBase.position() == endPositionOf(newBase.index()) && newBase.position() % segmentBytes == 0,
                "a base is the end of an entry and of a segment",
                newBase.index(),
                newBase.position());
        base = newBase;
        segments.removeIf(run -> run.startPosition < newBase.position());
        terms.releaseBefore(newBase.index() + 1);
        configurations.releaseBefore(newBase.index() + 1);
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
