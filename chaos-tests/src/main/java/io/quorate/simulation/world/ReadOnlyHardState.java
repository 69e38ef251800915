package io.quorate.simulation.world;

import io.quorate.raft.runtime.HardStateMedium;
import java.nio.ByteBuffer;

/** The bytes of a hard state to be looked at; what is written to it is gone. */
final class ReadOnlyHardState implements HardStateMedium {
    private final ByteBuffer bytes;

    ReadOnlyHardState(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    @Override
    public ByteBuffer read() {
        return bytes.duplicate();
    }

    @Override
    public void create(ByteBuffer unwanted) {
        // Nobody will read it again.
    }

    @Override
    public void writeAndForce(long position, ByteBuffer unwanted) {
        // Nobody will read it again.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
