package io.quorate.raft.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A hard state in a file of this machine. */
final class HardStateChannel implements HardStateMedium {
    private final Path path;
    private FileChannel channel; // null until the file is there

    HardStateChannel(Path path) throws IOException {
        this.path = path;
        if (Files.exists(path)) {
            channel = open();
            // The process that made it may have died between giving it its name and forcing that.
            forceDirectory();
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public ByteBuffer read() throws IOException {
        return channel == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(Files.readAllBytes(path));
    }

    @Override
    public void create(ByteBuffer bytes) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path unfinished = directory.resolve(path.getFileName() + ".new");
        try (FileChannel made = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            writeFully(made, 0, bytes);
            made.force(true);
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory();
        close();
        channel = open();
    }

    private void forceDirectory() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        try (FileChannel ofDirectory = FileChannel.open(directory, StandardOpenOption.READ)) {
            ofDirectory.force(true);
        }
    }

    @Override
    public void writeAndForce(long position, ByteBuffer bytes) throws IOException {
        writeFully(channel, position, bytes);
        channel.force(false);
    }

    private static void writeFully(FileChannel target, long position, ByteBuffer bytes) throws IOException {
        ByteBuffer rest = bytes.duplicate();
        long at = position;
        while (rest.hasRemaining()) {
            at += target.write(rest, at);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
