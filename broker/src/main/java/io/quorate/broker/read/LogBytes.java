package io.quorate.broker.read;

import java.nio.ByteBuffer;

/** The committed bytes of the log. */
@FunctionalInterface
public interface LogBytes {
    /**
     * Any thread; not copied when the range lies within one entry.
     *
     * @return the bytes, read-only, from 0 to the limit; they stay readable when the log lets go of them
     * @throws IndexOutOfBoundsException if the log has no such bytes, or no longer: it lets go of its oldest while others
     *     read, and of all when it starts anew after a snapshot
     */
    ByteBuffer slice(long position, int lengthBytes);
}
