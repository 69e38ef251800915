package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** One node gets a processor for a few percent of the time: it lives and answers, but late, and so do all that wait for it. */
record Starvation(Selector selector) implements Fault {
    private static final int PERCENT_MIN = 2;
    private static final int PERCENT_MAX = 10;
    private static final double BEFORE_SECONDS = 2;
    private static final double SHOWN_SECONDS = 4;
    /** What it had still been given, and what a moment of running costs with several threads on several processors. */
    private static final double SHARE_OF_BEFORE_MAX = 0.6;

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String victim = selector.select(cluster, random).get(0);
        int percent = PERCENT_MIN + random.nextInt(PERCENT_MAX - PERCENT_MIN + 1);
        Meter before = new Meter(cluster, victim);
        Polling.sleep(BEFORE_SECONDS);
        double shareBefore = before.share();
        // One that wants little must get less than that.
        int given = (int) Math.max(1, Math.min(percent, shareBefore * 100 / 4));
        cluster.starve(victim, given);
        return new Starved(cluster, victim, given, shareBefore);
    }

    /** How much of one processor a node has used since this was made. */
    private static final class Meter {
        private final Cluster cluster;
        private final String node;
        private final Duration usedBefore;
        private final long beginNanos = System.nanoTime();

        Meter(Cluster cluster, String node) {
            this.cluster = cluster;
            this.node = node;
            this.usedBefore = cluster.processorTime(node);
        }

        double seconds() {
            return (System.nanoTime() - beginNanos) / 1e9;
        }

        double share() {
            return cluster.processorTime(node).minus(usedBefore).toNanos() / 1e9 / seconds();
        }
    }

    static boolean shows(double seconds, double share, double shareBefore) {
        return seconds >= SHOWN_SECONDS && share < shareBefore * SHARE_OF_BEFORE_MAX;
    }

    private static final class Starved extends LastingWound {
        private final String node;
        private final int percent;
        private final double shareBefore;
        private final Meter meter;

        Starved(Cluster cluster, String node, int percent, double shareBefore) {
            super(cluster, List.of(node));
            this.node = node;
            this.percent = percent;
            this.shareBefore = shareBefore;
            this.meter = new Meter(cluster, node);
        }

        @Override
        public Duration biteMax() {
            return BITE_MAX.plusSeconds((long) SHOWN_SECONDS);
        }

        /** The kernel says how much it has had: a good deal less than a moment before, under the same load. */
        @Override
        public Optional<String> bite() {
            double share = meter.share();
            return shows(meter.seconds(), share, shareBefore)
                    ? Optional.of(String.format(
                            Locale.ROOT,
                            "runs for %d %% of the time: %.3f of a processor for %.1f s, %.3f before",
                            percent,
                            share,
                            meter.seconds(),
                            shareBefore))
                    : Optional.empty();
        }

        @Override
        public void heal() {
            cluster.feed(node);
        }
    }
}
