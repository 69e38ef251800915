package io.quorate.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that names what a run makes outside of its folder, a line each, before it is made: {@code pid N}, {@code mount
 * FOLDER}, {@code netns NAME}, {@code link NAME}, {@code forward BRIDGE}, {@code docker LABEL} (containers and networks that
 * carry it), {@code chain NAME} (of the packet filter), {@code image NAME}, {@code cgroup FOLDER}. {@code scripts/chaos/clean-up.sh} undoes it from the last line to the first.
 * Safe from any thread.
 */
public final class Ledger {
    private final Path file;

    public Ledger(Path file) {
        this.file = file;
    }

    synchronized void add(String kind, Object what) {
        try {
            Files.writeString(file, kind + " " + what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
