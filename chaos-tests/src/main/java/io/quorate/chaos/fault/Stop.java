package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** SIGTERM: the node leaves in order, a leader hands over first. It must end with 0. */
record Stop(Selector selector) implements Fault {
    static final Duration STOP_MAX = Duration.ofSeconds(60);

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? "" : "needs processes that can be asked to end";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        List<String> victims = selector.select(cluster, random);
        victims.forEach(cluster::terminate);
        return new Stopping(cluster, victims);
    }

    private static final class Stopping extends LastingWound {
        private final long beginNanos = System.nanoTime();

        Stopping(Cluster cluster, List<String> victims) {
            super(cluster, victims);
        }

        @Override
        public Duration biteMax() {
            return STOP_MAX;
        }

        @Override
        public Optional<String> bite() {
            for (String node : victims()) {
                OptionalInt code = cluster.exitCode(node);
                if (code.isEmpty()) {
                    return Optional.empty();
                }
                if (code.getAsInt() != 0) {
                    breach(node + " was asked to end, and ended with " + code.getAsInt());
                }
            }
            return Optional.of("ended after " + (System.nanoTime() - beginNanos) / 1_000_000 + " ms");
        }

        @Override
        public void heal() {
            victims().forEach(this::restart);
        }
    }
}
