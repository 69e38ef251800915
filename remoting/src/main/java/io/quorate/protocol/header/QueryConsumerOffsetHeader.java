package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of QUERY_CONSUMER_OFFSET.
 *
 * @param setZeroIfNotFound whether a queue whose whole history is at hand may be answered with 0; true if absent
 */
public record QueryConsumerOffsetHeader(String consumerGroup, String topic, int queueId, boolean setZeroIfNotFound) {
    public static QueryConsumerOffsetHeader decode(ExtFields fields) throws RequestException {
        return new QueryConsumerOffsetHeader(
                Fields.required(fields, "consumerGroup"),
                Fields.required(fields, "topic"),
                Fields.requiredInt(fields, "queueId"),
                Fields.flagOr(fields, "setZeroIfNotFound", true));
    }

    public void encode(ExtFields fields) {
        fields.put("consumerGroup", consumerGroup)
                .put("topic", topic)
                .put("queueId", queueId)
                .put("setZeroIfNotFound", setZeroIfNotFound);
    }
}
