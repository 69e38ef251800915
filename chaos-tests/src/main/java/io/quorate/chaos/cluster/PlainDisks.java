package io.quorate.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Folders on this machine's disk, which always has power. */
public final class PlainDisks implements Disks {
    private final Path dir;

    public PlainDisks(Path dir) {
        this.dir = dir;
    }

    @Override
    public Path store(String node) {
        try {
            return Files.createDirectories(dir.resolve(node).resolve("store"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean canLosePower() {
        return false;
    }

    @Override
    public void cutPower(String node) {
        throw new UnsupportedOperationException("this machine's own disk keeps its power");
    }

    @Override
    public void cutPowerTorn(String node, Path written, long aroundByte, Random random) {
        cutPower(node);
    }

    @Override
    public boolean restorePower(String node) {
        throw new UnsupportedOperationException("this machine's own disk keeps its power");
    }

    @Override
    public void close() {
        // Nothing was made.
    }
}
