package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.raft.Invariants;
import io.quorate.raft.StorageFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The segments of a log, by position: dense from position 0. The flusher adds to it; lookups are for any thread, without a
 * lock, since the array is replaced and never changed.
 */
final class SegmentTable {
    private final Disk disk;
    private final Path directory;
    private final long segmentBytes;

    private volatile Segment[] segments = {}; // segments[i] starts at i * segmentBytes

    private SegmentTable(Disk disk, Path directory, long segmentBytes) {
        this.disk = disk;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
    }

    /** Opens what is there, after removing what a crash left half made. */
    static SegmentTable open(Disk disk, Path directory, long segmentBytes) throws IOException, StorageFailure {
        SegmentTable table = new SegmentTable(disk, directory, segmentBytes);
        for (String name : disk.list(directory)) {
            if (name.endsWith(Segment.NEW_SUFFIX)) {
                disk.delete(directory.resolve(name));
            }
        }
        return table.openAll();
    }

    /** Opens what is there and changes nothing. */
    static SegmentTable openReadOnly(Disk disk, Path directory, long segmentBytes) throws IOException, StorageFailure {
        return new SegmentTable(disk, directory, segmentBytes).openAll();
    }

    private SegmentTable openAll() throws IOException, StorageFailure {
        List<String> names =
                disk.list(directory).stream().filter(Segment::isSegmentName).toList();
        try {
            for (String name : names) {
                openNext(name);
            }
        } catch (IOException | StorageFailure e) {
            close();
            throw e;
        }
        return this;
    }

    private void openNext(String name) throws IOException, StorageFailure {
        // A crash cannot take a segment out of the middle: each is on disk before the next is made.
        String expected = Segment.nameOf(endPosition());
        if (!name.equals(expected)) {
            throw new StorageFailure(
                    StorageFailure.Reason.DAMAGED,
                    "segment " + directory.resolve(expected) + " is missing, though " + name + " is there");
        }
        Segment segment = Segment.open(disk, directory, endPosition());
        add(segment);
        if (segment.sizeBytes() != segmentBytes) {
            throw new StorageFailure(
                    StorageFailure.Reason.DAMAGED,
                    "segment " + segment.path() + " has " + segment.sizeBytes() + " bytes instead of " + segmentBytes);
        }
    }

    private void add(Segment segment) {
        Segment[] more = Arrays.copyOf(segments, segments.length + 1);
        more[more.length - 1] = segment;
        segments = more;
    }

    /** Where the last segment ends. */
    long endPosition() {
        return segments.length * segmentBytes;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    /** Bytes from {@code position} to the end of the segment it is in; a whole segment at a segment's start. */
    int roomAt(long position) {
        return (int) (segmentBytes - position % segmentBytes);
    }

    boolean contains(long position) {
        return position < endPosition();
    }

    Segment at(long position) {
        Segment[] all = segments;
        long number = position / segmentBytes;
        Invariants.check(position >= 0 && number < all.length, "a position read is in a segment", position, all.length);
        return all[(int) number];
    }

    /** The segment of this position, made now if it is the next one. Flusher only. */
    Segment atOrCreate(long position) throws IOException {
        if (!contains(position)) {
            Invariants.check(position - endPosition() < segmentBytes, "no segment is skipped", position, endPosition());
            add(Segment.create(disk, directory, endPosition(), segmentBytes));
        }
        return at(position);
    }

    void close() throws IOException {
        IOException first = null;
        for (Segment segment : segments) {
            try {
                segment.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
