package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/** Header of GET_MAX_OFFSET, GET_MIN_OFFSET and GET_EARLIEST_MSG_STORETIME: one queue. */
public record QueueHeader(String topic, int queueId) {
    public static QueueHeader decode(ExtFields fields) throws RequestException {
        return new QueueHeader(Fields.required(fields, "topic"), Fields.requiredInt(fields, "queueId"));
    }

    public void encode(ExtFields fields) {
        fields.put("topic", topic).put("queueId", queueId);
    }
}
