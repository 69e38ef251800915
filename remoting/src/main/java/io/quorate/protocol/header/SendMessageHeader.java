package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.protocol.RequestCode;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of SEND_MESSAGE, SEND_MESSAGE_V2 and SEND_BATCH_MESSAGE: the same fields, the latter two with one-letter names.
 *
 * @param producerGroup "" if absent: brokers have never insisted on it
 * @param defaultTopic template for auto-creation, "" if absent
 * @param queueId negative to let the broker pick one
 * @param properties property string, "" if absent
 * @param maxReconsumeTimes -1 if absent
 * @param batch the body is a batch; decides it, not the request code
 * @param brokerName whom the client believes to talk to, "" if absent
 */
public record SendMessageHeader(
        String producerGroup,
        String topic,
        String defaultTopic,
        int defaultTopicQueueCount,
        int queueId,
        int sysFlag,
        long bornTimestampMillis,
        int flag,
        String properties,
        int reconsumeTimes,
        boolean unitMode,
        int maxReconsumeTimes,
        boolean batch,
        String brokerName) {
    public static final int NO_MAX_RECONSUME_TIMES = -1;

    private static final int DEFAULT_TOPIC_QUEUE_COUNT = 4;
    private static final Spelling LONG = new Spelling(
            "producerGroup",
            "topic",
            "defaultTopic",
            "defaultTopicQueueNums",
            "queueId",
            "sysFlag",
            "bornTimestamp",
            "flag",
            "properties",
            "reconsumeTimes",
            "unitMode",
            "maxReconsumeTimes",
            "batch",
            "bname");
    private static final Spelling SHORT =
            new Spelling("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n");

    private record Spelling(
            String producerGroup,
            String topic,
            String defaultTopic,
            String defaultTopicQueueNums,
            String queueId,
            String sysFlag,
            String bornTimestamp,
            String flag,
            String properties,
            String reconsumeTimes,
            String unitMode,
            String maxReconsumeTimes,
            String batch,
            String brokerName) {}

    /** By the spelling that goes with a request code. */
    public static SendMessageHeader decode(int requestCode, ExtFields fields) throws RequestException {
        return requestCode == RequestCode.SEND_MESSAGE ? decodeV1(fields) : decodeV2(fields);
    }

    public static SendMessageHeader decodeV1(ExtFields fields) throws RequestException {
        return decode(fields, LONG);
    }

    public static SendMessageHeader decodeV2(ExtFields fields) throws RequestException {
        return decode(fields, SHORT);
    }

    public void encodeV1(ExtFields fields) {
        encode(fields, LONG);
    }

    public void encodeV2(ExtFields fields) {
        encode(fields, SHORT);
    }

    private static SendMessageHeader decode(ExtFields fields, Spelling names) throws RequestException {
        return new SendMessageHeader(
                Fields.optional(fields, names.producerGroup),
                Fields.required(fields, names.topic),
                Fields.optional(fields, names.defaultTopic),
                Fields.intOr(fields, names.defaultTopicQueueNums, DEFAULT_TOPIC_QUEUE_COUNT),
                Fields.requiredInt(fields, names.queueId),
                Fields.requiredInt(fields, names.sysFlag),
                Fields.requiredLong(fields, names.bornTimestamp),
                Fields.requiredInt(fields, names.flag),
                Fields.optional(fields, names.properties),
                Fields.intOr(fields, names.reconsumeTimes, 0),
                Fields.flagOr(fields, names.unitMode, false),
                Fields.intOr(fields, names.maxReconsumeTimes, NO_MAX_RECONSUME_TIMES),
                Fields.flagOr(fields, names.batch, false),
                Fields.optional(fields, names.brokerName));
    }

    private void encode(ExtFields fields, Spelling names) {
        fields.put(names.producerGroup, producerGroup)
                .put(names.topic, topic)
                .put(names.defaultTopic, defaultTopic)
                .put(names.defaultTopicQueueNums, defaultTopicQueueCount)
                .put(names.queueId, queueId)
                .put(names.sysFlag, sysFlag)
                .put(names.bornTimestamp, bornTimestampMillis)
                .put(names.flag, flag)
                .put(names.properties, properties)
                .put(names.reconsumeTimes, reconsumeTimes)
                .put(names.unitMode, unitMode)
                .put(names.batch, batch)
                .put(names.brokerName, brokerName);
        if (maxReconsumeTimes != NO_MAX_RECONSUME_TIMES) {
            fields.put(names.maxReconsumeTimes, maxReconsumeTimes);
        }
    }
}
