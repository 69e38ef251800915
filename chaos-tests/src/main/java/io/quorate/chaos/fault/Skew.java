package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** One node's clock is wrong. */
record Skew(Kind kind, Selector selector) implements Fault {
    private static final long JUMP_MILLIS_MIN = 100;
    private static final long JUMP_MILLIS_MAX = Duration.ofDays(1).toMillis();
    private static final int STROBES = 25;
    private static final double STROBE_SECONDS = 0.2;
    private static final int DRIFT_SHOWN_MILLIS = 200;
    private static final double RATE_MIN = 0.5;
    private static final double RATE_MAX = 1.5;
    private static final double RATE_OFF_MAX = 0.4; // nearer to 1 it shows too late

    enum Kind {
        /** The wall clock, there and back. */
        JUMP,
        /** The wall clock, there and back many times. */
        STROBE,
        /** The monotonic clock runs too fast or too slow: the one that timeouts are measured by. */
        DRIFT
    }

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.sabotage().lacking(Sabotage.Means.SHIMS);
    }

    @Override
    public boolean needsShims() {
        return true;
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String victim = selector.select(cluster, random).get(0);
        long ahead = jump(random);
        double rate = random.nextBoolean()
                ? RATE_MIN + RATE_OFF_MAX * random.nextDouble()
                : RATE_MAX - RATE_OFF_MAX * random.nextDouble();
        Skewed skewed = new Skewed(cluster, victim);
        switch (kind) {
            case JUMP -> skewed.set(ahead, 1);
            case STROBE -> {
                for (int i = 0; i < STROBES; i++) {
                    skewed.set(i % 2 == 0 ? ahead : 0, 1);
                    Polling.sleep(STROBE_SECONDS);
                }
            }
            case DRIFT -> skewed.set(0, rate);
        }
        return skewed;
    }

    /** Either way; small ones as likely as big ones. */
    private static long jump(Random random) {
        double share = random.nextDouble();
        long millis = (long) (JUMP_MILLIS_MIN * Math.pow((double) JUMP_MILLIS_MAX / JUMP_MILLIS_MIN, share));
        return random.nextBoolean() ? millis : -millis;
    }

    /** A clock that was set. */
    static final class Skewed extends LastingWound {
        private final String node;
        private final long changesBefore;
        private final long offBefore;
        private long ahead;
        private double rate = 1;

        Skewed(Cluster cluster, String node) {
            super(cluster, List.of(node));
            this.node = node;
            this.changesBefore = sabotage.lacking(Sabotage.Means.SHIMS).isEmpty() ? sabotage.clockChanges(node) : 0;
            this.offBefore = off();
        }

        void set(long aheadMillis, double monotonicRate) {
            ahead = aheadMillis;
            rate = monotonicRate;
            sabotage.setClock(node, aheadMillis, monotonicRate);
        }

        /** How the node's own count of its time is off ours, but for a constant. 0 if it does not answer. */
        private long off() {
            return cluster.uptimeMillis(node)
                    .map(uptime -> uptime - System.nanoTime() / 1_000_000)
                    .orElse(0L);
        }

        /** The process has read what was set; and where its monotonic clock is wrong, its uptime shows it. */
        @Override
        public Optional<String> bite() {
            long changes = sabotage.clockChanges(node) - changesBefore;
            long drifted = off() - offBefore;
            boolean shown = rate == 1 || Math.abs(drifted) > DRIFT_SHOWN_MILLIS;
            return changes > 0 && shown
                    ? Optional.of(String.format(
                            Locale.ROOT,
                            "wall clock %+d ms, rate %.2f: taken over %d times, its uptime is off by %d ms",
                            ahead,
                            rate,
                            changes,
                            drifted))
                    : Optional.empty();
        }

        @Override
        public void heal() {
            set(0, 1);
        }
    }
}
