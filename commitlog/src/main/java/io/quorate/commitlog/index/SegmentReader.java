package io.quorate.commitlog.index;

import io.quorate.raft.log.CorruptEntryException;

/** Reads sealed segments for those who index them. Any thread; may block for as long as a segment takes to read. */
public interface SegmentReader {
    /**
     * Tells the draft of every message and every deleted topic in the segment, in the log's order.
     *
     * @throws CorruptEntryException if the segment is damaged
     * @throws IndexOutOfBoundsException if the log no longer has it
     */
    void read(SealedSegment segment, SegmentDraft draft) throws CorruptEntryException;

    /**
     * Fingerprint of the whole log before the entry that starts at this position.
     *
     * @throws IndexOutOfBoundsException if the log has no such entry
     */
    long fingerprintBefore(long position);
}
