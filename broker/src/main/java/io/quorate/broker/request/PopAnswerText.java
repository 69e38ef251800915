package io.quorate.broker.request;

import io.quorate.broker.pop.PopResult;
import io.quorate.broker.pop.PopResult.PoppedMessage;
import io.quorate.broker.pop.PopResult.PoppedQueue;
import io.quorate.protocol.PopReceipt;
import java.util.stream.Collectors;

/**
 * What a pop's answer says of its messages, for clients to make receipts of: items separated by semicolons, their parts by a
 * space. All messages are of the topic itself: "0" comes first in each.
 */
final class PopAnswerText {
    private static final String OF_TOPIC = PopReceipt.OF_TOPIC + " ";

    private PopAnswerText() {}

    /** {@code 0 queue offset}: of the first message of each queue. */
    static String startOffsets(PopResult result) {
        return result.queues().stream()
                .map(queue -> OF_TOPIC + queue.queueId() + " "
                        + queue.messages().get(0).queueOffset())
                .collect(Collectors.joining(";"));
    }

    /** {@code 0 queue offset,offset}: of all messages of each queue. */
    static String messageOffsets(PopResult result) {
        return result.queues().stream()
                .map(queue -> OF_TOPIC + queue.queueId() + " "
                        + queue.messages().stream()
                                .map(message -> Long.toString(message.queueOffset()))
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining(";"));
    }

    /** {@code 0 qo<queue>%<offset> count} for each message that was given out before, then {@code 0 queue count}. */
    static String orderCounts(PopResult result) {
        return result.queues().stream().map(PopAnswerText::orderCounts).collect(Collectors.joining(";"));
    }

    private static String orderCounts(PoppedQueue queue) {
        StringBuilder text = new StringBuilder();
        int least = Integer.MAX_VALUE;
        for (PoppedMessage message : queue.messages()) {
            least = Math.min(least, message.earlierDeliveryCount());
            if (message.earlierDeliveryCount() > 0) {
                text.append(OF_TOPIC)
                        .append("qo")
                        .append(queue.queueId())
                        .append('%')
                        .append(message.queueOffset())
                        .append(' ')
                        .append(message.earlierDeliveryCount())
                        .append(';');
            }
        }
        return text.append(OF_TOPIC)
                .append(queue.queueId())
                .append(' ')
                .append(least)
                .toString();
    }
}
