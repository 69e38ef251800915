package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.requireRange;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How messages are consumed.
 *
 * @param propertyFilter whether consumers may filter by SQL92 expressions
 * @param lockLifeMillis for how long a queue stays locked whose owner is not heard of
 * @param followers who reads from followers
 * @param inMemoryPercent share of this machine's memory that the newest messages are taken to be in: what is older lags
 * @param serverSideReset consumers learn of a reset offset from their next pull, else they are told by a request
 */
public record ConsumeConfig(
        boolean propertyFilter,
        int lockLifeMillis,
        ReadFromFollowers followers,
        int inMemoryPercent,
        boolean serverSideReset) {
    public ConsumeConfig {
        requireRange(ConfigKey.LOCK_LIFE_MILLIS, lockLifeMillis, 1000, 600_000);
        requireRange(ConfigKey.IN_MEMORY_PERCENT, inMemoryPercent, 0, 95);
    }

    /** That share in bytes. */
    public long inMemoryBytes() {
        return memoryBytes() / 100 * inMemoryPercent;
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    static ConsumeConfig of(ConfigValues values) {
        return new ConsumeConfig(
                values.flag(ConfigKey.PROPERTY_FILTER),
                values.integer(ConfigKey.LOCK_LIFE_MILLIS, 1, Integer.MAX_VALUE),
                ReadFromFollowers.of(values.text(ConfigKey.READ_FROM_FOLLOWERS)),
                values.integer(ConfigKey.IN_MEMORY_PERCENT, 0, Integer.MAX_VALUE),
                values.flag(ConfigKey.SERVER_SIDE_RESET));
    }
}
