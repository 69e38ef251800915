package io.quorate.client;

import java.util.Comparator;

/** One queue of a topic. Sorts as all clients of a consumer group must sort: by topic, broker name, number. */
public record MessageQueue(String topic, String brokerName, int queueId) implements Comparable<MessageQueue> {
    private static final Comparator<MessageQueue> ORDER = Comparator.comparing(MessageQueue::topic)
            .thenComparing(MessageQueue::brokerName)
            .thenComparingInt(MessageQueue::queueId);

    @Override
    public int compareTo(MessageQueue other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "@" + brokerName + ":" + queueId;
    }
}
