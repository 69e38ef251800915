package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.requireRange;

/**
 * Bounds on what waits.
 *
 * @param inFlightBytesMax bytes of requests waiting for the log; above it they are refused with SYSTEM_BUSY
 * @param sendTimeoutMillis a request not committed by then is answered SERVICE_NOT_AVAILABLE
 * @param leaderWaitMillis wait for an elected leader to serve
 * @param parkedRequestsMax requests that may wait so; further ones are refused
 * @param parkedPullsMax pulls that may wait for messages; further ones are refused
 */
public record LimitConfig(
        long inFlightBytesMax, int sendTimeoutMillis, int leaderWaitMillis, int parkedRequestsMax, int parkedPullsMax) {
    public LimitConfig {
        requireRange(ConfigKey.IN_FLIGHT_BYTES_MAX, inFlightBytesMax, 1 << 20, 1L << 40);
        requireRange(ConfigKey.SEND_TIMEOUT_MILLIS, sendTimeoutMillis, 100, 60_000);
        requireRange(ConfigKey.LEADER_WAIT_MILLIS, leaderWaitMillis, 0, 10_000);
        requireRange(ConfigKey.PARKED_REQUESTS_MAX, parkedRequestsMax, 0, 1_000_000);
        requireRange(ConfigKey.PARKED_PULLS_MAX, parkedPullsMax, 1, 10_000_000);
    }
}
