package io.quorate.commitlog.index;

/**
 * A segment that never changes any more: full, flushed, and applied to its last entry. What is told of it here names its
 * bytes and those of the whole log before them, so that an index made for it is never taken for that of another.
 *
 * @param startPosition of its first byte, in the log
 * @param lengthBytes the same for all segments of a log
 * @param endFingerprint of the whole log up to its end
 */
public record SealedSegment(long startPosition, long lengthBytes, long endFingerprint) {
    public long endPosition() {
        return startPosition + lengthBytes;
    }
}
