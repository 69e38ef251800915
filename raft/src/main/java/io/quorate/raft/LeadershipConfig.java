package io.quorate.raft;

/**
 * Who leads, and when somebody else should. Times are in ticks, as in {@link RaftConfig}.
 *
 * @param priority a leader hands over to a voter with a higher one; see {@link Preference}
 * @param preferredTicks how long that voter must have been in contact and caught up without a break before
 * @param preferredPauseTicks between two such attempts of this replica
 * @param flushStallTicks a disk that makes no progress for so long, while something waits for it, is taken for dead
 * @param leaseTicks for so long after a round was sent that a majority confirmed, a leader reads without asking anew; 0:
 *     never. Must be the same on all replicas, as must be {@code clockDriftPercentMax}
 * @param clockDriftPercentMax how much faster than another's any replica's clock may run
 */
public record LeadershipConfig(
        int priority,
        int preferredTicks,
        int preferredPauseTicks,
        int flushStallTicks,
        int leaseTicks,
        int clockDriftPercentMax) {
    public static final int PRIORITY_DEFAULT = 50;
    public static final int PRIORITY_MAX = 100;
    public static final int CLOCK_DRIFT_PERCENT_DEFAULT = 10;

    public LeadershipConfig {
        RaftConfig.require(
                priority >= 0 && priority <= PRIORITY_MAX, "priority=" + priority + " must be 0 to " + PRIORITY_MAX);
        RaftConfig.require(preferredTicks >= 1, "preferredTicks=" + preferredTicks + " must be at least 1");
        RaftConfig.require(
                preferredPauseTicks >= 1, "preferredPauseTicks=" + preferredPauseTicks + " must be at least 1");
        RaftConfig.require(flushStallTicks >= 1, "flushStallTicks=" + flushStallTicks + " must be at least 1");
        RaftConfig.require(leaseTicks >= 0, "leaseTicks=" + leaseTicks + " must be 0 or more");
        RaftConfig.require(
                clockDriftPercentMax >= 0 && clockDriftPercentMax < 100,
                "clockDriftPercentMax=" + clockDriftPercentMax + " must be 0 to 99");
    }

    /** No preference, no leases. */
    public static LeadershipConfig of(int electionTicks) {
        return new LeadershipConfig(
                PRIORITY_DEFAULT,
                10 * electionTicks,
                60 * electionTicks,
                2 * electionTicks,
                0,
                CLOCK_DRIFT_PERCENT_DEFAULT);
    }

    public LeadershipConfig withPriority(int newPriority) {
        return new LeadershipConfig(
                newPriority, preferredTicks, preferredPauseTicks, flushStallTicks, leaseTicks, clockDriftPercentMax);
    }

    public LeadershipConfig withLease(int newLeaseTicks, int newClockDriftPercentMax) {
        return new LeadershipConfig(
                priority, preferredTicks, preferredPauseTicks, flushStallTicks, newLeaseTicks, newClockDriftPercentMax);
    }

    public boolean hasLeases() {
        return leaseTicks > 0;
    }

    /**
     * The longest lease that is over before the first voter that granted it may vote for another. Both sides count whole
     * ticks and may be off by one.
     */
    public static int leaseTicksMax(int electionTicks, int clockDriftPercentMax) {
        return Math.max(0, (electionTicks - 1) * (100 - clockDriftPercentMax) / 100 - 1);
    }
}
