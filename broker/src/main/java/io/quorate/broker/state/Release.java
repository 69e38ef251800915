package io.quorate.broker.state;

import io.quorate.raft.log.LogBase;
import java.util.List;

/**
 * What was before this base leaves the log.
 *
 * @param unread what consumer groups that have committed an offset had not read of it, sorted
 * @param unknownCount of how many of their queues that cannot be told, the index of the messages there being made again
 */
public record Release(LogBase base, List<Unread> unread, int unknownCount) {
    /** Messages of one topic that one consumer group had not read, in so many of its queues. */
    public record Unread(String consumerGroup, String topic, int queueCount, long messageCount) {}

    public Release {
        unread = List.copyOf(unread);
    }
}
