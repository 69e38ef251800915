package io.quorate.broker.state;

/**
 * How a consumer group gets the messages of a topic.
 *
 * @param mode PULL or POP, by RocketMQ's name
 * @param sharedQueueCount of POP: how many neighbours a member shares its queues with, 0 or less for all members
 */
public record RequestMode(String mode, int sharedQueueCount) {
    public static final String PULL = "PULL";
    public static final String POP = "POP";
}
