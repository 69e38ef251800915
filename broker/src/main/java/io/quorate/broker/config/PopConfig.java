package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.require;
import static io.quorate.broker.config.ConfigException.requireRange;

/**
 * How messages are popped.
 *
 * @param pollsPerQueueMax pops of a group that may wait for one queue, or for all of a topic
 * @param pollsMax pops that may wait at all
 * @param inHandPerQueueMax messages of a queue in a group's hands, above which it gets no fresh ones
 * @param requestMode PULL or POP, where nothing else was said
 * @param sharedQueueCount with POP so: neighbours to share queues with, 0 or less for all
 * @param serverBalancing whether queues are shared out by the broker, for clients that want it
 */
public record PopConfig(
        int pollsPerQueueMax,
        int pollsMax,
        int inHandPerQueueMax,
        String requestMode,
        int sharedQueueCount,
        boolean serverBalancing) {
    public PopConfig {
        requireRange(ConfigKey.POP_POLLS_PER_QUEUE_MAX, pollsPerQueueMax, 1, 1_000_000);
        requireRange(ConfigKey.POP_POLLS_MAX, pollsMax, 1, 10_000_000);
        requireRange(ConfigKey.POP_IN_HAND_MAX, inHandPerQueueMax, 1, 1_000_000);
        require(
                requestMode.equals("PULL") || requestMode.equals("POP"),
                ConfigKey.REQUEST_MODE,
                requestMode,
                "use PULL or POP.");
    }
}
