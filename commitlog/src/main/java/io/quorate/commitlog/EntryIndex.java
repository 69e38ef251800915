package io.quorate.commitlog;

import io.quorate.commitlog.EntriesDirectory.TermRun;
import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.index.DamagedIndexException;
import io.quorate.raft.Invariants;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where each kept entry starts and of which term it is. In memory is 4 bytes an entry of the segments that are not sealed,
 * for the others there are files; no object per entry. Replica loop only.
 *
 * <p>Invariant: entries are dense from the base on, each starting where the one before ends, terms never decreasing.
 */
final class EntryIndex {
    private final Disk disk;
    private final long segmentBytes;
    private final List<EntryPlaces> segments = new ArrayList<>(); // one for each segment an entry starts in
    private final TermRuns terms = new TermRuns();
    private final ConfigurationIndexes configurations = new ConfigurationIndexes();

    private LogBase base; // at a segment's start
    private long lastIndex;
    private long endPosition;
    private int openFrom; // Invariant: the segments before this one have files

    EntryIndex(Disk disk, long segmentBytes, LogBase base) {
        Invariants.check(base.position() % segmentBytes == 0, "a base ends a segment", base.position(), segmentBytes);
        this.disk = disk;
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
        if (entry.position() % segmentBytes == 0) {
            segments.add(new OpenEntries(entry.index(), entry.position()));
        }
        terms.add(entry.index(), entry.term());
        if (kind == EntryKind.CONFIGURATION) {
            configurations.add(entry.index());
        }
        newestOpen().add(entry.position());
        lastIndex = entry.index();
        endPosition = entry.endPosition();
    }

    private OpenEntries newestOpen() {
        EntryPlaces newest = segments.get(segments.size() - 1);
        if (newest instanceof OpenEntries open) {
            return open;
        }
        throw Invariants.unreachable("a sealed segment is full");
    }

    /** Adds all entries of the next segment at once. */
    void add(SealedEntries sealed) {
        EntriesDirectory directory = sealed.directory();
        Invariants.check(sealed.firstIndex() == lastIndex + 1, "indexes are dense", sealed.firstIndex(), lastIndex);
        Invariants.check(sealed.startPosition() == endPosition, "entries touch", sealed.startPosition(), endPosition);
        segments.add(sealed);
        directory.terms().forEach(run -> terms.add(run.firstIndex(), run.term()));
        directory.configurationIndexes().forEach(configurations::add);
        lastIndex = directory.after().index();
        endPosition = directory.after().position();
    }

    /** Term of a kept entry, or of the base. */
    long termAt(long index) {
        checkKept(index, base.index());
        return index == base.index() ? base.term() : terms.at(index);
    }

    long positionOf(long index) {
        checkKept(index, base.index() + 1);
        return positionIn(segmentOf(index), index);
    }

    private long positionIn(int number, long index) {
        EntryPlaces segment = segments.get(number);
        try {
            return segment.positionOf(index);
        } catch (DamagedIndexException damaged) {
            return rescanned(number).positionOf(index);
        }
    }

    /** Takes the place of what a file should have told, until that is made again. */
    private OpenEntries rescanned(int number) {
        try {
            SealedEntries damaged = (SealedEntries) segments.get(number); // only a file can be damaged
            OpenEntries entries = damaged.rescanned(disk);
            segments.set(number, entries);
            openFrom = Math.min(openFrom, number);
            damaged.release();
            return entries;
        } catch (StorageFailure bothDamaged) {
            throw new IllegalStateException(bothDamaged.getMessage(), bothDamaged);
        }
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
        if (index == lastIndex) {
            return endPosition;
        }
        int number = segmentOf(index + 1);
        EntryPlaces next = segments.get(number);
        return next.firstIndex() == index + 1 ? next.startPosition() : positionIn(number, index + 1);
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
        if (position >= endPosition) {
            return lastIndex;
        }
        if (position < base.position() || segments.isEmpty()) {
            return base.index();
        }
        // Within one segment: no file of another one is touched.
        int number = (int) ((position - segments.get(0).startPosition()) / segmentBytes);
        long low = segments.get(number).firstIndex() - 1;
        long high = lastIndexOf(number);
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

    private long lastIndexOf(int number) {
        return number + 1 == segments.size()
                ? lastIndex
                : segments.get(number + 1).firstIndex() - 1;
    }

    void truncateFrom(long index) {
        int number = segmentOf(index);
        Invariants.check(number >= openFrom, "what is sealed is committed, and stays", index, number, openFrom);
        endPosition = endPositionOf(index - 1);
        lastIndex = index - 1;
        int keptSegments = segments.get(number).firstIndex() == index ? number : number + 1;
        releaseFiles(segments.subList(keptSegments, segments.size()));
        segments.subList(keptSegments, segments.size()).clear();
        if (keptSegments > number) {
            newestOpen().truncateFrom(index);
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
        int count = 0;
        while (count < segments.size() && segments.get(count).startPosition() < newBase.position()) {
            count++;
        }
        releaseFiles(segments.subList(0, count));
        segments.subList(0, count).clear();
        openFrom = Math.max(0, openFrom - count);
        terms.releaseBefore(newBase.index() + 1);
        configurations.releaseBefore(newBase.index() + 1);
    }

    /** Of those segments from this position on that have files, the first in which an entry is not what it was; reads all of them. */
    Optional<SealedEntries> firstUnsound(long fromPosition) {
        for (EntryPlaces each : segments) {
            boolean unsound = each.startPosition() >= fromPosition
                    && each instanceof SealedEntries sealed
                    && !sealed.isSegmentSound();
            if (unsound) {
                return Optional.of((SealedEntries) each);
            }
        }
        return Optional.empty();
    }

    /** Nobody will ask any more. */
    void release() {
        releaseFiles(segments);
        segments.clear();
    }

    private static void releaseFiles(List<EntryPlaces> released) {
        for (EntryPlaces each : released) {
            if (each instanceof SealedEntries sealed) {
                sealed.release();
            }
        }
    }

    /** The log's tip after this entry, where a segment that has a file ends. */
    Optional<LogTip> knownTipAfter(long index) {
        int number = index < lastIndex ? segmentOf(index + 1) : segments.size();
        boolean ends = number > 0 && lastIndexOf(number - 1) == index;
        if (ends && segments.get(number - 1) instanceof SealedEntries sealed) {
            return Optional.of(sealed.directory().after());
        }
        return Optional.empty();
    }

    /** Index of the last entry of the oldest segment that is whole and has no file; {@link Long#MAX_VALUE} if there is none. */
    long oldestOpenEnd() {
        while (openFrom < segments.size() && segments.get(openFrom) instanceof SealedEntries) {
            openFrom++;
        }
        boolean whole =
                openFrom + 1 < segments.size() || (openFrom < segments.size() && endPosition % segmentBytes == 0);
        return whole ? lastIndexOf(openFrom) : Long.MAX_VALUE;
    }

    /** The entries of that segment, which from now on do not change. */
    OpenEntries oldestOpen() {
        return (OpenEntries) segments.get(openFrom);
    }

    /** What a file is to say of that segment. */
    EntriesDirectory directoryOfOldestOpen(LogTip before, LogTip after) {
        long firstIndex = before.index() + 1;
        List<TermRun> runs = terms.within(firstIndex, after.index());
        return new EntriesDirectory(
                before, after, oldestOpen().lastOffset(), runs, configurations.within(firstIndex, after.index()));
    }

    /** The file takes the place of what is in memory; not if that segment has left the log meanwhile. */
    boolean sealed(SealedEntries sealed) {
        for (int number = 0; number < segments.size(); number++) {
            EntryPlaces kept = segments.get(number);
            if (kept.startPosition() == sealed.startPosition() && kept instanceof OpenEntries) {
                segments.set(number, sealed);
                return true;
            }
        }
        return false;
    }

    private int segmentOf(long index) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).firstIndex() <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
