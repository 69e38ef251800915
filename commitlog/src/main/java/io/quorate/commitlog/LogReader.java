package io.quorate.commitlog;

import io.quorate.commitlog.UnwrittenTail.Waiting;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of the log by position, from wherever they are now. Any thread.
 *
 * <p>What is released is gone at once, although its files stay a while: whoever asks later gets the same answer as now.
 */
final class LogReader {
    private final SegmentTable segments;
    private final UnwrittenTail tail;

    private volatile long startPosition; // written by whoever moves the log's base

    LogReader(SegmentTable segments, UnwrittenTail tail, long startPosition) {
        this.segments = segments;
        this.tail = tail;
        this.startPosition = startPosition;
    }

    /** Bytes before it are no longer there. */
    void startPosition(long position) {
        startPosition = position;
    }

    long startPosition() {
        return startPosition;
    }

    /** Read-only; copies nothing when the range is within one entry, or within one segment of what is flushed. */
    ByteBuffer slice(long position, int lengthBytes) {
        if (position < 0 || lengthBytes < 0) {
            throw new IndexOutOfBoundsException("no " + lengthBytes + " bytes at position " + position);
        }
        if (lengthBytes == 0) {
            return ByteBuffer.allocate(0).asReadOnlyBuffer();
        }
        long end = position + lengthBytes;
        ByteBuffer piece = pieceAt(position, end);
        if (piece.remaining() == lengthBytes) {
            return piece;
        }
        ByteBuffer whole = ByteBuffer.allocate(lengthBytes).put(piece);
        while (whole.hasRemaining()) {
            whole.put(pieceAt(end - whole.remaining(), end));
        }
        return whole.flip().asReadOnlyBuffer();
    }

    /** The bytes of {@code [position, end)} as they lie. */
    List<ByteBuffer> pieces(long position, long end) {
        List<ByteBuffer> pieces = new ArrayList<>();
        long at = position;
        while (at < end) {
            ByteBuffer piece = pieceAt(at, end);
            pieces.add(piece);
            at += piece.remaining();
        }
        return pieces;
    }

    /** As many bytes of {@code [position, end)} as lie together, at least one. See UnwrittenTail for why it is safe. */
    private ByteBuffer pieceAt(long position, long end) {
        if (position < startPosition) {
            throw new IndexOutOfBoundsException(
                    "position " + position + " was released: the log starts at " + startPosition);
        }
        while (true) {
            long flushed = tail.flushedPosition();
            // Null only if the log's base has moved beyond it since: then it is as if it had moved before.
            Segment segment = position < flushed ? segments.find(position) : null;
            if (segment != null) {
                long pieceEnd = Math.min(end, flushed);
                int lengthBytes = (int) Math.min(segments.roomAt(position), pieceEnd - position);
                return segment.slice(position, lengthBytes);
            }
            Waiting found = tail.find(position);
            if (found != null) {
                int offset = (int) (position - found.meta().position());
                int lengthBytes = (int) (Math.min(end, found.meta().endPosition()) - position);
                return found.bytes().slice(offset, lengthBytes).asReadOnlyBuffer();
            }
            if (flushed == tail.flushedPosition()) {
                throw new IndexOutOfBoundsException("the log has no byte at position " + position);
            }
        }
    }
}
