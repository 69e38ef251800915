package io.quorate.commitlog.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A file written through positional writes and read through a mapping: the page cache is one and the same, and a disk
 * that is full shows as an error of the write, not as a signal while touching memory.
 *
 * <p>A view that is not unmapped goes when the last slice of it does. Files that are deleted while they are read are held
 * through {@link SharedFile}.
 */
final class ChannelFile implements DiskFile {
    private static final int ZEROS_BYTES = 1 << 20;
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(ZEROS_BYTES).asReadOnlyBuffer();

    private final Path path;
    private final FileChannel channel;
    private final long sizeBytes;
    private final Staging staging;

    private MappedByteBuffer view; // guarded by this; mapped at the first wish

    private ChannelFile(Path path, FileChannel channel, long sizeBytes, Staging staging) {
        this.path = path;
        this.channel = channel;
        this.sizeBytes = sizeBytes;
        this.staging = staging;
    }

    static ChannelFile existing(Path path, FileChannel channel, Staging staging) throws IOException {
        try {
            return new ChannelFile(path, channel, channel.size(), staging);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    static ChannelFile sized(Path path, FileChannel channel, long sizeBytes, Staging staging) throws IOException {
        try {
            if (sizeBytes > 0) {
                // Writing the last byte sets the size; what lies before stays a hole until written.
                Staging.writeFully(channel, sizeBytes - 1, ByteBuffer.allocate(1));
            }
            return new ChannelFile(path, channel, sizeBytes, staging);
        } catch (IOException e) {
            channel.close();
            throw classified(e);
        }
    }

    /** The JDK tells a full disk by the system's message alone. */
    static IOException classified(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = message.contains("no space left") || message.contains("quota exceeded");
        return full ? new DiskFullException(e.getMessage(), e) : e;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void write(long position, List<ByteBuffer> buffers) throws IOException {
        long lengthBytes = 0;
        for (ByteBuffer buffer : buffers) {
            lengthBytes += buffer.remaining();
        }
        checkInside(position, lengthBytes);
        try {
            staging.write(channel, position, buffers);
        } catch (IOException e) {
            throw classified(e);
        }
    }

    @Override
    public void writeZeros(long position, long lengthBytes) throws IOException {
        checkInside(position, lengthBytes);
        long at = position;
        long end = position + lengthBytes;
        try {
            while (at < end) {
                ByteBuffer zeros = ZEROS.duplicate().limit((int) Math.min(ZEROS_BYTES, end - at));
                at = Staging.writeFully(channel, at, zeros);
            }
        } catch (IOException e) {
            throw classified(e);
        }
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkInside(position, target.remaining());
        long at = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw new EOFException(path + " ends at " + at + ", shorter than when it was opened");
            }
            at += count;
        }
    }

    @Override
    public synchronized ByteBuffer view() throws IOException {
        if (view == null) {
            view = channel.map(FileChannel.MapMode.READ_ONLY, 0, sizeBytes);
        }
        return view.duplicate();
    }

    @Override
    public synchronized void unmap() {
        if (view != null) {
            Unmapping.unmap(view);
            view = null;
        }
    }

    @Override
    public void force() throws IOException {
        // Not classified: whatever made it fail, what reached the disk is unknown, and it must not be tried again.
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void checkInside(long position, long lengthBytes) throws IOException {
        if (position < 0 || lengthBytes < 0 || position > sizeBytes - lengthBytes) {
            throw new IOException(
                    "[" + position + ", +" + lengthBytes + ") is not within the " + sizeBytes + " bytes of " + path);
        }
    }
}
