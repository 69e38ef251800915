package io.quorate.commitlog.index;

import java.util.ArrayList;
import java.util.List;

/** What a message index should answer, found slowly: by walking over all messages there ever were. */
final class MessageTwin {
    /** A message of the log. */
    record Logged(
            String topic,
            int queueId,
            long queueOffset,
            long position,
            int sizeBytes,
            int tagHash,
            long millis,
            List<Integer> keys) {}

    /** What the log says, in its order: a message, or the name of a deleted topic. */
    record Line(Logged message, String deletedTopic, long position) {}

    final List<Line> lines = new ArrayList<>();
    long basePosition;

    void message(Logged message) {
        lines.add(new Line(message, null, message.position));
    }

    void delete(String topic, long position) {
        lines.add(new Line(null, topic, position));
    }

    /** A queue's messages since its topic was deleted last, kept or not. */
    List<Logged> everIn(String topic, int queueId) {
        List<Logged> queue = new ArrayList<>();
        for (Line line : lines) {
            if (topic.equals(line.deletedTopic)) {
                queue.clear();
            } else if (line.message != null && line.message.topic.equals(topic) && line.message.queueId == queueId) {
                queue.add(line.message);
            }
        }
        return queue;
    }

    List<Logged> keptIn(String topic, int queueId) {
        return everIn(topic, queueId).stream()
                .filter(message -> message.position >= basePosition)
                .toList();
    }

    long lowerBound(String topic, int queueId, long millis) {
        return keptIn(topic, queueId).stream()
                .filter(message -> message.millis >= millis)
                .mapToLong(Logged::queueOffset)
                .findFirst()
                .orElse(everIn(topic, queueId).size());
    }

    long upperBound(String topic, int queueId, long millis) {
        return keptIn(topic, queueId).stream()
                .filter(message -> message.millis <= millis)
                .mapToLong(Logged::queueOffset)
                .max()
                .orElse(0);
    }

    /** Positions of kept messages with the key in the time, deleted topics' too, the newest first. */
    List<Long> withKey(int key, long beginMillis, long endMillis) {
        List<Long> positions = new ArrayList<>();
        for (Line line : lines) {
            Logged message = line.message;
            if (message != null
                    && message.position >= basePosition
                    && message.keys.contains(key)
                    && message.millis >= beginMillis
                    && message.millis <= endMillis) {
                positions.add(0, message.position);
            }
        }
        return positions;
    }

    long earliestMillis() {
        return lines.stream()
                .filter(line -> line.message != null && line.position >= basePosition)
                .mapToLong(line -> line.message.millis)
                .findFirst()
                .orElse(MessageIndex.NO_TIME);
    }
}
