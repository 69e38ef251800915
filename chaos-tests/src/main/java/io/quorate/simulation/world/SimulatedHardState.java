package io.quorate.simulation.world;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import io.quorate.raft.runtime.HardStateMedium;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A hard state in a file of a simulated disk; the steps are those of the file of a real one. */
final class SimulatedHardState implements HardStateMedium {
    private final Disk disk;
    private final Path path;
    private DiskFile file; // null until the file is there

    SimulatedHardState(Disk disk, Path path) throws IOException {
        this.disk = disk;
        this.path = path;
        disk.createDirectories(path.getParent());
        if (disk.exists(path)) {
            file = disk.open(path);
        }
    }

    @Override
    public ByteBuffer read() throws IOException {
        if (file == null) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
        file.read(0, bytes);
        return bytes.flip();
    }

    @Override
    public void create(ByteBuffer bytes) throws IOException {
        Path unfinished = path.resolveSibling(path.getFileName() + ".new");
        if (disk.exists(unfinished)) {
            disk.delete(unfinished);
        }
        try (DiskFile made = disk.create(unfinished, bytes.remaining())) {
            made.write(0, List.of(bytes));
            made.force();
        }
        disk.rename(unfinished, path);
        disk.forceDirectory(path.getParent());
        file = disk.open(path);
    }

    @Override
    public void writeAndForce(long position, ByteBuffer bytes) throws IOException {
        file.write(position, List.of(bytes));
        file.force();
    }

    @Override
    public void close() {
        // A simulated handle holds nothing.
    }
}
