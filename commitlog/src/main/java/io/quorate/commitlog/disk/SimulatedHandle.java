package io.quorate.commitlog.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** An open {@link SimulatedFile}; dead after the crash that follows. */
final class SimulatedHandle implements DiskFile {
    private final SimulatedDisk disk;
    private final SimulatedFile file;
    private final long madeIn;

    private boolean viewed; // guarded by the disk

    SimulatedHandle(SimulatedDisk disk, SimulatedFile file, long madeIn) {
        this.disk = disk;
        this.file = file;
        this.madeIn = madeIn;
    }

    @Override
    public long sizeBytes() {
        return file.sizeBytes();
    }

    @Override
    public void write(long position, List<ByteBuffer> buffers) throws IOException {
        int lengthBytes = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        byte[] bytes = new byte[lengthBytes];
        ByteBuffer target = ByteBuffer.wrap(bytes);
        for (ByteBuffer buffer : buffers) {
            target.put(buffer.duplicate());
        }
        disk.write(file, madeIn, checkedInside(position, lengthBytes), bytes);
    }

    @Override
    public void writeZeros(long position, long lengthBytes) throws IOException {
        int checked = checkedInside(position, lengthBytes);
        disk.write(file, madeIn, checked, new byte[(int) lengthBytes]);
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        byte[] bytes = new byte[target.remaining()];
        disk.read(file, madeIn, checkedInside(position, bytes.length), bytes);
        target.put(bytes);
    }

    @Override
    public ByteBuffer view() {
        synchronized (disk) {
            if (!viewed) {
                viewed = true;
                disk.viewed(file, madeIn, 1);
            }
            return file.view();
        }
    }

    @Override
    public void unmap() {
        synchronized (disk) {
            if (viewed) {
                viewed = false;
                disk.viewed(file, madeIn, -1);
            }
        }
    }

    @Override
    public void force() throws IOException {
        disk.force(file, madeIn);
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private int checkedInside(long position, long lengthBytes) throws IOException {
        if (position < 0 || lengthBytes < 0 || position > file.sizeBytes() - lengthBytes) {
            throw new IOException("[" + position + ", +" + lengthBytes + ") is not within the " + file.sizeBytes()
                    + " bytes of the file");
        }
        return (int) position;
    }
}
