package io.quorate.broker.read;

import io.quorate.broker.filter.MessageFilter;
import io.quorate.protocol.TagFilter;

/**
 * What a pull asks for, after the request was checked.
 *
 * @param queueOffset first wanted offset; any value
 * @param maxMsgNums at most so many messages; values below 1 count as 1
 */
public record PullQuery(String topic, int queueId, long queueOffset, int maxMsgNums, MessageFilter filter) {
    public PullQuery(String topic, int queueId, long queueOffset, int maxMsgNums, TagFilter tags) {
        this(topic, queueId, queueOffset, maxMsgNums, MessageFilter.ofTags(tags));
    }

    /** The same from further on. */
    PullQuery from(long newQueueOffset) {
        return new PullQuery(topic, queueId, newQueueOffset, maxMsgNums, filter);
    }
}
