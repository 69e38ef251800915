package io.quorate.broker.pop;

import io.quorate.broker.filter.MessageFilter;

/**
 * What a pop asks for, after the request was checked.
 *
 * @param queueId negative for all queues of the topic
 * @param messagesMax at most so many messages
 * @param invisibleMillis how long they are hidden from others
 * @param fromStart where a group without offset starts: at the oldest message, or at the newest
 * @param ordered nothing is given from a queue while something of it is hidden
 * @param attemptId of an ordered pop that may be tried again; "" for none
 */
public record PopQuery(
        String consumerGroup,
        String topic,
        int queueId,
        int messagesMax,
        long invisibleMillis,
        boolean fromStart,
        MessageFilter filter,
        boolean ordered,
        String attemptId) {
    public static final int ALL_QUEUES = -1;

    public boolean isForAllQueues() {
        return queueId < 0;
    }
}
