package io.quorate.commitlog.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Passes everything on to another disk, and stops the machine at the n-th operation that changes something: that one may
 * have begun, or have come to its end, and nothing follows it.
 */
public final class PowerCutDisk implements Disk {
    /** The power went. */
    public static final class PowerCut extends IOException {
        private static final long serialVersionUID = 1;

        PowerCut() {
            super("simulated power cut");
        }
    }

    private interface Change {
        void run() throws IOException;
    }

    private final Disk disk;
    private final int cutAt; // negative: never
    private final boolean cutBefore;
    private int changes;

    /** @param cutBefore whether the operation at which the power goes is not even begun */
    public PowerCutDisk(Disk disk, int cutAt, boolean cutBefore) {
        this.disk = disk;
        this.cutAt = cutAt;
        this.cutBefore = cutBefore;
    }

    /** How many operations changed something so far. */
    public int changes() {
        return changes;
    }

    /** One more change, of the disk or of something else that may stop halfway. */
    public void change(Runnable change) throws IOException {
        cutOr(change::run);
    }

    private void cutOr(Change change) throws IOException {
        boolean cut = changes++ == cutAt;
        if (!cut || !cutBefore) {
            change.run();
        }
        if (cut) {
            throw new PowerCut();
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public boolean exists(Path file) throws IOException {
        return disk.exists(file);
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        return disk.sizeBytes(file);
    }

    @Override
    public DiskFile create(Path file, long sizeBytes) throws IOException {
        cutOr(() -> disk.create(file, sizeBytes).close());
        return open(file);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new CutFile(disk.open(file));
    }

    @Override
    public void delete(Path file) throws IOException {
        cutOr(() -> disk.delete(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        cutOr(() -> disk.rename(from, to));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        cutOr(() -> disk.forceDirectory(directory));
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return disk.usableBytes(directory);
    }

    @Override
    public Closeable lock(Path directory) throws IOException {
        return disk.lock(directory);
    }

    private final class CutFile implements DiskFile {
        private final DiskFile file;

        CutFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public void write(long position, List<ByteBuffer> buffers) throws IOException {
            cutOr(() -> file.write(position, buffers));
        }

        @Override
        public void writeZeros(long position, long lengthBytes) throws IOException {
            cutOr(() -> file.writeZeros(position, lengthBytes));
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            file.read(position, target);
        }

        @Override
        public ByteBuffer view() throws IOException {
            return file.view();
        }

        @Override
        public void unmap() {
            file.unmap();
        }

        @Override
        public void force() throws IOException {
            cutOr(file::force);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
