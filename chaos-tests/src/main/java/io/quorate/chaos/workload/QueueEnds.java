package io.quorate.chaos.workload;

import io.quorate.chaos.workload.WireClient.Queue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** The queues of a topic, and how far each is known to have grown. Safe from any thread. */
public final class QueueEnds {
    private final List<Queue> queues;
    private final Map<Queue, Long> ends = new ConcurrentHashMap<>();

    public QueueEnds(String topic, int queueCount) {
        queues = IntStream.range(0, queueCount)
                .mapToObj(id -> new Queue(topic, id))
                .toList();
    }

    List<Queue> queues() {
        return queues;
    }

    public String topic() {
        return queues.get(0).topic();
    }

    public int queueCount() {
        return queues.size();
    }

    void shown(Queue queue, long offset) {
        ends.merge(queue, offset + 1, Math::max);
    }

    long end(Queue queue) {
        return ends.getOrDefault(queue, 0L);
    }
}
