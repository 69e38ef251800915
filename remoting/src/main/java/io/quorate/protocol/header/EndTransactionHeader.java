package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of END_TRANSACTION.
 *
 * @param queueOffset of the half message in its queue, as the answer to its send said
 * @param position of the half message, from its offset message id
 * @param outcome {@link #COMMIT}, {@link #ROLLBACK} or {@link #UNKNOWN}
 * @param fromCheck it answers a check
 * @param topic "" if absent, as from 4.x clients
 */
public record EndTransactionHeader(
        String producerGroup,
        long queueOffset,
        long position,
        int outcome,
        boolean fromCheck,
        String messageId,
        String transactionId,
        String topic) {
    public static final int UNKNOWN = 0;
    public static final int COMMIT = 8;
    public static final int ROLLBACK = 12;

    public static EndTransactionHeader decode(ExtFields fields) throws RequestException {
        return new EndTransactionHeader(
                Fields.required(fields, "producerGroup"),
                Fields.requiredLong(fields, "tranStateTableOffset"),
                Fields.requiredLong(fields, "commitLogOffset"),
                Fields.requiredInt(fields, "commitOrRollback"),
                Fields.flagOr(fields, "fromTransactionCheck", false),
                Fields.optional(fields, "msgId"),
                Fields.optional(fields, "transactionId"),
                Fields.optional(fields, "topic"));
    }

    public void encode(ExtFields fields) {
        fields.put("producerGroup", producerGroup)
                .put("tranStateTableOffset", queueOffset)
                .put("commitLogOffset", position)
                .put("commitOrRollback", outcome)
                .put("fromTransactionCheck", fromCheck)
                .put("msgId", messageId)
                .put("transactionId", transactionId)
                .put("topic", topic);
    }
}
