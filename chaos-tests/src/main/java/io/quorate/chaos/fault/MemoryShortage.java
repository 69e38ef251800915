package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A node gets next to no more memory than it has: it waits for pages, is slow, and then the kernel kills it, wherever it is by then.
 * Without the limit it must start again by itself.
 */
record MemoryShortage(Selector selector) implements Fault {
    /** A JVM that has warmed up goes on with what it has for some seconds; with 512 KiB more it may do so for half a minute. */
    private static final long BYTES = 64 << 10;

    private static final Duration WANT_MAX = Duration.ofSeconds(60);

    private static final int KILLED_EXIT_CODE = 137;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.lackingForMemoryLimits();
    }

    /** Its writes wait for pages, too. */
    @Override
    public String explainedErrors() {
        return "its disk has stopped";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String victim = selector.select(cluster, random).get(0);
        Limited limited = new Limited(cluster, victim);
        cluster.limitMemory(victim, BYTES);
        return limited;
    }

    private static final class Limited extends LastingWound {
        private final String node;
        private final long killsBefore;

        Limited(Cluster cluster, String node) {
            super(cluster, List.of(node));
            this.node = node;
            this.killsBefore = cluster.memoryKills(node);
        }

        @Override
        public Duration biteMax() {
            return WANT_MAX;
        }

        /** The kernel counts whom it kills for that, and the process has ended as one that was killed. */
        @Override
        public Optional<String> bite() {
            OptionalInt code = cluster.exitCode(node);
            long kills = cluster.memoryKills(node) - killsBefore;
            return code.isPresent() && code.getAsInt() == KILLED_EXIT_CODE && kills > 0
                    ? Optional.of("killed by the kernel for want of memory (oom_kill +" + kills + " with " + BYTES
                            + " bytes more), ended with " + code.getAsInt())
                    : Optional.empty();
        }

        @Override
        public void heal() {
            cluster.liftMemoryLimit(node);
            if (cluster.exitCode(node).isPresent()) {
                restart(node);
            }
        }
    }
}
