package io.quorate.broker.state;

import io.quorate.broker.state.QueuesRow.QueueEnd;
import io.quorate.commitlog.index.MessageIndex;
import io.quorate.commitlog.index.QueueIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the messages of every queue stand in the log. A queue is here once it has had a message; of what the topic table
 * says about a topic this knows nothing. Written by the replica loop, read by any thread.
 */
public final class QueueTable {
    private final ConcurrentHashMap<String, ConcurrentHashMap<Integer, QueueIndex>> topics = new ConcurrentHashMap<>();
    private final MessageIndex messages;

    QueueTable(MessageIndex messages) {
        this.messages = messages;
    }

    MessageIndex messages() {
        return messages;
    }

    public Optional<QueueIndex> find(String topic, int queueId) {
        ConcurrentHashMap<Integer, QueueIndex> queues = topics.get(topic);
        return queues == null ? Optional.empty() : Optional.ofNullable(queues.get(queueId));
    }

    /** Queues of the topic that have had a message, sorted. A copy. */
    public Set<Integer> queueIdsOf(String topic) {
        ConcurrentHashMap<Integer, QueueIndex> queues = topics.get(topic);
        return queues == null ? Set.of() : new TreeSet<>(queues.keySet());
    }

    /** The next queue offset, 0 for a queue without messages. */
    public long maxOffset(String topic, int queueId) {
        return find(topic, queueId).map(QueueIndex::maxOffset).orElse(0L);
    }

    /** Adds the next message of a queue; the index checks that its offset is the next one. */
    void append(
            String topic,
            int queueId,
            long queueOffset,
            long position,
            int sizeBytes,
            int tagHash,
            long storeTimestampMillis) {
        topics.computeIfAbsent(topic, absent -> new ConcurrentHashMap<>())
                .computeIfAbsent(queueId, absent -> new QueueIndex(messages, topic, queueId))
                .append(queueOffset, position, sizeBytes, tagHash, storeTimestampMillis);
    }

    /** Where every queue goes on, sorted. Replica loop only: nothing may change meanwhile. */
    List<QueuesRow> rows() {
        List<QueuesRow> rows = new ArrayList<>(topics.size());
        topics.forEach((topic, queues) -> {
            List<QueueEnd> row = new ArrayList<>(queues.size());
            queues.forEach((queueId, queue) -> row.add(
                    new QueueEnd(queueId, queue.maxOffset(), queue.lastTimestampMillis(), queue.bornPosition())));
            row.sort(Comparator.comparingInt(QueueEnd::queueId));
            rows.add(new QueuesRow(topic, row));
        });
        rows.sort(Comparator.comparing(QueuesRow::topic));
        return rows;
    }

    /**
     * Adds what a snapshot says. Before anybody else sees the table.
     *
     * @param position where the snapshot was taken
     */
    void restore(QueuesRow row, long position) {
        ConcurrentHashMap<Integer, QueueIndex> queues = new ConcurrentHashMap<>();
        for (QueueEnd queue : row.queues()) {
            queues.put(
                    queue.queueId(),
                    new QueueIndex(
                            messages,
                            row.topic(),
                            queue.queueId(),
                            queue.maxOffset(),
                            queue.lastTimestampMillis(),
                            queue.bornPosition(),
                            position));
        }
        topics.put(row.topic(), queues);
    }

    /** Readers that hold one of its queues may find its messages gone. */
    void removeTopic(String topic) {
        ConcurrentHashMap<Integer, QueueIndex> queues = topics.remove(topic);
        if (queues != null) {
            queues.values().forEach(QueueIndex::delete);
        }
    }
}
