package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.requireRange;

/**
 * How patiently this node leaves.
 *
 * @param transferMillis for handing leadership over
 * @param drainMillis for stock clients to find the new leader by themselves
 */
public record ShutdownConfig(int transferMillis, int drainMillis) {
    public ShutdownConfig {
        requireRange(ConfigKey.TRANSFER_MILLIS, transferMillis, 0, 600_000);
        requireRange(ConfigKey.DRAIN_MILLIS, drainMillis, 0, 600_000);
    }
}
