package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.FileDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * How far the log in a directory goes, and what it is. Two logs with the same fingerprint at the same index are equal.
 *
 * @param lastIndex newest sound entry, 0 if none
 * @param lastTerm its term
 * @param endPosition where it ends
 * @param fingerprint of all entries up to there
 */
public record LogFingerprint(long lastIndex, long lastTerm, long endPosition, long fingerprint) {
    /** Scans the log of a node that is not running; changes nothing. */
    public static LogFingerprint of(Path directory) throws StorageFailure {
        return of(new FileDisk(), directory);
    }

    public static LogFingerprint of(Disk disk, Path directory) throws StorageFailure {
        try {
            SegmentTable segments = openReadOnly(disk, directory);
            try {
                return of(segments);
            } finally {
                segments.close();
            }
        } catch (IOException e) {
            throw new StorageFailure(Reason.READ_FAILED, "reading the log in " + directory + " failed: " + e, e);
        }
    }

    static LogFingerprint of(SegmentTable segments) {
        LogTip tip =
                LogScan.scan(segments, startOf(segments), (entry, kind) -> {}).tip();
        return new LogFingerprint(tip.index(), tip.term(), tip.position(), tip.fingerprint());
    }

    /** A log that begins later than at 0 says in its first entry what came before. */
    private static LogTip startOf(SegmentTable segments) {
        if (segments.startPosition() == 0) {
            return LogTip.EMPTY;
        }
        ByteBuffer first = segments.at(segments.startPosition()).view();
        return new LogTip(
                EntryFormat.index(first, 0) - 1,
                EntryFormat.term(first, 0),
                segments.startPosition(),
                EntryFormat.timestampMillis(first, 0),
                EntryFormat.fingerprint(first, 0));
    }

    static SegmentTable openReadOnly(Disk disk, Path directory) throws IOException, StorageFailure {
        long segmentBytes = SegmentSizeFile.read(disk, directory)
                .orElseThrow(
                        () -> new IOException("there is no log in " + directory + ", or its size file is damaged"));
        return SegmentTable.openReadOnly(disk, directory, segmentBytes);
    }
}
