package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import io.quorate.raft.StorageFailure;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the log in a directory as it lies there, past whatever is damaged in it, and changes nothing. One thread.
 *
 * <p>An entry names its own position, so that sound entries are found again behind damage by looking at every byte: slow,
 * but it needs nothing else to be sound.
 */
public final class LogInspection implements Closeable {
    /** Hears what is in a log, in the order of positions. */
    public interface Visitor {
        void entry(StoredEntry entry);

        default void damaged(DamagedRange range) {}

        /** Whether to go on. Asked before each entry. */
        default boolean wantsMore() {
            return true;
        }
    }

    private final Disk disk;
    private final Path directory;
    private final long segmentBytes;
    private final List<Long> starts;
    private final Closeable lock;

    private LogTip tip; // null: not known, because what came before was damaged

    private LogInspection(Disk disk, Path directory, long segmentBytes, List<Long> starts, Closeable lock) {
        this.disk = disk;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.starts = starts;
        this.lock = lock;
    }

    /**
     * Opens the log of a node that is not running.
     *
     * @throws IOException if there is no log, or a process has it open
     */
    public static LogInspection ofStopped(Disk disk, Path directory) throws IOException, StorageFailure {
        sizeOf(disk, directory); // before a lock file is made in a directory that is none of ours
        Closeable lock = disk.lock(directory);
        try {
            return open(disk, directory, lock);
        } catch (IOException | StorageFailure e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens a log that a process may be writing. Reading does it no harm; what is being written at its end, or deleted at its
     * beginning, may look damaged.
     */
    public static LogInspection ofRunning(Disk disk, Path directory) throws IOException, StorageFailure {
        return open(disk, directory, () -> {});
    }

    private static LogInspection open(Disk disk, Path directory, Closeable lock) throws IOException, StorageFailure {
        long segmentBytes = sizeOf(disk, directory);
        List<Long> starts = new ArrayList<>();
        for (String name : disk.list(directory)) {
            if (Segment.isSegmentName(name)) {
                starts.add(Segment.startPositionOf(name));
            }
        }
        while (!starts.isEmpty() && isUnwritten(disk, directory, starts.get(starts.size() - 1))) {
            starts.remove(starts.size() - 1);
        }
        return new LogInspection(disk, directory, segmentBytes, List.copyOf(starts), lock);
    }

    /** Segments are made ahead of need. */
    private static boolean isUnwritten(Disk disk, Path directory, long start) throws IOException {
        try (DiskFile file = disk.open(directory.resolve(Segment.nameOf(start)))) {
            return isZeroFrom(file.view(), 0);
        }
    }

    private static boolean isZeroFrom(ByteBuffer bytes, int from) {
        int at = from;
        while (at + Long.BYTES <= bytes.capacity() && bytes.getLong(at) == 0) {
            at += Long.BYTES;
        }
        while (at < bytes.capacity() && bytes.get(at) == 0) {
            at++;
        }
        return at == bytes.capacity();
    }

    private static long sizeOf(Disk disk, Path directory) throws IOException, StorageFailure {
        return SegmentSizeFile.read(disk, directory)
                .orElseThrow(() -> new IOException(
                        "no log in " + directory + ": " + SegmentSizeFile.NAME + " is missing there, or damaged"));
    }

    public long segmentBytes() {
        return segmentBytes;
    }

    /** Where the segments start that have a file, and something in it at or after them. */
    public List<Long> segmentStarts() {
        return starts;
    }

    public Path fileOf(long segmentStart) {
        return directory.resolve(Segment.nameOf(segmentStart));
    }

    /** All segments, one after the other. */
    public void walk(Visitor visitor) throws IOException {
        tip = null;
        for (int i = 0; i < starts.size() && visitor.wantsMore(); i++) {
            walkSegment(i, visitor);
        }
    }

    /**
     * The segment of this number in {@link #segmentStarts()}. Its first entry is held against the end of the segment before
     * it if that one was walked just before.
     */
    public void walkSegment(int number, Visitor visitor) throws IOException {
        long start = starts.get(number);
        if (tip != null && tip.position() != start) {
            tip = null;
        }
        if (number == 0 && start == 0) {
            tip = LogTip.EMPTY;
        }
        long expected = number == 0 ? start : starts.get(number - 1) + segmentBytes;
        if (start != expected) {
            visitor.damaged(new DamagedRange(expected, start, false, "missing segment files"));
        }
        boolean last = number == starts.size() - 1;
        try (DiskFile file = disk.open(fileOf(start))) {
            if (file.sizeBytes() == segmentBytes) {
                new Walk(file.view(), start, last, visitor).run();
            } else {
                String what = "file of " + file.sizeBytes() + " bytes instead of " + segmentBytes;
                visitor.damaged(new DamagedRange(start, start + segmentBytes, last, what));
                tip = null;
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** One segment, from its beginning to its end. */
    private final class Walk {
        private final ByteBuffer bytes;
        private final long start;
        private final boolean last;
        private final Visitor visitor;
        private int offset;

        Walk(ByteBuffer bytes, long start, boolean last, Visitor visitor) {
            this.bytes = bytes;
            this.start = start;
            this.last = last;
            this.visitor = visitor;
        }

        void run() {
            while (offset < bytes.capacity() && visitor.wantsMore()) {
                Frame frame = judge();
                if (frame == Frame.GOOD) {
                    visitor.entry(StoredEntry.at(bytes, offset));
                    tip = EntryFormat.tipAfter(bytes, offset);
                    offset += EntryFormat.lengthBytes(bytes, offset);
                } else {
                    skip(frame);
                }
            }
        }

        private int roomBytes(int at) {
            return bytes.capacity() - at;
        }

        private Frame judge() {
            if (tip == null && EntryFormat.isSoundAt(bytes, offset, roomBytes(offset), start + offset)) {
                tip = EntryFormat.tipBefore(bytes, offset); // trusted as far as its own checksum
            }
            return tip == null ? aloneBad() : EntryFormat.judge(bytes, offset, roomBytes(offset), tip);
        }

        private Frame aloneBad() {
            Frame frame = EntryFormat.judgeAlone(bytes, offset, roomBytes(offset));
            return frame == Frame.GOOD ? Frame.WRONG_POSITION : frame;
        }

        /** To the next sound entry. What comes before it is damaged, unless the log simply ends here. */
        private void skip(Frame frame) {
            int end = bytes.capacity();
            int next = offset + 1;
            if (last && isZeroFrom(bytes, offset)) {
                next = end;
            } else {
                while (next < end && !EntryFormat.isSoundAt(bytes, next, roomBytes(next), start + next)) {
                    next++;
                }
                boolean tail = last && next == end;
                visitor.damaged(new DamagedRange(start + offset, start + next, tail, frame.toString()));
            }
            tip = null;
            offset = next;
        }
    }
}
