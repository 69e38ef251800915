package io.quorate.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Of processes on this machine. */
final class ProcessSabotage implements Sabotage {
    private static final String FILLER = "filler";
    private static final long FILL_STEP_BYTES_MIN = 4096;

    private final ProcessCluster.Parts parts;
    private final Function<String, Optional<HostProcess>> process;

    ProcessSabotage(ProcessCluster.Parts parts, Function<String, Optional<HostProcess>> process) {
        this.parts = parts;
        this.process = process;
    }

    @Override
    public String lacking(Means means) {
        return switch (means) {
            case STORES -> "";
            case OWN_DISKS -> parts.disks().canLosePower() ? "" : "needs disks of the nodes' own (root, loop devices)";
            case SHIMS ->
                parts.shims().isPresent() && parts.hosts().hasOurFiles()
                        ? ""
                        : "needs processes of this machine, and what a C compiler makes of scripts/chaos/shims";
        };
    }

    @Override
    public Path store(String node) {
        return parts.disks().store(node);
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

    private Shims shims() {
        return parts.shims().orElseThrow();
    }

    @Override
    public void setClock(String node, long aheadMillis, double rate) {
        shims().setClock(node, aheadMillis, rate);
    }

    @Override
    public long clockChanges(String node) {
        String pid = process.apply(node).map(each -> String.valueOf(each.pid())).orElse("");
        return shims().clockChanges(node).stream()
                .filter(line -> line.startsWith(pid + " "))
                .count();
    }

    @Override
    public void setCalls(String node, String rules) {
        shims().setCalls(node, rules);
    }

    @Override
    public List<String> callsHit(String node) {
        return shims().callsHit(node);
    }

    @Override
    public void freeze(String node) {
        Shell.run("fsfreeze", "-f", disk(node).toString());
    }

    @Override
    public void thaw(String node) {
        Shell.attempt("fsfreeze", "-u", disk(node).toString());
    }

    /** Where a disk of the node's own is mounted. */
    private Path disk(String node) {
        return store(node).getParent();
    }

    @Override
    public boolean fill(String node) {
        try {
            Path folder = Files.createDirectories(disk(node).resolve(FILLER));
            // Always half as much, for what is free is not free in one piece.
            long step = Files.getFileStore(folder).getUnallocatedSpace();
            for (int number = 0; step >= FILL_STEP_BYTES_MIN; ) {
                Path file = folder.resolve(String.valueOf(number));
                if (Shell.attempt("fallocate", "-l", String.valueOf(step), file.toString())) {
                    number++;
                } else {
                    Files.deleteIfExists(file);
                    step /= 2;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void empty(String node) {
        StoreFiles.deleteAll(disk(node).resolve(FILLER));
    }

    private Path log(String node) {
        return parts.dir().resolve(node).resolve("logs").resolve("broker.log");
    }

    @Override
    public int logLines(String node) {
        return logFrom(node, 0).size();
    }

    @Override
    public List<String> logFrom(String node, int line) {
        try {
            if (!Files.exists(log(node))) {
                return List.of();
            }
            List<String> lines = new String(Files.readAllBytes(log(node)), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.min(line, lines.size()), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
