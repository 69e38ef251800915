package io.quorate.broker.state;

import io.quorate.broker.state.Release.Unread;
import io.quorate.commitlog.index.MissingIndexException;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.raft.log.LogBase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Finds out what consumer groups lose while messages leave the log: made before that, asked after it. Remembers the queues
 * in which some group is behind only: looks at each committed offset once, as a snapshot does. Replica loop.
 */
final class UnreadCount {
    private record GroupTopic(String consumerGroup, String topic) {}

    private record Behind(GroupTopic reader, QueueIndex queue, long nextOffset) {}

    private final List<Behind> behind = new ArrayList<>();
    private int unknown; // queues of groups, where it cannot be told

    UnreadCount(OffsetTable offsets, QueueTable queues) {
        offsets.forEach((consumerGroup, topic, queueId, offset) -> queues.find(topic, queueId)
                .filter(queue -> offset < queue.maxOffset())
                .ifPresent(queue -> firstOf(queue)
                        .ifPresent(first -> behind.add(
                                new Behind(new GroupTopic(consumerGroup, topic), queue, Math.max(offset, first))))));
    }

    /** What each group will not find any more, now that what was before the base has left. To be asked once. */
    Release released(LogBase base) {
        Map<GroupTopic, Unread> lost =
                new TreeMap<>(Comparator.comparing(GroupTopic::consumerGroup).thenComparing(GroupTopic::topic));
        for (Behind each : behind) {
            long count = firstOf(each.queue).orElse(each.nextOffset) - each.nextOffset;
            if (count > 0) {
                Unread one = new Unread(each.reader.consumerGroup, each.reader.topic, 1, count);
                lost.merge(each.reader, one, UnreadCount::sum);
            }
        }
        return new Release(base, List.copyOf(lost.values()), unknown);
    }

    /** Empty, and counted, if it cannot be told now: retention does not wait for a report, let alone fail over it. */
    private OptionalLong firstOf(QueueIndex queue) {
        try {
            return OptionalLong.of(queue.minOffset());
        } catch (MissingIndexException missing) {
            unknown++;
            return OptionalLong.empty();
        }
    }

    private static Unread sum(Unread a, Unread b) {
        return new Unread(
                a.consumerGroup(), a.topic(), a.queueCount() + b.queueCount(), a.messageCount() + b.messageCount());
    }
}
