package io.quorate.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Libraries loaded before all others into the nodes' processes, which answer calls to the kernel in its place: {@code
 * scripts/chaos/shims}. Each node has files through which it is told what to do, and in which it notes what it did.
 */
public final class Shims {
    private final Path libraries;
    private final Path dir;

    /**
     * @param libraries folder of the built shims
     * @param dir of the run
     */
    public Shims(Path libraries, Path dir) {
        this.libraries = libraries;
        this.dir = dir;
    }

    /** For a node's process. */
    Map<String, String> environment(String node) {
        return Map.of(
                "LD_PRELOAD", libraries.resolve("libiofault.so") + ":" + libraries.resolve("libskewclock.so"),
                "SKEW_CTL", clock(node).toString(),
                "IOFAULT_CTL", calls(node).toString());
    }

    private Path clock(String node) {
        return dir.resolve(node).resolve("clock");
    }

    private Path calls(String node) {
        return dir.resolve(node).resolve("calls");
    }

    void setClock(String node, long aheadMillis, double rate) {
        write(clock(node), aheadMillis + " " + rate + "\n");
    }

    /** Lines "PID AHEAD RATE" of every process that took over a change. */
    List<String> clockChanges(String node) {
        return lines(Path.of(clock(node) + ".seen"));
    }

    void setCalls(String node, String rules) {
        write(calls(node), rules);
    }

    List<String> callsHit(String node) {
        return lines(Path.of(calls(node) + ".hits"));
    }

    /** In one step: a process may be reading it. */
    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Path aside = Path.of(file + ".new");
            Files.writeString(aside, text);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
