package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.require;
import static io.quorate.broker.config.ConfigException.requireRange;

/**
 * How soon a silent leader is replaced.
 *
 * @param timeoutMillis silence after which a follower seeks election
 * @param heartbeatMillis how often a leader shows that it is there
 */
public record ElectionConfig(int timeoutMillis, int heartbeatMillis) {
    /** Length of a tick: both times are counted in these. */
    public static final int TICK_MILLIS = 10;

    private static final int HEARTBEATS_LEAST = 3; // one lost heartbeat must not cost a leader its office

    public ElectionConfig {
        requireRange(ConfigKey.ELECTION_MILLIS, timeoutMillis, 10 * TICK_MILLIS, 60_000);
        requireRange(ConfigKey.LEADER_HEARTBEAT_MILLIS, heartbeatMillis, TICK_MILLIS, 20_000);
        require(
                timeoutMillis >= HEARTBEATS_LEAST * heartbeatMillis,
                ConfigKey.ELECTION_MILLIS,
                timeoutMillis,
                "give at least " + HEARTBEATS_LEAST + " times " + ConfigKey.LEADER_HEARTBEAT_MILLIS.keyName() + ".");
    }

    public int timeoutTicks() {
        return timeoutMillis / TICK_MILLIS;
    }

    public int heartbeatTicks() {
        return heartbeatMillis / TICK_MILLIS;
    }
}
