package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.FileDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Compares the logs of two nodes that are not running, byte for byte. */
public final class LogCompare {
    private LogCompare() {}

    /**
     * Position of the first byte that differs, from where the later of the two begins to where the shorter ends; empty if
     * there is none.
     */
    public static OptionalLong firstDifference(Path a, Path b) throws StorageFailure {
        Disk disk = new FileDisk();
        return firstDifference(disk, a, disk, b);
    }

    public static OptionalLong firstDifference(Disk diskOfA, Path a, Disk diskOfB, Path b) throws StorageFailure {
        return firstDifference(diskOfA, a, diskOfB, b, Long.MAX_VALUE);
    }

    /** As the others, but up to this position, and past damage in between: neither log ends there. */
    public static OptionalLong firstDifferenceUpTo(long endPosition, Path a, Path b) throws StorageFailure {
        Disk disk = new FileDisk();
        return firstDifference(disk, a, disk, b, endPosition);
    }

    private static OptionalLong firstDifference(Disk diskOfA, Path a, Disk diskOfB, Path b, long endPosition)
            throws StorageFailure {
        try {
            SegmentTable segmentsOfA = LogFingerprint.openReadOnly(diskOfA, a);
            try {
                SegmentTable segmentsOfB = LogFingerprint.openReadOnly(diskOfB, b);
                try {
                    long end = endPosition == Long.MAX_VALUE
                            ? Math.min(soundEnd(segmentsOfA), soundEnd(segmentsOfB))
                            : Math.min(endPosition, Math.min(segmentsOfA.endPosition(), segmentsOfB.endPosition()));
                    return firstDifference(segmentsOfA, segmentsOfB, end);
                } finally {
                    segmentsOfB.close();
                }
            } finally {
                segmentsOfA.close();
            }
        } catch (IOException e) {
            throw new StorageFailure(Reason.READ_FAILED, "comparing " + a + " with " + b + " failed: " + e, e);
        }
    }

    private static long soundEnd(SegmentTable segments) {
        return LogFingerprint.of(segments).endPosition();
    }

    private static OptionalLong firstDifference(SegmentTable a, SegmentTable b, long end) {
        long at = Math.max(a.startPosition(), b.startPosition());
        while (at < end) {
            int lengthBytes = (int) Math.min(end - at, Math.min(a.roomAt(at), b.roomAt(at)));
            ByteBuffer ofA = a.at(at).slice(at, lengthBytes);
            int difference = ofA.mismatch(b.at(at).slice(at, lengthBytes));
            if (difference >= 0) {
                return OptionalLong.of(at + difference);
            }
            at += lengthBytes;
        }
        return OptionalLong.empty();
    }
}
