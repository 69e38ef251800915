package io.quorate.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitsTest {
    private static final long PID = 4711;

    @TempDir
    Path dir;

    private MemoryLimits limits() {
        return new MemoryLimits(dir, new Ledger(dir.resolve("ledger")));
    }

    private Path group(Path parent) throws IOException {
        try (var found = Files.list(parent)) {
            return found.filter(each -> each.getFileName().toString().endsWith("-n1"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void whereThereIsNoControllerThereAreNoLimitsAndItSaysWhy() throws IOException {
        assertThat(limits().lacking()).contains("memory controller");
        Files.writeString(dir.resolve("cgroup.subtree_control"), "cpu io\n");
        assertThat(limits().lacking()).contains("memory controller");
        Files.writeString(dir.resolve("cgroup.subtree_control"), "cpu io memory\n");
        assertThat(limits().lacking()).isEmpty();
    }

    @Test
    void theFirstVersionHasItsOwnNames() throws IOException {
        Path parent = Files.createDirectory(dir.resolve("memory"));
        Files.writeString(parent.resolve("memory.limit_in_bytes"), "9223372036854771712\n");
        MemoryLimits limits = limits();
        assertThat(limits.lacking()).isEmpty();
        assertThat(limits.kills("n1")).isZero();
        limits.limit("n1", PID, 1000);
        Path group = group(parent);
        assertThat(group.resolve("memory.limit_in_bytes")).hasContent("1000");
        assertThat(group.resolve("cgroup.procs")).hasContent("4711");
        assertThat(dir.resolve("ledger")).hasContent("cgroup " + group);
        Files.writeString(group.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        assertThat(limits.kills("n1")).isEqualTo(2);
        limits.lift("n1");
        assertThat(group.resolve("memory.limit_in_bytes")).hasContent("-1");
    }

    @Test
    void theSecondVersionCountsTheKilledAmongItsEvents() throws IOException {
        Files.writeString(dir.resolve("cgroup.subtree_control"), "memory\n");
        MemoryLimits limits = limits();
        limits.limit("n1", PID, 1000);
        Path group = group(dir);
        assertThat(group.resolve("memory.max")).hasContent("1000");
        Files.writeString(group.resolve("memory.events"), "low 0\nmax 7\noom 3\noom_kill 1\noom_group_kill 0\n");
        assertThat(limits.kills("n1")).isEqualTo(1);
        limits.lift("n1");
        assertThat(group.resolve("memory.max")).hasContent("max");
    }

    @Test
    void theKernelKillsWhoeverTakesMore() throws IOException, InterruptedException {
        try (MemoryLimits limits = new MemoryLimits(MemoryLimits.MOUNTED, new Ledger(dir.resolve("ledger")))) {
            assumeThat(limits.lacking()).isEmpty();
            // It keeps a line without an end in memory, once it is told to begin.
            Process glutton = new ProcessBuilder("sh", "-c", "read begin; exec tail /dev/zero").start();
            try {
                limits.limit("n1", glutton.pid(), 4 << 20);
                glutton.getOutputStream().write("\n".getBytes(StandardCharsets.US_ASCII));
                glutton.getOutputStream().flush();
                assertThat(glutton.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(glutton.exitValue()).isEqualTo(137);
                assertThat(limits.kills("n1")).isEqualTo(1);
            } finally {
                glutton.destroyForcibly();
                glutton.waitFor();
            }
        }
    }
}
