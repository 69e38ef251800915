package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;

/** How fast entries are committed, by what the leader says again and again. */
final class CommitPace {
    private static final double LOOK_SECONDS = 0.1;

    private final long beginNanos;
    private long firstIndex = -1;
    private long highestIndex = -1;
    private long lastNanos;
    private long grownNanos;
    private long longestNanos;

    CommitPace(long nowNanos) {
        this.beginNanos = nowNanos;
        this.lastNanos = nowNanos;
        this.grownNanos = nowNanos;
    }

    /** Looks for so long. Without a leader nothing is committed. */
    static CommitPace of(Cluster cluster, double seconds) {
        CommitPace pace = new CommitPace(System.nanoTime());
        while (pace.seconds() < seconds) {
            long index = cluster.leader().map(NodeStatus::committedIndex).orElse(-1L);
            pace.seen(System.nanoTime(), index);
            Polling.sleep(LOOK_SECONDS);
        }
        return pace;
    }

    /** @param committedIndex less than the highest so far if it is not known */
    void seen(long nanos, long committedIndex) {
        lastNanos = nanos;
        if (committedIndex > highestIndex) {
            firstIndex = firstIndex < 0 ? committedIndex : firstIndex;
            highestIndex = committedIndex;
            grownNanos = nanos;
        }
        longestNanos = Math.max(longestNanos, nanos - grownNanos);
    }

    private double seconds() {
        return (lastNanos - beginNanos) / 1e9;
    }

    double entriesPerSecond() {
        return (highestIndex - firstIndex) / seconds();
    }

    /** The longest time in which nothing was committed, up to how often it looked. */
    double standstillSeconds() {
        return longestNanos / 1e9;
    }
}
