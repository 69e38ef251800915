package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.index.IndexKind;
import io.quorate.raft.Invariants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The segments of a log, by position: dense from the log's base on. The flusher adds to it and takes from it; lookups are
 * for any thread, without a lock, since what they see is replaced and never changed.
 */
final class SegmentTable {
    /** Immutable. */
    private static final class Kept {
        private final long firstNumber;
        private final Segment[] segments; // segments[i] starts at (firstNumber + i) * segmentBytes

        Kept(long firstNumber, Segment[] segments) {
            this.firstNumber = firstNumber;
            this.segments = segments;
        }

        long endNumber() {
            return firstNumber + segments.length;
        }

        Segment find(long number) {
            return number < firstNumber || number >= endNumber() ? null : segments[(int) (number - firstNumber)];
        }
    }

    private final Disk disk;
    private final Path directory;
    private final long segmentBytes;

    private volatile Kept kept;

    // What an opening found that no crash leaves behind, and the files that are of no use because of it.
    private String defect;
    private List<String> unusable = List.of();

    private SegmentTable(Disk disk, Path directory, long segmentBytes, long startPosition) {
        this.disk = disk;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.kept = new Kept(startPosition / segmentBytes, new Segment[0]);
    }

    /**
     * Opens what is there from {@code startPosition} on, after removing what a crash left: segments half made, and those
     * before it.
     */
    static SegmentTable open(Disk disk, Path directory, long segmentBytes, long startPosition) throws IOException {
        boolean deleted = false;
        for (String name : disk.list(directory)) {
            boolean ours = Segment.isSegmentName(name) || IndexKind.isIndexName(name);
            boolean released = ours && Segment.startPositionOf(name) < startPosition;
            if (released || name.endsWith(Segment.NEW_SUFFIX)) {
                disk.delete(directory.resolve(name));
                deleted = true;
            }
        }
        if (deleted) {
            disk.forceDirectory(directory);
        }
        return new SegmentTable(disk, directory, segmentBytes, startPosition).openAll();
    }

    /** Opens what is there and changes nothing. */
    static SegmentTable openReadOnly(Disk disk, Path directory, long segmentBytes) throws IOException {
        long startPosition = segmentNames(disk, directory).stream()
                .mapToLong(Segment::startPositionOf)
                .findFirst()
                .orElse(0);
        return new SegmentTable(disk, directory, segmentBytes, startPosition).openAll();
    }

    private static List<String> segmentNames(Disk disk, Path directory) throws IOException {
        return disk.list(directory).stream().filter(Segment::isSegmentName).toList();
    }

    private SegmentTable openAll() throws IOException {
        List<String> names = segmentNames(disk, directory);
        try {
            for (int i = 0; i < names.size() && defect == null; i++) {
                openNext(names.get(i));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        unusable = names.stream()
                .filter(name -> Segment.startPositionOf(name) >= endPosition())
                .toList();
        return this;
    }

    private void openNext(String name) throws IOException {
        // A crash cannot take a segment out of the middle: each is on disk before the next is made, whole and
        // in one step.
        String expected = Segment.nameOf(endPosition());
        if (!name.equals(expected)) {
            defect = "segment " + directory.resolve(expected) + " is missing, though " + name + " is there";
            return;
        }
        Path path = directory.resolve(name);
        long sizeBytes = disk.sizeBytes(path);
        if (sizeBytes != segmentBytes) {
            defect = "segment " + path + " has " + sizeBytes + " bytes instead of " + segmentBytes;
        } else {
            add(Segment.open(disk, directory, endPosition()));
        }
    }

    /** What is wrong with the files, if anything. The log ends before it, although there is more behind it. */
    Optional<String> defect() {
        return Optional.ofNullable(defect);
    }

    /** Deletes what stands behind the defect. */
    void deleteUnusable() throws IOException {
        for (String name : unusable) {
            disk.delete(directory.resolve(name));
        }
        if (!unusable.isEmpty()) {
            disk.forceDirectory(directory);
        }
        unusable = List.of();
    }

    private void add(Segment segment) {
        Segment[] more = Arrays.copyOf(kept.segments, kept.segments.length + 1);
        more[more.length - 1] = segment;
        kept = new Kept(kept.firstNumber, more);
    }

    /** Where the first segment starts, or would. */
    long startPosition() {
        return kept.firstNumber * segmentBytes;
    }

    /** Where the last segment ends, and the next one would start. */
    long endPosition() {
        return kept.endNumber() * segmentBytes;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    /** Bytes from {@code position} to the end of the segment it is in; a whole segment at a segment's start. */
    int roomAt(long position) {
        return (int) (segmentBytes - position % segmentBytes);
    }

    boolean contains(long position) {
        return find(position) != null;
    }

    /** The segment of this position, or null. */
    Segment find(long position) {
        return kept.find(position / segmentBytes);
    }

    Segment at(long position) {
        Segment found = find(position);
        Invariants.check(found != null, "a position read is in a segment", position, startPosition(), endPosition());
        return found;
    }

    /** The segment of this position, made now if it is the next one. Flusher only. */
    Segment atOrCreate(long position) throws IOException {
        if (!contains(position)) {
            Invariants.check(
                    position >= endPosition() && position - endPosition() < segmentBytes,
                    "no segment is skipped",
                    position,
                    endPosition());
            add(Segment.create(disk, directory, endPosition(), segmentBytes));
        }
        return at(position);
    }

    /**
     * Deletes the segments before {@code position}, the oldest first; a crash leaves some of them. Readers keep what they
     * have. Flusher only.
     */
    void deleteBefore(long position) throws IOException {
        Invariants.check(position % segmentBytes == 0, "whole segments go", position, segmentBytes);
        Kept before = kept;
        int count = (int) Math.max(0, Math.min(position / segmentBytes - before.firstNumber, before.segments.length));
        if (count == 0) {
            return;
        }
        kept = new Kept(before.firstNumber + count, Arrays.copyOfRange(before.segments, count, before.segments.length));
        IndexFiles.delete(disk, directory, start -> start < position);
        for (int i = 0; i < count; i++) {
            delete(before.segments[i]);
        }
        disk.forceDirectory(directory);
    }

    /**
     * Deletes all segments; the next one will start here. The newest go first: whatever a crash leaves is without holes.
     * Flusher only.
     */
    void startAt(long position) throws IOException {
        Invariants.check(position % segmentBytes == 0, "a log starts with a segment", position, segmentBytes);
        Segment[] all = kept.segments;
        kept = new Kept(position / segmentBytes, new Segment[0]);
        IndexFiles.delete(disk, directory, start -> true);
        for (int i = all.length - 1; i >= 0; i--) {
            delete(all[i]);
        }
        disk.forceDirectory(directory);
    }

    private void delete(Segment segment) throws IOException {
        disk.delete(segment.path());
        segment.release();
    }

    /** Forgets all segments; readers that retained some keep those. */
    void close() {
        Segment[] all = kept.segments;
        kept = new Kept(kept.firstNumber, new Segment[0]);
        for (Segment segment : all) {
            segment.release();
        }
    }
}
