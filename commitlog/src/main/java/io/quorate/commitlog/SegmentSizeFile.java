package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the segment size a log was made with: with another, every position would be looked for in a wrong place.
 *
 * <pre>
 *  0 int  magic "QRSZ"     8 long segmentBytes
 *  4 int  version 1       16 int  crc32c over bytes [0, 16)
 * </pre>
 */
final class SegmentSizeFile {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);

    static final String NAME = "segment-size";

    private static final int MAGIC = 0x5152535A;
    private static final int VERSION = 1;
    private static final int CHECKED_BYTES = 16;
    private static final int FILE_BYTES = CHECKED_BYTES + Integer.BYTES;

    private SegmentSizeFile() {}

    /**
     * Makes sure that the log in the directory is one of this segment size; a new log becomes one. If the file is lost, the
     * segments say the same by their length, and it is made again.
     */
    static void checkOrCreate(Disk disk, Path directory, long segmentBytes) throws IOException, StorageFailure {
        OptionalLong found = read(disk, directory);
        if (found.isEmpty()) {
            found = fromSegments(disk, directory, segmentBytes);
        }
        if (found.isEmpty()) {
            create(disk, directory, segmentBytes);
        } else if (found.getAsLong() != segmentBytes) {
            throw new StorageFailure(
                    Reason.WRONG_FILE,
                    "the log in " + directory + " has segments of " + found.getAsLong()
                            + " bytes and cannot be opened with mappedFileSizeCommitLog=" + segmentBytes
                            + ": set it back, or start with an empty directory");
        }
    }

    /** The size remembered; empty when there is no such file, or none that is sound. */
    static OptionalLong read(Disk disk, Path directory) throws IOException, StorageFailure {
        Path path = directory.resolve(NAME);
        if (!disk.exists(path) || disk.sizeBytes(path) != FILE_BYTES) {
            return OptionalLong.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES);
        try (DiskFile file = disk.open(path)) {
            file.read(0, bytes);
        }
        if (bytes.getInt(CHECKED_BYTES) != crcOf(bytes) || bytes.getInt(0) != MAGIC) {
            return OptionalLong.empty();
        }
        if (bytes.getInt(4) != VERSION) {
            throw new StorageFailure(
                    Reason.WRONG_FILE, path + " has format version " + bytes.getInt(4) + ", of a newer program");
        }
        return OptionalLong.of(bytes.getLong(8));
    }

    /** A size that contradicts {@code wanted}, because no segment has that length; empty when nothing does. */
    private static OptionalLong fromSegments(Disk disk, Path directory, long wanted) throws IOException {
        OptionalLong other = OptionalLong.empty();
        for (String name : disk.list(directory)) {
            if (Segment.isSegmentName(name)) {
                long sizeBytes = disk.sizeBytes(directory.resolve(name));
                if (sizeBytes == wanted) {
                    LOG.warn("{} is missing or damaged: made again, as the segments say", directory.resolve(NAME));
                    return OptionalLong.empty();
                }
                other = OptionalLong.of(sizeBytes);
            }
        }
        return other;
    }

    private static void create(Disk disk, Path directory, long segmentBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES);
        bytes.putInt(0, MAGIC).putInt(4, VERSION).putLong(8, segmentBytes);
        bytes.putInt(CHECKED_BYTES, crcOf(bytes));
        Path path = directory.resolve(NAME);
        Path unfinished = directory.resolve(NAME + Segment.NEW_SUFFIX);
        if (disk.exists(unfinished)) {
            disk.delete(unfinished);
        }
        try (DiskFile file = disk.create(unfinished, FILE_BYTES)) {
            file.write(0, List.of(bytes));
            file.force();
        }
        disk.rename(unfinished, path);
        disk.forceDirectory(directory);
    }

    private static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CHECKED_BYTES));
        return (int) crc.getValue();
    }
}
