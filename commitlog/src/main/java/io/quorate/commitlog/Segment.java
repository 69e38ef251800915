package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import io.quorate.commitlog.disk.SharedFile;
import io.quorate.raft.Invariants;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One file of the log: {@code <20-digit start position>.log}, of a fixed size. Written by the flusher alone, read from any
 * thread through the view; what may be read is known by the log's written position, not here.
 *
 * <p>Whoever reads it while it may be deleted retains it. The flusher, which deletes, and the replica loop, which lets
 * nothing be deleted that it still reads, need not.
 */
final class Segment {
    private static final Pattern NAME = Pattern.compile("\\d{20}\\.log");

    /** A segment on its way into being: it has its size and its final name in one step, or is not there. */
    static final String NEW_SUFFIX = ".new";

    private final long startPosition;
    private final SharedFile file;
    private final ByteBuffer view; // never moved: read through duplicates and slices

    private Segment(long startPosition, SharedFile file) {
        this.startPosition = startPosition;
        this.file = file;
        this.view = file.view();
    }

    static String nameOf(long startPosition) {
        return String.format("%020d.log", startPosition);
    }

    static long startPositionOf(String name) {
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    static boolean isSegmentName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Makes an empty segment that survives a crash when this returns. */
    static Segment create(Disk disk, Path directory, long startPosition, long segmentBytes) throws IOException {
        Path path = directory.resolve(nameOf(startPosition));
        Path unfinished = directory.resolve(nameOf(startPosition) + NEW_SUFFIX);
        if (disk.exists(unfinished)) {
            disk.delete(unfinished);
        }
        try (DiskFile made = disk.create(unfinished, segmentBytes)) {
            made.force();
        }
        disk.rename(unfinished, path);
        disk.forceDirectory(directory);
        return open(disk, directory, startPosition);
    }

    static Segment open(Disk disk, Path directory, long startPosition) throws IOException {
        return new Segment(startPosition, SharedFile.open(disk, directory.resolve(nameOf(startPosition))));
    }

    Path path() {
        return file.path();
    }

    long startPosition() {
        return startPosition;
    }

    long lengthBytes() {
        return view.capacity();
    }

    long endPosition() {
        return startPosition + view.capacity();
    }

    /** All of it, read-only; offsets are positions less {@link #startPosition()}. */
    ByteBuffer view() {
        return view.duplicate();
    }

    ByteBuffer slice(long position, int lengthBytes) {
        return view.slice((int) (position - startPosition), lengthBytes);
    }

    void write(long position, List<ByteBuffer> buffers) throws IOException {
        Invariants.check(position >= startPosition, "a write is within its segment", position, startPosition);
        file.file().write(position - startPosition, buffers);
    }

    /** Asks the disk, past the view. */
    void read(long position, ByteBuffer target) throws IOException {
        file.file().read(position - startPosition, target);
    }

    void writeZeros(long position, long lengthBytes) throws IOException {
        file.file().writeZeros(position - startPosition, lengthBytes);
    }

    void force() throws IOException {
        file.file().force();
    }

    /** Keeps its memory until {@link #release}; false if it is gone. Any thread. */
    boolean tryRetain() {
        return file.tryRetain();
    }

    /** Once for each {@link #tryRetain} that said yes, and once by the table it is in. */
    void release() {
        file.release();
    }
}
