package io.quorate.namesrv;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Which broker name serves which topic with how many queues. Guarded by the route table's lock. */
final class TopicTable {
    /** All topics of all brokers. A registration that would lead past it is refused. */
    static final int TOPICS_MAX = 1_000_000;

    // Invariant: no inner map is empty. Sorted, because clients number queues by the order of brokers in an answer.
    private final Map<String, SortedMap<String, QueueRow>> byTopic = new HashMap<>();

    boolean hasRoomFor(Map<String, QueueRow> rows) {
        if (byTopic.size() + rows.size() <= TOPICS_MAX) {
            return true;
        }
        long added = rows.keySet().stream()
                .filter(topic -> !byTopic.containsKey(topic))
                .count();
        return byTopic.size() + added <= TOPICS_MAX;
    }

    /** Adds the rows that are missing; replaces those known only if {@code replace}. Never removes any. */
    void put(String brokerName, Map<String, QueueRow> rows, boolean replace) {
        rows.forEach((topic, row) -> {
            SortedMap<String, QueueRow> brokers = byTopic.computeIfAbsent(topic, key -> new TreeMap<>());
            if (replace) {
                brokers.put(brokerName, row);
            } else {
                brokers.putIfAbsent(brokerName, row);
            }
        });
    }

    void remove(String topic) {
        byTopic.remove(topic);
    }

    void remove(String topic, Predicate<String> brokerName) {
        SortedMap<String, QueueRow> brokers = byTopic.get(topic);
        if (brokers != null) {
            brokers.keySet().removeIf(brokerName);
            if (brokers.isEmpty()) {
                byTopic.remove(topic);
            }
        }
    }

    void removeBroker(String brokerName) {
        byTopic.values().removeIf(brokers -> brokers.remove(brokerName) != null && brokers.isEmpty());
    }

    /** Changes every row of the broker; returns how many there were. */
    int change(String brokerName, UnaryOperator<QueueRow> change) {
        int count = 0;
        for (SortedMap<String, QueueRow> brokers : byTopic.values()) {
            if (brokers.computeIfPresent(brokerName, (name, row) -> change.apply(row)) != null) {
                count++;
            }
        }
        return count;
    }

    /** A copy of broker name to row, in order of names; empty for an unknown topic. */
    SortedMap<String, QueueRow> rowsOf(String topic) {
        return new TreeMap<>(byTopic.getOrDefault(topic, new TreeMap<>()));
    }

    SortedSet<String> names() {
        return new TreeSet<>(byTopic.keySet());
    }

    SortedSet<String> namesServedBy(Predicate<String> brokerName) {
        return namesWhere(brokers -> brokers.keySet().stream().anyMatch(brokerName));
    }

    SortedSet<String> namesWithRow(Predicate<QueueRow> wanted) {
        return namesWhere(brokers -> brokers.values().stream().anyMatch(wanted));
    }

    private SortedSet<String> namesWhere(Predicate<SortedMap<String, QueueRow>> wanted) {
        SortedSet<String> names = new TreeSet<>();
        byTopic.forEach((topic, brokers) -> {
            if (wanted.test(brokers)) {
                names.add(topic);
            }
        });
        return names;
    }
}
