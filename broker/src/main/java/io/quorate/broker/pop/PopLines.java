package io.quorate.broker.pop;

import io.quorate.broker.state.PopTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Every poll that is not answered yet, in its line. Any thread; only coming and going may wait for one another, briefly. */
final class PopLines {
    private final ConcurrentHashMap<String, Map<PopTable.Key, PopLine>> byTopic = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final PopLimits limits;

    PopLines(PopLimits limits) {
        this.limits = limits;
    }

    /** False if too many wait. */
    boolean enter(PopPoll poll) {
        if (count.incrementAndGet() > limits.pollsMax()) {
            count.decrementAndGet();
            return false;
        }
        boolean[] entered = new boolean[1];
        byTopic.compute(poll.query().topic(), (topic, known) -> {
            Map<PopTable.Key, PopLine> lines = known == null ? new ConcurrentHashMap<>() : known;
            entered[0] = lines.computeIfAbsent(keyOf(poll.query()), absent -> new PopLine())
                    .add(poll, limits.pollsPerQueueMax());
            return lines;
        });
        if (!entered[0]) {
            count.decrementAndGet();
        }
        return entered[0];
    }

    /** One that did not enter does not matter. */
    void leave(PopPoll poll) {
        byTopic.computeIfPresent(poll.query().topic(), (topic, lines) -> {
            PopTable.Key key = keyOf(poll.query());
            PopLine line = lines.get(key);
            if (line != null && line.remove(poll)) {
                count.decrementAndGet();
                if (line.count() == 0) {
                    lines.remove(key);
                }
            }
            return lines.isEmpty() ? null : lines;
        });
    }

    int count() {
        return count.get();
    }

    /** Polls waiting for this queue, or for all if it is negative. */
    int countOf(String consumerGroup, String topic, int queueId) {
        PopLine line = lines(topic).get(key(consumerGroup, topic, queueId));
        return line == null ? 0 : line.count();
    }

    /** Something in reach of this poll will be there by then. */
    void due(PopPoll poll, long millis) {
        PopLine line = lines(poll.query().topic()).get(keyOf(poll.query()));
        if (line != null) {
            line.due(millis);
        }
    }

    /** There is something new in the queue, for whatever group. */
    void signal(String topic, int queueId, Predicate<PopPoll> wants, Consumer<PopPoll> look) {
        lines(topic).forEach((key, line) -> {
            if (key.queueId() < 0 || key.queueId() == queueId) {
                line.signal(wants, look);
            }
        });
    }

    /** There is something new in the queue, for this group. */
    void signal(String consumerGroup, String topic, int queueId, Consumer<PopPoll> look) {
        Map<PopTable.Key, PopLine> lines = lines(topic);
        signal(lines.get(key(consumerGroup, topic, PopQuery.ALL_QUEUES)), look);
        signal(lines.get(key(consumerGroup, topic, queueId)), look);
    }

    private static void signal(PopLine line, Consumer<PopPoll> look) {
        if (line != null) {
            line.signal(poll -> true, look);
        }
    }

    void forEach(BiConsumer<PopTable.Key, PopLine> action) {
        byTopic.values().forEach(lines -> lines.forEach(action));
    }

    private Map<PopTable.Key, PopLine> lines(String topic) {
        return byTopic.getOrDefault(topic, Map.of());
    }

    private static PopTable.Key keyOf(PopQuery query) {
        return key(query.consumerGroup(), query.topic(), query.queueId());
    }

    private static PopTable.Key key(String consumerGroup, String topic, int queueId) {
        return new PopTable.Key(consumerGroup, topic, Math.max(PopQuery.ALL_QUEUES, queueId));
    }
}
