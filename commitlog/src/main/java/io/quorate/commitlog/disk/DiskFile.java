package io.quorate.commitlog.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** An open file of a size fixed when it was made. One writer at a time; reading is for any thread. */
public interface DiskFile extends Closeable {
    long sizeBytes();

    /**
     * Writes all remaining bytes of the buffers, one after the other, from {@code position} on. Positions and limits of
     * the buffers do not move. Visible in views when it returns, but not yet safe from a crash.
     */
    void write(long position, List<ByteBuffer> buffers) throws IOException;

    /** Writes zeros over {@code [position, position + lengthBytes)}, so that its blocks are reserved. */
    void writeZeros(long position, long lengthBytes) throws IOException;

    /** Fills what remains of {@code target} with bytes from {@code position} on, which must all lie in the file. */
    void read(long position, ByteBuffer target) throws IOException;

    /**
     * The whole file, read-only, always showing what was written last. Usable from any thread through duplicates and
     * slices until {@link #unmap}, also after the file was closed or deleted. A reader that learned of a write through a
     * happens-before edge sees its bytes.
     */
    ByteBuffer view() throws IOException;

    /**
     * Gives back what {@link #view} took. No buffer that came from it may be touched from now on, by any thread. Without
     * this call it comes back when the last of those buffers is collected.
     */
    void unmap();

    /**
     * Returns when all that was written is safe from a crash (fdatasync). After a failure nothing is known, also when space
     * was what was missing: it is never a {@link DiskFullException}.
     */
    void force() throws IOException;
}
