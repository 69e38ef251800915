package io.quorate.broker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of some MB on a directory of the test, in memory. Only where this process may mount one. */
final class SmallDisk implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Path directory;
    private final Path ballast;

    private SmallDisk(Path directory) {
        this.directory = directory;
        this.ballast = directory.resolve("ballast");
    }

    static SmallDisk mount(Path directory, int megabytes) throws Exception {
        Files.createDirectories(directory);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
        assumeTrue(mounted, "this test needs to mount a small file system, which is not allowed here");
        return new SmallDisk(directory);
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes space away until no more than this is left; -1: to the last byte. */
    void fillBut(long leftBytes) throws IOException {
        try (FileOutputStream out = new FileOutputStream(ballast.toFile(), true)) {
            int chunkBytes = leftBytes < 0 ? 4096 : CHUNK_BYTES;
            while (directory.toFile().getUsableSpace() > leftBytes + chunkBytes || leftBytes < 0) {
                out.write(new byte[chunkBytes]);
            }
        } catch (IOException full) {
            if (leftBytes >= 0) {
                throw full;
            }
        }
    }

    /** Gives back what {@link #fillBut} took. */
    void empty() throws IOException {
        Files.deleteIfExists(ballast);
    }

    @Override
    public void close() {
        // Mappings of the log may live until the next collection: the mount goes with the last of them.
        run("umount", "-l", directory.toString());
    }
}
