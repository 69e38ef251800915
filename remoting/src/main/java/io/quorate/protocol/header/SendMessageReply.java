package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Ext fields of the answer to a stored message. Stock clients read them without looking whether they are there.
 *
 * @param msgId offset message id, or for a batch those of all its messages joined by commas
 * @param queueOffset of the message, or of a batch's first one
 * @param transactionId unique key of the message, "" if there is none
 */
public record SendMessageReply(String msgId, int queueId, long queueOffset, String transactionId) {
    public static SendMessageReply decode(ExtFields fields) throws RequestException {
        return new SendMessageReply(
                Fields.required(fields, "msgId"),
                Fields.requiredInt(fields, "queueId"),
                Fields.requiredLong(fields, "queueOffset"),
                Fields.optional(fields, "transactionId"));
    }

    public void encode(ExtFields fields) {
        fields.put("msgId", msgId)
                .put("queueId", queueId)
                .put("queueOffset", queueOffset)
                .put("transactionId", transactionId);
    }
}
