package io.quorate.commitlog.index;

import java.util.HashMap;
import java.util.Map;

/** The index of one sealed segment, being made again from the segment. One thread. */
public final class SegmentDraft {
    private final long startPosition;
    private final SegmentMessages messages = new SegmentMessages();
    private final Map<String, Map<Integer, QueueName>> topics = new HashMap<>();

    SegmentDraft(long startPosition) {
        this.startPosition = startPosition;
    }

    /** The next message of the segment. */
    public void message(
            String topic,
            int queueId,
            long queueOffset,
            long position,
            int sizeBytes,
            int tagHash,
            long storeTimestampMillis) {
        QueueName queue = topics.computeIfAbsent(topic, absent -> new HashMap<>())
                .computeIfAbsent(queueId, absent -> new QueueName(topic, queueId));
        messages.message(
                queue, queueOffset, (int) (position - startPosition), sizeBytes, tagHash, storeTimestampMillis);
    }

    /** The message at this position can be found by a key of this hash. */
    public void key(int hash, long position) {
        messages.key(hash, (int) (position - startPosition));
    }

    /** What the topic has had so far is no longer in its queues. */
    public void topicDeleted(String topic) {
        Map<Integer, QueueName> queues = topics.remove(topic);
        if (queues != null) {
            queues.values().forEach(messages::drop);
        }
    }

    SegmentMessages messages() {
        return messages;
    }
}
