package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of UPDATE_AND_CREATE_TOPIC.
 *
 * @param topicFilterType {@code SINGLE_TAG} if absent
 * @param attributes changes such as {@code +message.type=FIFO,-reserve.time}, "" if absent
 */
public record CreateTopicHeader(
        String topic,
        String defaultTopic,
        int readQueueCount,
        int writeQueueCount,
        int perm,
        String topicFilterType,
        int topicSysFlag,
        boolean order,
        String attributes) {
    private static final String SINGLE_TAG = "SINGLE_TAG";

    public static CreateTopicHeader decode(ExtFields fields) throws RequestException {
        String topicFilterType = Fields.optional(fields, "topicFilterType");
        return new CreateTopicHeader(
                Fields.required(fields, "topic"),
                Fields.optional(fields, "defaultTopic"),
                Fields.requiredInt(fields, "readQueueNums"),
                Fields.requiredInt(fields, "writeQueueNums"),
                Fields.requiredInt(fields, "perm"),
                topicFilterType.isEmpty() ? SINGLE_TAG : topicFilterType,
                Fields.intOr(fields, "topicSysFlag", 0),
                Fields.flagOr(fields, "order", false),
                Fields.optional(fields, "attributes"));
    }

    public void encode(ExtFields fields) {
        fields.put("topic", topic)
                .put("defaultTopic", defaultTopic)
                .put("readQueueNums", readQueueCount)
                .put("writeQueueNums", writeQueueCount)
                .put("perm", perm)
                .put("topicFilterType", topicFilterType)
                .put("topicSysFlag", topicSysFlag)
                .put("order", order)
                .put("attributes", attributes);
    }
}
