package io.quorate.commitlog;

import io.quorate.commitlog.UnwrittenTail.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings bytes into the segment files. Flusher only.
 *
 * <p>Zeros are written ahead of the log's end, so that a flush overwrites blocks that are reserved and known to be written:
 * then it changes no metadata of the file, and costs the disk one write instead of a journal commit besides. A truncation
 * leaves what was reserved, and what stands in it is overwritten later; the entries' fingerprints keep it from being
 * taken for part of the log.
 */
final class LogWriter {
    /** Zeros written and forced in one step: bounds how long a flush that comes meanwhile has to wait. */
    private static final int PREALLOCATE_STEP_BYTES = 1 << 20;

    private static final int REWRITE_STEP_BYTES = 1 << 20;

    private final SegmentTable segments;
    private final long preallocateAheadBytes;
    private final long refillBytesMin;

    // Invariant: no byte of the log is at or after it, so that zeros are never written over entries.
    private long zeroedPosition;

    LogWriter(SegmentTable segments, long preallocateAheadBytes, long endPosition) {
        this.segments = segments;
        this.preallocateAheadBytes = preallocateAheadBytes;
        this.refillBytesMin = Math.min(PREALLOCATE_STEP_BYTES, preallocateAheadBytes / 2 + 1);
        this.zeroedPosition = endPosition;
    }

    /** The log is empty and goes on here, at the start of a segment that is not there yet. */
    void startAt(long position) {
        zeroedPosition = position;
    }

    /** Writes entries that follow each other, one write for those in one segment, and forces the segments touched. */
    void writeAndForce(List<Waiting> entries) throws IOException {
        int from = 0;
        while (from < entries.size()) {
            Segment segment = segments.atOrCreate(entries.get(from).meta().position());
            int to = from;
            List<ByteBuffer> buffers = new ArrayList<>();
            while (to < entries.size() && entries.get(to).meta().position() < segment.endPosition()) {
                buffers.add(entries.get(to++).bytes());
            }
            // Raised first: were the write to fail halfway, its bytes count as taken.
            zeroedPosition = Math.max(zeroedPosition, entries.get(to - 1).meta().endPosition());
            segment.write(entries.get(from).meta().position(), buffers);
            segment.force();
            from = to;
        }
    }

    /**
     * Goes one step ahead with zeros, if a whole step is missing: a force for every few bytes used up would cost as much
     * as it saves.
     *
     * @return whether there is more to do
     */
    boolean preallocateStep(long flushedPosition) throws IOException {
        long missingBytes = flushedPosition + preallocateAheadBytes - zeroedPosition;
        if (missingBytes < refillBytesMin) {
            return false;
        }
        Segment segment = segments.atOrCreate(zeroedPosition);
        long stepBytes = Math.min(Math.min(missingBytes, PREALLOCATE_STEP_BYTES), segments.roomAt(zeroedPosition));
        segment.writeZeros(zeroedPosition, stepBytes);
        segment.force();
        zeroedPosition += stepBytes;
        return missingBytes - stepBytes >= refillBytesMin;
    }

    /**
     * Makes sure that what was read at start is on the disk and not in the page cache alone. Forcing is not enough: if a
     * force failed before the process ended, the system holds those pages for clean. So they are written again.
     */
    void rewriteAndForce(long fromPosition, long toPosition) throws IOException {
        long at = fromPosition;
        while (at < toPosition) {
            Segment segment = segments.at(at);
            long end = Math.min(toPosition, segment.endPosition());
            while (at < end) {
                int stepBytes = (int) Math.min(REWRITE_STEP_BYTES, end - at);
                ByteBuffer copy = ByteBuffer.allocate(stepBytes)
                        .put(segment.slice(at, stepBytes))
                        .flip();
                segment.write(at, List.of(copy));
                at += stepBytes;
            }
            segment.force();
        }
    }
}
