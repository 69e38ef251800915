package io.quorate.broker.state;

import io.quorate.protocol.Names;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.PropertyNames;

/**
 * That a message is delivered later than it is stored. Until then it stands in a topic of the broker's own, with its
 * destination in its properties, as RocketMQ's tools know it. When it is due stands in a field of its record that only prepared
 * transactions use otherwise, so that it follows from the log alone, whatever a replica's configuration says by then: a positive
 * number is the time itself, a negative one the delay from the entry that stores it, both in milliseconds.
 */
public final class Delay {
    private final String topic;
    private final int queueId;
    private final long stamp;

    private Delay(String topic, int queueId, long stamp) {
        this.topic = topic;
        this.queueId = queueId;
        this.stamp = stamp;
    }

    /** One of the configured levels, from 1. */
    public static Delay ofLevel(int level, long delayMillis) {
        return new Delay(Names.SCHEDULE_TOPIC, level - 1, -delayMillis);
    }

    public static Delay ofMillis(long delayMillis) {
        return new Delay(Names.TIMER_TOPIC, 0, -delayMillis);
    }

    public static Delay until(long deliverMillis) {
        return new Delay(Names.TIMER_TOPIC, 0, deliverMillis);
    }

    /** Where the pending message is stored. */
    String topic() {
        return topic;
    }

    int queueId() {
        return queueId;
    }

    long stamp() {
        return stamp;
    }

    /** A level's message cannot be recalled: RocketMQ gives no handle for it. */
    public boolean isRecallable() {
        return topic.equals(Names.TIMER_TOPIC);
    }

    /** When it is due, if an entry of this timestamp stores it. */
    public long deliverMillis(long storeTimestampMillis) {
        return deliverMillis(stamp, storeTimestampMillis);
    }

    static long deliverMillis(long stamp, long storeTimestampMillis) {
        return stamp < 0 ? storeTimestampMillis - stamp : stamp;
    }

    void remember(MessageProperties properties, String realTopic, int realQueueId) {
        properties
                .put(PropertyNames.REAL_TOPIC, realTopic)
                .put(PropertyNames.REAL_QUEUE_ID, Integer.toString(realQueueId));
    }
}
