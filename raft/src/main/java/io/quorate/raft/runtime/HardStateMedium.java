package io.quorate.raft.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes under a {@link HardStateFile}: those of a file, or of a simulated one. One thread at a time. */
public interface HardStateMedium extends AutoCloseable {
    /** All bytes; none if nothing was ever created here. */
    ByteBuffer read() throws IOException;

    /** Makes it hold these bytes, in one step: after a crash all of them are there, or nothing was created. */
    void create(ByteBuffer bytes) throws IOException;

    /** Overwrites a part and forces it to the disk before returning. A crash may leave any mixture of old and new. */
    void writeAndForce(long position, ByteBuffer bytes) throws IOException;

    @Override
    void close() throws IOException;
}
