package io.quorate.commitlog;

/**
 * Bytes of a log's files that are not the entries they should be.
 *
 * @param position of the first one
 * @param endPosition where the next sound entry starts, or the segment ends
 * @param tail whether nothing sound comes after it: then it may be a write that a crash tore, which no flush had covered
 * @param what a few words
 */
public record DamagedRange(long position, long endPosition, boolean tail, String what) {
    public long lengthBytes() {
        return endPosition - position;
    }
}
