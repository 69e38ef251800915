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
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

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

    /**
     * Read-only; copies nothing when the range is within one entry, or within one segment of what is flushed. Retains nothing:
     * for the replica loop, which lets nothing be deleted while it reads.
     */
    ByteBuffer view(long position, int lengthBytes) {
        checkRange(position, lengthBytes);
        Piece piece = pieceAt(position, position + lengthBytes);
        return piece.bytes().remaining() == lengthBytes ? piece.bytes() : copy(position, lengthBytes);
    }

    /** As {@link #view}, but for any thread, and for as long as wanted. */
    LogSlice hold(long position, int lengthBytes) {
        checkRange(position, lengthBytes);
        Piece piece = retainedPieceAt(position, position + lengthBytes);
        if (piece.bytes().remaining() == lengthBytes) {
            return new LogSlice(piece.bytes(), piece.segment());
        }
        piece.release();
        return new LogSlice(copy(position, lengthBytes), null);
    }

    /** Read-only and nobody else's. Any thread. */
    ByteBuffer copy(long position, int lengthBytes) {
        checkRange(position, lengthBytes);
        ByteBuffer whole = ByteBuffer.allocate(lengthBytes);
        long end = position + lengthBytes;
        while (whole.hasRemaining()) {
            Piece piece = retainedPieceAt(end - whole.remaining(), end);
            whole.put(piece.bytes());
            piece.release();
        }
        return whole.flip().asReadOnlyBuffer();
    }

    /**
     * The bytes of {@code [position, end)}: as they lie where an entry still waits in memory, copied from segments, for they
     * may be kept for longer than their segment.
     */
    List<ByteBuffer> pieces(long position, long end) {
        List<ByteBuffer> pieces = new ArrayList<>();
        long at = position;
        while (at < end) {
            Piece piece = pieceAt(at, end);
            int lengthBytes = piece.bytes().remaining();
            pieces.add(piece.segment() == null ? piece.bytes() : copy(at, lengthBytes));
            at += lengthBytes;
        }
        return pieces;
    }

    private static void checkRange(long position, int lengthBytes) {
        if (position < 0 || lengthBytes < 0) {
            throw new IndexOutOfBoundsException("no " + lengthBytes + " bytes at position " + position);
        }
    }

    /** Bytes that lie together, at least one unless none is wanted; of this segment, or of memory (null). */
    private record Piece(ByteBuffer bytes, Segment segment) {
        void release() {
            if (segment != null) {
                segment.release();
            }
        }
    }

    private Piece retainedPieceAt(long position, long end) {
        while (true) {
            Piece piece = pieceAt(position, end);
            // If it is gone, the table has let go of it before: the next look finds that.
            if (piece.segment() == null || piece.segment().tryRetain()) {
                return piece;
            }
        }
    }

    /** As many bytes of {@code [position, end)} as lie together, at least one. See UnwrittenTail for why it is safe. */
    private Piece pieceAt(long position, long end) {
        if (position == end) {
            return new Piece(NOTHING, null);
        }
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
                return new Piece(segment.slice(position, lengthBytes), segment);
            }
            Waiting found = tail.find(position);
            if (found != null) {
                int offset = (int) (position - found.meta().position());
                int lengthBytes = (int) (Math.min(end, found.meta().endPosition()) - position);
                return new Piece(found.bytes().slice(offset, lengthBytes).asReadOnlyBuffer(), null);
            }
            if (flushed == tail.flushedPosition()) {
                throw new IndexOutOfBoundsException("the log has no byte at position " + position);
            }
        }
    }
}
