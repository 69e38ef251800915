package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Sabotage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stores in a folder for a test, a file of each kind in each; disks, clocks and logs say what a test lets them say. */
final class StubbornSabotage implements Sabotage {
    private static final int FILE_BYTES = 20_000;

    final List<String> log = new ArrayList<>();
    final Map<String, Long> clockChanges = new HashMap<>();
    final List<String> callsHit = new ArrayList<>();
    private final Path dir;

    StubbornSabotage() {
        try {
            dir = Files.createTempDirectory("quorate-stubborn-");
            for (String node : List.of("n1", "n2", "n3")) {
                for (String file : List.of(
                        "commitlog/00000000000000000000.log",
                        "commitlog/00000000000000020000.log",
                        "commitlog/00000000000000000000.queues",
                        "snapshots/00000000000000020000.snapshot",
                        "raft.state")) {
                    Path path = dir.resolve(node).resolve(file);
                    Files.createDirectories(path.getParent());
                    byte[] bytes = new byte[FILE_BYTES];
                    for (int i = 0; i < FILE_BYTES; i++) {
                        bytes[i] = (byte) (i / 100); // so that a chunk differs from the next
                    }
                    Files.write(path, bytes);
                    path.toFile().deleteOnExit();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String lacking(Means means) {
        return "";
    }

    @Override
    public Path store(String node) {
        return dir.resolve(node);
    }

    @Override
    public boolean alter(String node, StoreChange change) {
        try {
            change.apply(store(node));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void setClock(String node, long aheadMillis, double rate) {
        clockChanges.merge(node, 1L, Long::sum);
    }

    @Override
    public long clockChanges(String node) {
        return clockChanges.getOrDefault(node, 0L);
    }

    @Override
    public void setCalls(String node, String rules) {
        // Takes effect as callsHit says.
    }

    @Override
    public List<String> callsHit(String node) {
        return callsHit;
    }

    @Override
    public void freeze(String node) {
        // Takes effect as the log says.
    }

    @Override
    public void thaw(String node) {
        // Likewise.
    }

    @Override
    public boolean fill(String node) {
        return true;
    }

    @Override
    public void empty(String node) {
        // Nothing was filled.
    }

    @Override
    public int logLines(String node) {
        return log.size();
    }

    @Override
    public List<String> logFrom(String node, int line) {
        return log.subList(Math.min(line, log.size()), log.size());
    }
}
