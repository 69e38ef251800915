package io.quorate.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits of memory that the kernel enforces by killing, through its control groups of either version. A process is put into a group
 * of its own while it runs: what it has already is not counted, what it takes from then on is. Used by one thread at a time.
 */
final class MemoryLimits implements AutoCloseable {
    /** Where control groups are mounted. */
    static final Path MOUNTED = Path.of("/sys/fs/cgroup");

    private static final String NO_LIMIT_1 = "-1";
    private static final String NO_LIMIT_2 = "max";

    private final Path parent;
    private final boolean first; // version
    private final Ledger ledger;
    private final List<Path> made = new ArrayList<>();

    MemoryLimits(Path mounted, Ledger ledger) {
        this.first = Files.exists(mounted.resolve("memory").resolve("memory.limit_in_bytes"));
        this.parent = first ? mounted.resolve("memory") : mounted;
        this.ledger = ledger;
    }

    /** Why there can be no limits here; "" if there can. */
    String lacking() {
        if (!first && !read(parent.resolve("cgroup.subtree_control")).contains("memory")) {
            return "needs the kernel's memory controller: " + parent + " has none for groups below it";
        }
        return Files.isWritable(parent) ? "" : "needs a memory controller that can be written to (root): " + parent;
    }

    private Path group(String node) {
        return parent.resolve("quorate-chaos-" + ProcessHandle.current().pid() + "-" + node);
    }

    private Path limitFile(Path group) {
        return group.resolve(first ? "memory.limit_in_bytes" : "memory.max");
    }

    /** From now on the process gets no more than this. */
    void limit(String node, long pid, long bytes) {
        Path group = group(node);
        if (!made.contains(group)) {
            ledger.add("cgroup", group);
            make(group);
            made.add(group);
        }
        write(limitFile(group), String.valueOf(bytes));
        // Where it could move to a swap device it would only become slow. There is no such file where there is no such
        // counting.
        Path withSwap = group.resolve(first ? "memory.memsw.limit_in_bytes" : "memory.swap.max");
        if (Files.exists(withSwap)) {
            write(withSwap, first ? String.valueOf(bytes) : "0");
        }
        write(group.resolve("cgroup.procs"), String.valueOf(pid));
    }

    /** Whoever is still in the node's group may take what it wants. */
    void lift(String node) {
        Path group = group(node);
        if (!made.contains(group)) {
            return;
        }
        Path withSwap = group.resolve("memory.memsw.limit_in_bytes");
        if (first && Files.exists(withSwap)) {
            write(withSwap, NO_LIMIT_1);
        }
        write(limitFile(group), first ? NO_LIMIT_1 : NO_LIMIT_2);
    }

    /** How many processes in the node's group the kernel has killed so far for want of memory. */
    long kills(String node) {
        return read(group(node).resolve(first ? "memory.oom_control" : "memory.events"))
                .lines()
                .filter(line -> line.startsWith("oom_kill "))
                .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                .sum();
    }

    private static void make(Path group) {
        try {
            Files.createDirectory(group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    /** "" if there is no such file. */
    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When all processes are gone. */
    @Override
    public void close() {
        made.forEach(group -> Shell.attempt("rmdir", group.toString()));
        made.clear();
    }
}
