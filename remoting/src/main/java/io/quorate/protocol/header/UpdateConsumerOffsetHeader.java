package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/** Header of UPDATE_CONSUMER_OFFSET: the next offset to consume. RocketMQ refuses its gaps with INVALID_PARAMETER. */
public record UpdateConsumerOffsetHeader(String consumerGroup, String topic, int queueId, long commitOffset) {
    public static UpdateConsumerOffsetHeader decode(ExtFields fields) throws RequestException {
        return new UpdateConsumerOffsetHeader(
                Fields.required(fields, "consumerGroup", ResponseCode.INVALID_PARAMETER),
                Fields.required(fields, "topic", ResponseCode.INVALID_PARAMETER),
                Fields.requiredInt(fields, "queueId", ResponseCode.INVALID_PARAMETER),
                Fields.requiredLong(fields, "commitOffset", ResponseCode.INVALID_PARAMETER));
    }

    public void encode(ExtFields fields) {
        fields.put("consumerGroup", consumerGroup)
                .put("topic", topic)
                .put("queueId", queueId)
                .put("commitOffset", commitOffset);
    }
}
