package io.quorate.commitlog.snapshot;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts a run of buffers into pieces of one length. */
final class SnapshotCutting {
    private SnapshotCutting() {}

    /** Pieces of {@code pieceBytes}, but for the last; copied only where a piece does not lie in one buffer. */
    static List<ByteBuffer> cut(List<ByteBuffer> buffers, int pieceBytes) {
        List<ByteBuffer> pieces = new ArrayList<>();
        ByteBuffer open = ByteBuffer.allocate(0); // filled by more than one buffer, and not full yet
        for (ByteBuffer buffer : buffers) {
            ByteBuffer source = buffer.slice();
            while (source.hasRemaining()) {
                if (!open.hasRemaining() && source.remaining() >= pieceBytes) {
                    pieces.add(source.slice(source.position(), pieceBytes));
                    source.position(source.position() + pieceBytes);
                    continue;
                }
                if (!open.hasRemaining()) {
                    open = ByteBuffer.allocate(pieceBytes);
                }
                int count = Math.min(open.remaining(), source.remaining());
                open.put(source.slice(source.position(), count));
                source.position(source.position() + count);
                if (!open.hasRemaining()) {
                    pieces.add(open.flip());
                    open = ByteBuffer.allocate(0);
                }
            }
        }
        if (open.capacity() > 0) {
            pieces.add(open.flip());
        }
        return pieces;
    }
}
