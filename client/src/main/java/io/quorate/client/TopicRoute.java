package io.quorate.client;

import io.quorate.protocol.Perm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * Where a topic lives.
 *
 * @param groups the replica groups that carry it
 * @param spans how many queues each has
 */
public record TopicRoute(String topic, List<ReplicaGroup> groups, List<QueueSpan> spans) {
    /**
     * The queues of a topic in one replica group, numbered from 0.
     *
     * @param perm bits of {@link Perm}
     */
    public record QueueSpan(String brokerName, int readCount, int writeCount, int perm) {}

    public TopicRoute {
        groups = List.copyOf(groups);
        spans = List.copyOf(spans);
    }

    public Optional<ReplicaGroup> group(String brokerName) {
        return groups.stream()
                .filter(group -> group.brokerName().equals(brokerName))
                .findFirst();
    }

    /** Sorted. Also those without a leader at the moment, so that a key's queue does not move in an election. */
    public List<MessageQueue> writableQueues() {
        return queues(Perm.WRITE, QueueSpan::writeCount);
    }

    /** Sorted. */
    public List<MessageQueue> readableQueues() {
        return queues(Perm.READ, QueueSpan::readCount);
    }

    /** Addresses of all replicas, sorted. */
    public SortedSet<String> addresses() {
        SortedSet<String> addresses = new TreeSet<>();
        groups.forEach(group -> addresses.addAll(group.addresses().values()));
        return addresses;
    }

    private List<MessageQueue> queues(int permBit, ToIntFunction<QueueSpan> count) {
        SortedSet<MessageQueue> queues = new TreeSet<>();
        for (QueueSpan span : spans) {
            boolean usable =
                    (span.perm & permBit) != 0 && group(span.brokerName).isPresent() && !isAlias(span);
            for (int queueId = 0; usable && queueId < count.applyAsInt(span); queueId++) {
                queues.add(new MessageQueue(topic, span.brokerName, queueId));
            }
        }
        return new ArrayList<>(queues);
    }

    // "broker-a#n1": the same queues once more under a replica's name, for producers that cannot follow a
    // leader. We can.
    private boolean isAlias(QueueSpan span) {
        int mark = span.brokerName.indexOf('#');
        return mark > 0
                && span.readCount == 0
                && group(span.brokerName.substring(0, mark)).isPresent();
    }
}
