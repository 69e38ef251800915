package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of PULL_MESSAGE and LITE_PULL_MESSAGE.
 *
 * @param queueOffset of the first message wanted
 * @param sysFlag the bits below
 * @param commitOffset valid only with {@link #COMMIT_OFFSET}
 * @param subscription filter expression, "" if absent; valid only with {@link #SUBSCRIPTION}
 * @param subVersion compared only within one group and topic: milliseconds from Java, nanoseconds from Go clients
 * @param expressionType {@code TAG} if absent
 * @param messageBytesMax wished size of the answer, {@code Integer.MAX_VALUE} if absent
 */
public record PullMessageHeader(
        String consumerGroup,
        String topic,
        int queueId,
        long queueOffset,
        int messagesMax,
        int sysFlag,
        long commitOffset,
        long suspendTimeoutMillis,
        String subscription,
        long subVersion,
        String expressionType,
        int messageBytesMax) {
    /** The offset in commitOffset is to be committed for the group. */
    public static final int COMMIT_OFFSET = 1;
    /** The broker may hold the request until a message arrives. */
    public static final int SUSPEND = 2;
    /** The filter is in the header, rather than in the group's last heartbeat. */
    public static final int SUBSCRIPTION = 4;
    /** Obsolete. */
    public static final int CLASS_FILTER = 8;

    public static final int LITE_PULL = 16;

    private static final String TAG = "TAG";

    public static PullMessageHeader decode(ExtFields fields) throws RequestException {
        String expressionType = Fields.optional(fields, "expressionType");
        return new PullMessageHeader(
                Fields.required(fields, "consumerGroup"),
                Fields.required(fields, "topic"),
                Fields.requiredInt(fields, "queueId"),
                Fields.requiredLong(fields, "queueOffset"),
                Fields.requiredInt(fields, "maxMsgNums"),
                Fields.requiredInt(fields, "sysFlag"),
                Fields.requiredLong(fields, "commitOffset"),
                Fields.requiredLong(fields, "suspendTimeoutMillis"),
                Fields.optional(fields, "subscription"),
                Fields.requiredLong(fields, "subVersion"),
                expressionType.isEmpty() ? TAG : expressionType,
                Fields.intOr(fields, "maxMsgBytes", Integer.MAX_VALUE));
    }

    public void encode(ExtFields fields) {
        fields.put("consumerGroup", consumerGroup)
                .put("topic", topic)
                .put("queueId", queueId)
                .put("queueOffset", queueOffset)
                .put("maxMsgNums", messagesMax)
                .put("sysFlag", sysFlag)
                .put("commitOffset", commitOffset)
                .put("suspendTimeoutMillis", suspendTimeoutMillis)
                .put("subscription", subscription)
                .put("subVersion", subVersion)
                .put("expressionType", expressionType);
        if (messageBytesMax != Integer.MAX_VALUE) {
            fields.put("maxMsgBytes", messageBytesMax);
        }
    }

    public boolean hasCommitOffset() {
        return (sysFlag & COMMIT_OFFSET) != 0;
    }

    public boolean maySuspend() {
        return (sysFlag & SUSPEND) != 0;
    }

    public boolean hasSubscription() {
        return (sysFlag & SUBSCRIPTION) != 0;
    }

    public boolean hasClassFilter() {
        return (sysFlag & CLASS_FILTER) != 0;
    }

    public boolean isLitePull() {
        return (sysFlag & LITE_PULL) != 0;
    }

    public boolean isTagFiltered() {
        return TAG.equals(expressionType);
    }
}
