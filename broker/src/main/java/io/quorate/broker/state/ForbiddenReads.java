package io.quorate.broker.state;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which consumer group may not read which topic, because an operator said so. Written by the replica loop, read by any
 * thread.
 */
public final class ForbiddenReads implements StatePart {
    static final int SNAPSHOT_KIND = 60;

    private record GroupTopic(String consumerGroup, String topic) {}

    // Bounded by who proposes: operators, by hand, for groups and topics that are there.
    private final Set<GroupTopic> forbidden = ConcurrentHashMap.newKeySet();

    public boolean isForbidden(String consumerGroup, String topic) {
        return !forbidden.isEmpty() && forbidden.contains(new GroupTopic(consumerGroup, topic));
    }

    /** How many pairs of group and topic there are. */
    public int count() {
        return forbidden.size();
    }

    /** Groups that may not read something, sorted. A copy. */
    public Set<String> consumerGroups() {
        return forbidden.stream().map(GroupTopic::consumerGroup).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a group may not read, sorted. A copy. */
    public Set<String> topics(String consumerGroup) {
        return forbidden.stream()
                .filter(each -> each.consumerGroup.equals(consumerGroup))
                .map(GroupTopic::topic)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void set(String consumerGroup, String topic, boolean isForbidden) {
        GroupTopic key = new GroupTopic(consumerGroup, topic);
        if (isForbidden) {
            forbidden.add(key);
        } else {
            forbidden.remove(key);
        }
    }

    @Override
    public int snapshotKind() {
        return SNAPSHOT_KIND;
    }

    @Override
    public void rows(Consumer<byte[]> sink) {
        forbidden.stream()
                .sorted(Comparator.comparing(GroupTopic::consumerGroup).thenComparing(GroupTopic::topic))
                .map(each -> ReadForbid.SCHEMA.encode(new ReadForbid(each.consumerGroup, each.topic, true)))
                .forEach(sink);
    }

    @Override
    public void restore(byte[] row) {
        ReadForbid each = ReadForbid.SCHEMA.decode(row);
        set(each.consumerGroup(), each.topic(), each.forbidden());
    }

    @Override
    public void topicDeleted(String topic) {
        forbidden.removeIf(each -> each.topic.equals(topic));
    }

    @Override
    public void consumerGroupDeleted(String consumerGroup) {
        forbidden.removeIf(each -> each.consumerGroup.equals(consumerGroup));
    }
}
