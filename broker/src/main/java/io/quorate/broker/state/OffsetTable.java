package io.quorate.broker.state;

import io.quorate.broker.state.OffsetsRow.QueueOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The next queue offset each consumer group will consume, per queue. Written by the replica loop, read by any thread. */
public final class OffsetTable {
    /** Sees one committed offset. */
    @FunctionalInterface
    public interface Visitor {
        void offset(String consumerGroup, String topic, int queueId, long offset);
    }

    private record GroupTopic(String consumerGroup, String topic) {}

    private final ConcurrentHashMap<GroupTopic, ConcurrentHashMap<Integer, Long>> offsets = new ConcurrentHashMap<>();

    public OptionalLong find(String consumerGroup, String topic, int queueId) {
        ConcurrentHashMap<Integer, Long> queues = offsets.get(new GroupTopic(consumerGroup, topic));
        Long offset = queues == null ? null : queues.get(queueId);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** Offsets of one group in one topic by queue id, sorted. A copy. */
    public Map<Integer, Long> queues(String consumerGroup, String topic) {
        return new TreeMap<>(offsets.getOrDefault(new GroupTopic(consumerGroup, topic), new ConcurrentHashMap<>()));
    }

    public Set<String> topicsOf(String consumerGroup) {
        Set<String> topics = new TreeSet<>();
        for (GroupTopic key : offsets.keySet()) {
            if (key.consumerGroup.equals(consumerGroup)) {
                topics.add(key.topic);
            }
        }
        return topics;
    }

    public Set<String> consumerGroupsOf(String topic) {
        Set<String> consumerGroups = new TreeSet<>();
        for (GroupTopic key : offsets.keySet()) {
            if (key.topic.equals(topic)) {
                consumerGroups.add(key.consumerGroup);
            }
        }
        return consumerGroups;
    }

    /** Walks all offsets, in no particular order, while others may change. */
    public void forEach(Visitor visitor) {
        offsets.forEach((key, queues) ->
                queues.forEach((queueId, offset) -> visitor.offset(key.consumerGroup, key.topic, queueId, offset)));
    }

    void set(OffsetCommit.Item item) {
        offsets.computeIfAbsent(new GroupTopic(item.consumerGroup(), item.topic()), absent -> new ConcurrentHashMap<>())
                .put(item.queueId(), item.offset());
    }

    void remove(String consumerGroup, String topic, int queueId) {
        GroupTopic key = new GroupTopic(consumerGroup, topic);
        ConcurrentHashMap<Integer, Long> queues = offsets.get(key);
        if (queues != null) {
            queues.remove(queueId);
            if (queues.isEmpty()) {
                offsets.remove(key);
            }
        }
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** Offsets of all groups in all queues. Walks all topics of all groups. */
    int size() {
        return offsets.values().stream().mapToInt(Map::size).sum();
    }

    /** All offsets, sorted. Replica loop only: nothing may change meanwhile. */
    List<OffsetsRow> rows() {
        List<OffsetsRow> rows = new ArrayList<>(offsets.size());
        offsets.forEach((key, queues) -> {
            List<QueueOffset> row = new ArrayList<>(queues.size());
            queues.forEach((queueId, offset) -> row.add(new QueueOffset(queueId, offset)));
            row.sort(Comparator.comparingInt(QueueOffset::queueId));
            rows.add(new OffsetsRow(key.consumerGroup, key.topic, row));
        });
        rows.sort(Comparator.comparing(OffsetsRow::consumerGroup).thenComparing(OffsetsRow::topic));
        return rows;
    }

    /** Adds what a snapshot says. Before anybody else sees the table. */
    void restore(OffsetsRow row) {
        ConcurrentHashMap<Integer, Long> queues = new ConcurrentHashMap<>();
        row.offsets().forEach(offset -> queues.put(offset.queueId(), offset.offset()));
        offsets.put(new GroupTopic(row.consumerGroup(), row.topic()), queues);
    }

    void removeTopic(String topic) {
        offsets.keySet().removeIf(key -> key.topic.equals(topic));
    }

    void removeConsumerGroup(String consumerGroup) {
        offsets.keySet().removeIf(key -> key.consumerGroup.equals(consumerGroup));
    }
}
