package io.quorate.broker.read;

import java.nio.ByteBuffer;

/** The committed bytes of the log. */
@FunctionalInterface
public interface LogBytes {
    /**
     * Any thread; not copied when the range lies within one entry.
     *
     * @return the bytes, read-only, from 0 to the limit
     */
    ByteBuffer slice(long position, int lengthBytes);
}
