package io.quorate.commitlog.index;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.SharedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file beside a sealed segment that says where in it something is. It can always be made again from the segment: so
 * nothing in it is trusted before its checksum was compared, and whatever is wrong with it only costs the time to make it
 * again.
 *
 * <pre>
 * IndexFile.write(disk, directory, IndexKind.QUEUES, segment, directoryBuffers, bodyBuffers);
 * Optional&lt;IndexFile&gt; file = IndexFile.open(disk, directory, IndexKind.QUEUES, segment);  // empty: make it (again)
 * file.directory()                   // checked at open
 * file.body()                        // checked at first use: DamagedIndexException, make it again
 * if (file.tryRetain()) try { ... } finally { file.release(); }      // any thread, while it reads
 * file.release()                     // once, by whoever opened it, when it is no longer wanted
 * </pre>
 *
 * <p>The file is mapped, and unmapped with the last release: buffers of a file that is not retained must not be touched.
 * {@link #tryRetain} says no once the file is gone. Files are written aside and renamed, so that one of this name was
 * written whole; names that a crash left aside end in {@value #NEW_SUFFIX}, and the log's opening deletes them. They are
 * deleted by the log with their segment.
 *
 * <p>Reading is for any thread. Two threads must not write the same index at once.
 */
public final class IndexFile {
    public static final String NEW_SUFFIX = ".new";

    private static final Logger LOG = LoggerFactory.getLogger(IndexFile.class);

    private final Path path;
    private final SharedFile file;
    private final IndexHeader header;

    private volatile boolean bodyChecked;

    private IndexFile(Path path, SharedFile file, IndexHeader header) {
        this.path = path;
        this.file = file;
        this.header = header;
    }

    /**
     * Makes the file, over one of the same name; it survives a crash when this returns. The buffers are not moved.
     *
     * @param directory checked by every {@link #open}: small, and all that is needed to find one's way in the body
     * @param body checked when it is first used
     * @throws IOException {@link io.quorate.commitlog.disk.DiskFullException} if that is why; then there is no file, or the
     *     one before
     */
    public static void write(
            Disk disk,
            Path folder,
            IndexKind kind,
            SealedSegment segment,
            List<ByteBuffer> directory,
            List<ByteBuffer> body)
            throws IOException {
        IndexDraft draft = new IndexDraft(disk, folder, kind, segment, directory, body);
        while (draft.step()) {
            // one piece after the other
        }
    }

    /**
     * Opens the index of this kind that was made for this very segment. Empty if there is none that can be used, with a line
     * in the log of the process if there is one that can not.
     */
    public static Optional<IndexFile> open(Disk disk, Path folder, IndexKind kind, SealedSegment segment)
            throws IOException {
        return open(disk, folder, kind, segment.startPosition(), segment::equals);
    }

    /**
     * As the other, for whoever does not know yet what log the segment is of: to be compared with {@link #segment()} by the
     * caller.
     */
    public static Optional<IndexFile> open(
            Disk disk, Path folder, IndexKind kind, long segmentStartPosition, long segmentBytes) throws IOException {
        return open(
                disk,
                folder,
                kind,
                segmentStartPosition,
                found -> found.startPosition() == segmentStartPosition && found.lengthBytes() == segmentBytes);
    }

    private static Optional<IndexFile> open(
            Disk disk, Path folder, IndexKind kind, long segmentStartPosition, Predicate<SealedSegment> wanted)
            throws IOException {
        Path path = folder.resolve(kind.nameOf(segmentStartPosition));
        Optional<SharedFile> opened = openIfThere(disk, path);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        SharedFile file = opened.get();
        Optional<IndexHeader> header = IndexHeader.read(file.view(), kind).filter(each -> wanted.test(each.segment()));
        if (header.isEmpty()) {
            file.release();
            LOG.warn("index not used, to be made again: damaged, or of another segment or version file={}", path);
            return Optional.empty();
        }
        return Optional.of(new IndexFile(path, file, header.get()));
    }

    private static Optional<SharedFile> openIfThere(Disk disk, Path path) throws IOException {
        try {
            return disk.exists(path) ? Optional.of(SharedFile.openForReading(disk, path)) : Optional.empty();
        } catch (NoSuchFileException removed) {
            return Optional.empty(); // between the two calls, with its segment
        }
    }

    /** The first part, read-only, offsets from 0. */
    public ByteBuffer directory() {
        return header.directory(file.view());
    }

    /**
     * The second part, read-only, offsets from 0. The first call reads all of it.
     *
     * @throws DamagedIndexException if its checksum differs; so at each call
     */
    public ByteBuffer body() throws DamagedIndexException {
        ByteBuffer body = header.body(file.view());
        if (!bodyChecked) {
            // Two threads may both do it at first: the same answer.
            if (!header.isBody(body)) {
                throw new DamagedIndexException(path + " is damaged");
            }
            bodyChecked = true;
        }
        return body;
    }

    /** Checks body and directory as they are now, again, for whoever looks for bits that rotted. */
    public boolean isSound() {
        return header.isDirectory(directory()) && header.isBody(header.body(file.view()));
    }

    /** What it was made for. */
    public SealedSegment segment() {
        return header.segment();
    }

    public Path path() {
        return path;
    }

    /** Keeps the file's memory until {@link #release}; false if it is gone already. */
    public boolean tryRetain() {
        return file.tryRetain();
    }

    /** Once for each {@link #tryRetain} that said yes, and once for {@link #open}. */
    public void release() {
        file.release();
    }
}
