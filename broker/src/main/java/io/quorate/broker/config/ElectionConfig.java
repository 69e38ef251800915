package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.require;
import static io.quorate.broker.config.ConfigException.requireRange;

import io.quorate.raft.LeadershipConfig;

/**
 * Who leads, and how soon a silent leader is replaced.
 *
 * @param timeoutMillis silence after which a follower seeks election
 * @param heartbeatMillis how often a leader shows that it is there
 * @param priority higher is preferred
 * @param leaseMillis for how long a leader may read without asking; 0: never
 * @param clockDriftPercentMax how much clocks may differ in speed
 */
public record ElectionConfig(
        int timeoutMillis, int heartbeatMillis, int priority, int leaseMillis, int clockDriftPercentMax) {
    /** Length of a tick: both times are counted in these. */
    public static final int TICK_MILLIS = 10;

    /** A preferred node takes over when it has been there for so long, and not again for so long. */
    private static final int PREFERRED_MILLIS = 10_000;

    private static final int PREFERRED_PAUSE_MILLIS = 60_000;

    private static final int HEARTBEATS_LEAST = 3; // one lost heartbeat must not cost a leader its office

    public ElectionConfig {
        requireRange(ConfigKey.ELECTION_MILLIS, timeoutMillis, 10 * TICK_MILLIS, 60_000);
        requireRange(ConfigKey.LEADER_HEARTBEAT_MILLIS, heartbeatMillis, TICK_MILLIS, 20_000);
        require(
                timeoutMillis >= HEARTBEATS_LEAST * heartbeatMillis,
                ConfigKey.ELECTION_MILLIS,
                timeoutMillis,
                "give at least " + HEARTBEATS_LEAST + " times " + ConfigKey.LEADER_HEARTBEAT_MILLIS.keyName() + ".");
        requireRange(ConfigKey.ELECTION_PRIORITY, priority, 0, LeadershipConfig.PRIORITY_MAX);
        requireRange(ConfigKey.CLOCK_DRIFT_PERCENT_MAX, clockDriftPercentMax, 0, 99);
        int leaseMillisMax =
                LeadershipConfig.leaseTicksMax(timeoutMillis / TICK_MILLIS, clockDriftPercentMax) * TICK_MILLIS;
        requireRange(ConfigKey.READ_LEASE_MILLIS, leaseMillis, 0, leaseMillisMax);
    }

    /** What the replicas must have alike for a lease to be one; empty without leases. */
    public String leaseTerms() {
        return leaseMillis == 0 ? "" : " lease=" + timeoutMillis + ":" + clockDriftPercentMax;
    }

    public LeadershipConfig leadership() {
        LeadershipConfig usual = LeadershipConfig.of(timeoutTicks());
        return new LeadershipConfig(
                priority,
                PREFERRED_MILLIS / TICK_MILLIS,
                PREFERRED_PAUSE_MILLIS / TICK_MILLIS,
                usual.flushStallTicks(),
                leaseMillis / TICK_MILLIS,
                clockDriftPercentMax);
    }

    public int timeoutTicks() {
        return timeoutMillis / TICK_MILLIS;
    }

    public int heartbeatTicks() {
        return heartbeatMillis / TICK_MILLIS;
    }
}
