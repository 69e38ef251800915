package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.require;
import static io.quorate.broker.config.ConfigException.requireRange;

/** How topics and consumer groups come into being and are served. */
public record DeliveryConfig(
        boolean autoCreateTopic,
        int defaultQueueCount,
        boolean autoCreateGroup,
        boolean notifyConsumers,
        boolean longPolling,
        String regionId,
        boolean traceOn,
        boolean storesReplies) {
    private static final int QUEUE_COUNT_MOST = 1024;
    private static final int REGION_LENGTH_MOST = 64;

    public DeliveryConfig {
        requireRange(ConfigKey.DEFAULT_QUEUE_COUNT, defaultQueueCount, 1, QUEUE_COUNT_MOST);
        require(
                regionId.length() <= REGION_LENGTH_MOST && regionId.chars().allMatch(c -> c > ' '),
                ConfigKey.REGION,
                regionId,
                "use at most " + REGION_LENGTH_MOST + " printable characters.");
    }
}
