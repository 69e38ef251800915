package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of INVOKE_BROKER_TO_RESET_OFFSET.
 *
 * @param timestampMillis where to go, by store time; less than 0 for the end
 * @param isForced also forward, where consumers are told
 * @param queueId -1 for all queues
 * @param offset where to go instead, in one queue; -1 for none
 */
public record ResetOffsetHeader(
        String topic, String consumerGroup, long timestampMillis, boolean isForced, int queueId, long offset) {
    public static ResetOffsetHeader decode(ExtFields fields) throws RequestException {
        return new ResetOffsetHeader(
                Fields.required(fields, "topic"),
                Fields.required(fields, "group"),
                Fields.requiredLong(fields, "timestamp"),
                Fields.flagOr(fields, "isForce", false),
                Fields.intOr(fields, "queueId", -1),
                Fields.longOr(fields, "offset", -1));
    }

    public void encode(ExtFields fields) {
        fields.put("topic", topic)
                .put("group", consumerGroup)
                .put("timestamp", timestampMillis)
                .put("isForce", isForced)
                .put("queueId", queueId)
                .put("offset", offset);
    }
}
