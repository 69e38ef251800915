package io.quorate.commitlog.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gathers small buffers into few positional writes.
 *
 * <p>{@code FileChannel} has a gathering write and a positional one, but no positional gathering one. Its gathering write
 * also copies each heap buffer into a direct one of the same size and keeps those for ever with the thread: memory that
 * grows with the largest flush ever seen. Here the copy goes through one buffer of a fixed size.
 */
final class Staging {
    /** A flush of up to this much is one system call. */
    private static final int STAGING_BYTES = 1 << 20;

    /** From here on a direct buffer is worth a system call of its own instead of a copy. */
    private static final int OWN_WRITE_BYTES_MIN = 64 * 1024;

    // Uncontended: a store has one flusher. Held over writes, so that a second writer waits rather than mixes bytes in.
    private final ReentrantLock lock = new ReentrantLock();
    private ByteBuffer staging; // made at the first write: many opened files are only read

    void write(FileChannel channel, long position, List<ByteBuffer> buffers) throws IOException {
        lock.lock();
        try {
            if (staging == null) {
                staging = ByteBuffer.allocateDirect(STAGING_BYTES);
            }
            staging.clear();
            gather(channel, position, buffers);
        } finally {
            lock.unlock();
        }
    }

    private void gather(FileChannel channel, long position, List<ByteBuffer> buffers) throws IOException {
        long at = position;
        for (ByteBuffer buffer : buffers) {
            ByteBuffer source = buffer.duplicate();
            if (source.isDirect() && source.remaining() >= OWN_WRITE_BYTES_MIN) {
                at = drain(channel, at);
                at = writeFully(channel, at, source);
                continue;
            }
            while (source.hasRemaining()) {
                if (!staging.hasRemaining()) {
                    at = drain(channel, at);
                }
                int count = Math.min(source.remaining(), staging.remaining());
                staging.put(staging.position(), source, source.position(), count);
                staging.position(staging.position() + count);
                source.position(source.position() + count);
            }
        }
        drain(channel, at);
    }

    private long drain(FileChannel channel, long position) throws IOException {
        staging.flip();
        long end = writeFully(channel, position, staging);
        staging.clear();
        return end;
    }

    /** Writes to the last byte, however often the system stops short; returns the position after it. */
    static long writeFully(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        return at;
    }
}
