package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.LinkRule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * What the leader says to one follower, or that one to the leader, is held back for many election timeouts, and then arrives after
 * all, in its order: entries, confirmations and votes of a time that is over.
 */
record Hold() implements Fault {
    private static final double HELD_SECONDS_MIN = 5;
    private static final double HELD_SECONDS_MAX = 12; // and then as long as any fault

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.canDelay() ? "" : "needs a network that can hold packets back (back end netns, a C compiler)";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String follower = Selector.FOLLOWER.select(cluster, random).get(0);
        String leader = Selector.LEADER.select(cluster, random).get(0);
        LinkRule rule = random.nextBoolean() ? LinkRule.held(leader, follower) : LinkRule.held(follower, leader);
        double seconds = HELD_SECONDS_MIN + (HELD_SECONDS_MAX - HELD_SECONDS_MIN) * random.nextDouble();
        cluster.disturb(List.of(rule));
        return new Held(cluster, rule, seconds);
    }

    private static final class Held extends LastingWound {
        private final LinkRule rule;
        private final double seconds;
        private final long beginNanos = System.nanoTime();
        private final long letGoBefore;

        Held(Cluster cluster, LinkRule rule, double seconds) {
            super(cluster, List.of(rule.from(), rule.to()));
            this.rule = rule;
            this.seconds = seconds;
            this.letGoBefore = cluster.letGoPackets();
        }

        @Override
        public Duration biteMax() {
            return BITE_MAX.plusSeconds((long) HELD_SECONDS_MAX);
        }

        /** The kernel counted packets, and their time has passed. */
        @Override
        public Optional<String> bite() {
            long held = cluster.disturbedPackets().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            double lasted = (System.nanoTime() - beginNanos) / 1e9;
            return held > 0 && lasted >= seconds
                    ? Optional.of(String.format(
                            Locale.ROOT, "%s>%s: %d packets held within %.1f s", rule.from(), rule.to(), held, lasted))
                    : Optional.empty();
        }

        @Override
        public void heal() {
            cluster.disturb(List.of());
        }

        /** Whoever held the packets says how many it let go: had it lost them, it would have been a partition. */
        @Override
        public Optional<String> healed() {
            long letGo = cluster.letGoPackets() - letGoBefore;
            return letGo > 0 ? recovery.proof().map(proof -> letGo + " packets arrived; " + proof) : Optional.empty();
        }
    }
}
