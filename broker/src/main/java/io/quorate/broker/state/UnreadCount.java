package io.quorate.broker.state;

import io.quorate.broker.state.Release.Unread;
import io.quorate.commitlog.index.QueueIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds out what consumer groups lose while messages leave the log: made before that, asked after it. Remembers the queues
 * in which some group is behind only: looks at each committed offset once, as a snapshot does. Replica loop.
 */
final class UnreadCount {
    private record GroupTopic(String consumerGroup, String topic) {}

    private record Behind(GroupTopic reader, QueueIndex queue, long nextOffset) {}

    private final List<Behind> behind = new ArrayList<>();

    UnreadCount(OffsetTable offsets, QueueTable queues) {
        offsets.forEach((consumerGroup, topic, queueId, offset) -> queues.find(topic, queueId)
                .filter(queue -> offset < queue.maxOffset())
                .ifPresent(queue -> behind.add(
                        new Behind(new GroupTopic(consumerGroup, topic), queue, Math.max(offset, queue.minOffset())))));
    }

    /** What each group will not find any more, sorted. */
    List<Unread> lost() {
        Map<GroupTopic, Unread> lost =
                new TreeMap<>(Comparator.comparing(GroupTopic::consumerGroup).thenComparing(GroupTopic::topic));
        for (Behind each : behind) {
            long count = each.queue.minOffset() - each.nextOffset;
            if (count > 0) {
                Unread one = new Unread(each.reader.consumerGroup, each.reader.topic, 1, count);
                lost.merge(each.reader, one, UnreadCount::sum);
            }
        }
        return List.copyOf(lost.values());
    }

    private static Unread sum(Unread a, Unread b) {
        return new Unread(
                a.consumerGroup(), a.topic(), a.queueCount() + b.queueCount(), a.messageCount() + b.messageCount());
    }
}
