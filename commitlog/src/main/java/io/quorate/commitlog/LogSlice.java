package io.quorate.commitlog;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Bytes of the log that stay where they are until closed, also when the log lets go of them meanwhile. Whoever holds one
 * keeps a whole segment in memory and on disk: for as long as an answer takes, not longer. Any thread.
 */
public final class LogSlice implements AutoCloseable {
    private final ByteBuffer bytes;
    private final AtomicReference<Segment> retained; // holds null when there is nothing to release (any more)

    LogSlice(ByteBuffer bytes, Segment retained) {
        this.bytes = bytes;
        this.retained = new AtomicReference<>(retained);
    }

    /** Read-only, from 0 to the limit; not to be touched once closed. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** Again, it does nothing. */
    @Override
    public void close() {
        Segment segment = retained.getAndSet(null);
        if (segment != null) {
            segment.release();
        }
    }
}
