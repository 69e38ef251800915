package io.quorate.commitlog.index;

/**
 * A queue, from its first message until its topic is deleted. One made again under the same topic and number is another:
 * two are the same only if they are one object.
 */
final class QueueName {
    private final String topic;
    private final int queueId;

    QueueName(String topic, int queueId) {
        this.topic = topic;
        this.queueId = queueId;
    }

    String topic() {
        return topic;
    }

    int queueId() {
        return queueId;
    }

    @Override
    public String toString() {
        return topic + " queue " + queueId;
    }
}
