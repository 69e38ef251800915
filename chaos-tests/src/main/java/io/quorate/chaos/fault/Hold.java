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
 * all: entries, confirmations and votes of a time that is over.
 *
 * @param shuffled its packets do not arrive in their order
 */
record Hold(boolean shuffled) implements Fault {
    private static final double HELD_SECONDS_MIN = 5;
    private static final double HELD_SECONDS_MAX = 12; // and then as long as any fault
    /** Fewer may be in their order by chance. */
    private static final long SHUFFLED_MIN = 8;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.canDelay() ? "" : "needs a network that can hold packets back (back end netns, a C compiler)";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String follower = Selector.FOLLOWER.select(cluster, random).get(0);
        String leader = Selector.LEADER.select(cluster, random).get(0);
        boolean fromLeader = random.nextBoolean();
        String from = fromLeader ? leader : follower;
        String to = fromLeader ? follower : leader;
        LinkRule rule = shuffled ? LinkRule.shuffled(from, to) : LinkRule.held(from, to);
        double seconds = HELD_SECONDS_MIN + (HELD_SECONDS_MAX - HELD_SECONDS_MIN) * random.nextDouble();
        cluster.disturb(List.of(rule));
        return new Held(cluster, rule, seconds);
    }

    private static final class Held extends LastingWound {
        private final LinkRule rule;
        private final double seconds;
        private final long beginNanos = System.nanoTime();
        private final long letGoBefore;
        private final long overtakenBefore;

        Held(Cluster cluster, LinkRule rule, double seconds) {
            super(cluster, List.of(rule.from(), rule.to()));
            this.rule = rule;
            this.seconds = seconds;
            this.letGoBefore = cluster.letGoPackets();
            this.overtakenBefore = cluster.overtakenPackets();
        }

        private boolean isShuffled() {
            return rule.fate() == LinkRule.Fate.SHUFFLED;
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
            return held >= (isShuffled() ? SHUFFLED_MIN : 1) && lasted >= seconds
                    ? Optional.of(String.format(
                            Locale.ROOT, "%s>%s: %d packets held within %.1f s", rule.from(), rule.to(), held, lasted))
                    : Optional.empty();
        }

        @Override
        public void heal() {
            cluster.disturb(List.of());
        }

        /**
         * Whoever held the packets says how many it let go, and how many of these after later ones: had it lost them, it would have
         * been a partition.
         */
        @Override
        public Optional<String> healed() {
            long letGo = cluster.letGoPackets() - letGoBefore;
            long overtaken = cluster.overtakenPackets() - overtakenBefore;
            boolean asMeant = letGo > 0 && (overtaken > 0) == isShuffled();
            return asMeant
                    ? recovery.proof()
                            .map(proof ->
                                    letGo + " packets arrived, " + overtaken + " of them after later ones; " + proof)
                    : Optional.empty();
        }
    }
}
