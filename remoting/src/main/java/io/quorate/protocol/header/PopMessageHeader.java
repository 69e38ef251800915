package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of POP_MESSAGE, and the parts of it that NOTIFICATION and PEEK_MESSAGE share.
 *
 * @param queueId negative for all queues of the topic
 * @param messagesMax at most so many messages
 * @param invisibleMillis how long they are hidden from others
 * @param pollMillis how long the request may be held
 * @param initMode where a group without offset starts, see the constants
 * @param expressionType {@code TAG} if absent
 * @param expression filter; "" for all messages
 * @param attemptId of an ordered pop that may be sent again; "" for none
 */
public record PopMessageHeader(
        String consumerGroup,
        String topic,
        int queueId,
        int messagesMax,
        long invisibleMillis,
        long pollMillis,
        long bornMillis,
        int initMode,
        String expressionType,
        String expression,
        boolean ordered,
        String attemptId) {
    /** At the oldest message. */
    public static final int FROM_MIN = 0;
    /** At the newest message. */
    public static final int FROM_MAX = 1;

    private static final String TAG = "TAG";

    public static PopMessageHeader decode(ExtFields fields) throws RequestException {
        return new PopMessageHeader(
                Fields.required(fields, "consumerGroup"),
                Fields.required(fields, "topic"),
                Fields.requiredInt(fields, "queueId"),
                Fields.requiredInt(fields, "maxMsgNums"),
                Fields.requiredLong(fields, "invisibleTime"),
                Fields.requiredLong(fields, "pollTime"),
                Fields.requiredLong(fields, "bornTime"),
                Fields.requiredInt(fields, "initMode"),
                typeOf(fields),
                Fields.optional(fields, "exp"),
                Fields.flagOr(fields, "order", false),
                Fields.optional(fields, "attemptId"));
    }

    /** One message at most, without hiding it. */
    public static PopMessageHeader decodeNotification(ExtFields fields) throws RequestException {
        return new PopMessageHeader(
                Fields.required(fields, "consumerGroup"),
                Fields.required(fields, "topic"),
                Fields.requiredInt(fields, "queueId"),
                1,
                0,
                Fields.requiredLong(fields, "pollTime"),
                Fields.requiredLong(fields, "bornTime"),
                FROM_MIN,
                typeOf(fields),
                Fields.optional(fields, "exp"),
                Fields.flagOr(fields, "order", false),
                Fields.optional(fields, "attemptId"));
    }

    public static PopMessageHeader decodePeek(ExtFields fields) throws RequestException {
        return new PopMessageHeader(
                Fields.required(fields, "consumerGroup"),
                Fields.required(fields, "topic"),
                Fields.requiredInt(fields, "queueId"),
                Fields.requiredInt(fields, "maxMsgNums"),
                0,
                0,
                0,
                FROM_MIN,
                TAG,
                "",
                false,
                "");
    }

    private static String typeOf(ExtFields fields) {
        String type = Fields.optional(fields, "expType");
        return type.isEmpty() ? TAG : type;
    }

    public void encode(ExtFields fields) {
        fields.put("consumerGroup", consumerGroup)
                .put("topic", topic)
                .put("queueId", queueId)
                .put("maxMsgNums", messagesMax)
                .put("invisibleTime", invisibleMillis)
                .put("pollTime", pollMillis)
                .put("bornTime", bornMillis)
                .put("initMode", initMode)
                .put("expType", expressionType)
                .put("exp", expression)
                .put("order", ordered)
                .put("attemptId", attemptId);
    }
}
