package io.quorate.commitlog;

import java.nio.file.Path;

/**
 * What a log needs to know.
 *
 * @param directory of this log alone
 * @param segmentBytes size of each segment file; the same on all replicas, fixed when the log is first opened
 * @param entryBytesMax largest entry that carries records, header included
 * @param preallocateAheadBytes how far zeros are written ahead of the log's end, 0 for not at all
 */
public record CommitLogConfig(Path directory, long segmentBytes, int entryBytesMax, long preallocateAheadBytes) {
    public static final long SEGMENT_BYTES_DEFAULT = 1L << 30;
    public static final long PREALLOCATE_AHEAD_BYTES_DEFAULT = 32L << 20;

    public CommitLogConfig {
        // A segment is read through one mapping, which cannot be longer.
        if (segmentBytes < 2 * EntryFormat.HEADER_BYTES || segmentBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("mappedFileSizeCommitLog is " + segmentBytes + ": set it between "
                    + 2 * EntryFormat.HEADER_BYTES + " and " + Integer.MAX_VALUE);
        }
        if (entryBytesMax < EntryFormat.HEADER_BYTES || entryBytesMax > segmentBytes - EntryFormat.HEADER_BYTES) {
            throw new IllegalArgumentException("the largest entry is " + entryBytesMax
                    + " bytes: set it between " + EntryFormat.HEADER_BYTES + " and "
                    + (segmentBytes - EntryFormat.HEADER_BYTES) + ", or mappedFileSizeCommitLog higher");
        }
        if (preallocateAheadBytes < 0 || preallocateAheadBytes > segmentBytes) {
            throw new IllegalArgumentException("preallocateAheadBytes is " + preallocateAheadBytes
                    + ": set it between 0 and one segment, which is " + segmentBytes);
        }
    }
}
