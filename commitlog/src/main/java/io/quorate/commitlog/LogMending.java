package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import io.quorate.raft.StorageFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the entries of another replica's log in the place of damaged ones, in the files of a node that is not running. Only
 * between sound entries: the one after the damage holds the fingerprint of all that comes before it, so what is put in is
 * what was there. What is damaged at the very end the node gets from its leader, who alone knows what belongs there.
 */
public final class LogMending {
    /**
     * What became of a damaged range.
     *
     * @param refused why it could not be mended; empty if it was
     */
    public record Outcome(DamagedRange range, String refused) {
        public boolean isMended() {
            return refused.isEmpty();
        }
    }

    /** A damaged range between what is known before it (null: nothing) and after it (null: nothing is there). */
    private record Hole(DamagedRange range, LogTip before, LogTip after) {}

    private final Disk disk;
    private final Path target;
    private final Path source;
    private final long segmentBytes;

    private LogMending(Disk disk, Path target, Path source, long segmentBytes) {
        this.disk = disk;
        this.target = target;
        this.source = source;
        this.segmentBytes = segmentBytes;
    }

    /** On disk when it returns. Neither node may be running. */
    public static List<Outcome> mend(Disk disk, Path target, Path source) throws IOException, StorageFailure {
        try (LogInspection damaged = LogInspection.ofStopped(disk, target);
                LogInspection other = LogInspection.ofStopped(disk, source)) {
            if (damaged.segmentBytes() != other.segmentBytes()) {
                throw new IOException("the segments are of different sizes: " + damaged.segmentBytes() + " and "
                        + other.segmentBytes() + " bytes");
            }
            LogMending mending = new LogMending(disk, target, source, damaged.segmentBytes());
            List<Outcome> outcomes = new ArrayList<>();
            for (Hole hole : holesOf(damaged)) {
                outcomes.add(new Outcome(hole.range, mending.mend(hole)));
            }
            return outcomes;
        }
    }

    private static List<Hole> holesOf(LogInspection log) throws IOException {
        List<Hole> holes = new ArrayList<>();
        log.walk(new LogInspection.Visitor() {
            private LogTip before;
            private DamagedRange open; // null: none. Ranges that touch are one

            @Override
            public void entry(StoredEntry entry) {
                if (open != null) {
                    holes.add(new Hole(open, before, EntryFormat.tipBefore(entry.bytes(), 0)));
                    open = null;
                }
                before = EntryFormat.tipAfter(entry.bytes(), 0);
            }

            @Override
            public void damaged(DamagedRange range) {
                open = open == null
                        ? range
                        : new DamagedRange(open.position(), range.endPosition(), range.tail(), open.what());
                if (range.tail()) {
                    holes.add(new Hole(open, before, null));
                }
            }
        });
        return holes;
    }

    private String mend(Hole hole) throws IOException {
        if (hole.after == null) {
            return "nothing sound comes after it: the node gets it from its leader when it starts";
        }
        List<ByteBuffer> pieces = new ArrayList<>();
        LogTip tip = hole.before;
        long end = hole.range.endPosition();
        long at = hole.range.position();
        while (at < end) {
            ByteBuffer segment = viewOf(source, at);
            int offset = (int) (at % segmentBytes);
            int endOffset = (int) Math.min(segmentBytes, end - (at - offset));
            if (segment == null) {
                return "the other log does not have it";
            }
            tip = tipAt(segment, at - offset, offset, endOffset, tip == null || tip.position() != at ? null : tip);
            if (tip == null) {
                return "the other log is damaged there, or another one";
            }
            pieces.add(segment.slice(offset, endOffset - offset));
            at += endOffset - offset;
        }
        if (tip.index() != hole.after.index() || tip.fingerprint() != hole.after.fingerprint()) {
            return "the other log is another one: what comes after the damage does not continue it";
        }
        write(hole.range.position(), pieces);
        return "";
    }

    /** After the entries in [offset, endOffset), which must be sound and continue {@code tip}, if that is known; else null. */
    private LogTip tipAt(ByteBuffer segment, long segmentStart, int offset, int endOffset, LogTip tip) {
        LogTip now = tip;
        int at = offset;
        while (at < endOffset) {
            int roomBytes = (int) segmentBytes - at;
            if (roomBytes < EntryFormat.HEADER_BYTES) {
                return null;
            }
            now = now == null ? EntryFormat.tipBefore(segment, at) : now;
            if (EntryFormat.position(segment, at) != segmentStart + at
                    || EntryFormat.judge(segment, at, roomBytes, now) != Frame.GOOD) {
                return null;
            }
            now = EntryFormat.tipAfter(segment, at);
            at += EntryFormat.lengthBytes(segment, at);
        }
        return at == endOffset ? now : null;
    }

    /** The segment of this position, or null if it is not there whole. */
    private ByteBuffer viewOf(Path directory, long position) throws IOException {
        Path file = directory.resolve(Segment.nameOf(position - position % segmentBytes));
        if (!disk.exists(file) || disk.sizeBytes(file) != segmentBytes) {
            return null;
        }
        try (DiskFile opened = disk.open(file)) {
            return opened.view();
        }
    }

    private void write(long position, List<ByteBuffer> pieces) throws IOException {
        long at = position;
        for (ByteBuffer piece : pieces) {
            long start = at - at % segmentBytes;
            Path file = target.resolve(Segment.nameOf(start));
            if (viewOf(target, at) == null) {
                // Missing or of another length: then all of it is damaged, and all of it is here.
                if (disk.exists(file)) {
                    disk.delete(file);
                }
                Segment.create(disk, target, start, segmentBytes).release();
            }
            try (DiskFile opened = disk.open(file)) {
                opened.write(at - start, List.of(piece));
                opened.force();
            }
            at += piece.remaining();
        }
    }
}
