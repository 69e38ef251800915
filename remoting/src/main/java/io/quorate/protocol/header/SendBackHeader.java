package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of CONSUMER_SEND_MSG_BACK: a message that failed to be consumed.
 *
 * @param position of the message in the log
 * @param delayLevel negative for the dead letter queue, 0 to let the broker choose
 * @param originMsgId "" if absent
 * @param originTopic "" if absent
 * @param maxReconsumeTimes -1 if absent
 */
public record SendBackHeader(
        String consumerGroup,
        long position,
        int delayLevel,
        String originMsgId,
        String originTopic,
        boolean unitMode,
        int maxReconsumeTimes) {
    public static SendBackHeader decode(ExtFields fields) throws RequestException {
        return new SendBackHeader(
                Fields.required(fields, "group"),
                Fields.requiredLong(fields, "offset"),
                Fields.requiredInt(fields, "delayLevel"),
                Fields.optional(fields, "originMsgId"),
                Fields.optional(fields, "originTopic"),
                Fields.flagOr(fields, "unitMode", false),
                Fields.intOr(fields, "maxReconsumeTimes", -1));
    }

    public void encode(ExtFields fields) {
        fields.put("group", consumerGroup)
                .put("offset", position)
                .put("delayLevel", delayLevel)
                .put("originMsgId", originMsgId)
                .put("originTopic", originTopic)
                .put("unitMode", unitMode)
                .put("maxReconsumeTimes", maxReconsumeTimes);
    }
}
