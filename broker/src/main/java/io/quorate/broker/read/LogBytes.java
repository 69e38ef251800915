package io.quorate.broker.read;

import io.quorate.commitlog.LogSlice;
import java.nio.ByteBuffer;

/** The committed bytes of the log. */
@FunctionalInterface
public interface LogBytes {
    /**
     * Any thread; not copied when the range lies within one entry.
     *
     * @return the bytes, read-only, from 0 to the limit; to be closed by the caller
     * @throws IndexOutOfBoundsException if the log has no such bytes, or no longer: it lets go of its oldest while others
     *     read, and of all when it starts anew after a snapshot
     */
    LogSlice hold(long position, int lengthBytes);

    /** As {@link #hold}, copied. */
    default ByteBuffer slice(long position, int lengthBytes) {
        try (LogSlice held = hold(position, lengthBytes)) {
            return ByteBuffer.allocate(lengthBytes).put(held.bytes()).flip().asReadOnlyBuffer();
        }
    }
}
