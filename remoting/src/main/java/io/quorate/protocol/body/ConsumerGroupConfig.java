package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a broker keeps of a consumer group; RocketMQ calls it SubscriptionGroupConfig.
 *
 * @param consumeFromMinEnable known to the protocol, without effect
 * @param retryQueueCount queues of the group's retry topic; 0 drops failed messages
 * @param retryMaxTimes after so many retries a message goes to the dead letter queue
 * @param brokerId whom to pull from, where reading from followers is on
 * @param attributes by name, sorted
 */
public record ConsumerGroupConfig(
        String groupName,
        boolean consumeEnable,
        boolean consumeFromMinEnable,
        boolean consumeBroadcastEnable,
        boolean consumeMessageOrderly,
        int retryQueueCount,
        int retryMaxTimes,
        long brokerId,
        long whichBrokerWhenConsumeSlowly,
        boolean notifyConsumerIdsChangedEnable,
        int groupSysFlag,
        int consumeTimeoutMinutes,
        Map<String, String> attributes) {
    private static final int RETRY_QUEUE_COUNT_DEFAULT = 1;
    private static final int RETRY_MAX_TIMES_DEFAULT = 16;
    private static final long WHEN_SLOWLY_DEFAULT = 1;
    private static final int CONSUME_TIMEOUT_MINUTES_DEFAULT = 15;

    public ConsumerGroupConfig {
        attributes = Sorted.copyOf(attributes);
    }

    /** A group with RocketMQ's defaults, as auto-creation makes them. */
    public static ConsumerGroupConfig of(String groupName) {
        return new ConsumerGroupConfig(
                groupName,
                true,
                true,
                true,
                false,
                RETRY_QUEUE_COUNT_DEFAULT,
                RETRY_MAX_TIMES_DEFAULT,
                0,
                WHEN_SLOWLY_DEFAULT,
                true,
                0,
                CONSUME_TIMEOUT_MINUTES_DEFAULT,
                Map.of());
    }

    public static ConsumerGroupConfig decode(ByteBuf body) throws RequestException {
        return read(JsonObject.parse(body, "SubscriptionGroupConfig"));
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter();
        write(json);
        return json.toBytes();
    }

    public static ConsumerGroupConfig read(JsonObject json) throws RequestException {
        Map<String, String> attributes = new TreeMap<>();
        JsonObject attributesJson = json.object("attributes");
        for (String name : attributesJson.names()) {
            attributes.put(name, attributesJson.text(name));
        }
        return new ConsumerGroupConfig(
                json.requiredText("groupName"),
                json.flagOr("consumeEnable", true),
                json.flagOr("consumeFromMinEnable", true),
                json.flagOr("consumeBroadcastEnable", true),
                json.flagOr("consumeMessageOrderly", false),
                json.intOr("retryQueueNums", RETRY_QUEUE_COUNT_DEFAULT),
                json.intOr("retryMaxTimes", RETRY_MAX_TIMES_DEFAULT),
                json.longOr("brokerId", 0),
                json.longOr("whichBrokerWhenConsumeSlowly", WHEN_SLOWLY_DEFAULT),
                json.flagOr("notifyConsumerIdsChangedEnable", true),
                json.intOr("groupSysFlag", 0),
                json.intOr("consumeTimeoutMinute", CONSUME_TIMEOUT_MINUTES_DEFAULT),
                attributes);
    }

    public void write(JsonWriter json) {
        json.beginObject()
                .member("attributes", attributes)
                .member("brokerId", brokerId)
                .member("consumeBroadcastEnable", consumeBroadcastEnable)
                .member("consumeEnable", consumeEnable)
                .member("consumeFromMinEnable", consumeFromMinEnable)
                .member("consumeMessageOrderly", consumeMessageOrderly)
                .member("consumeTimeoutMinute", consumeTimeoutMinutes)
                .member("groupName", groupName)
                .member("groupRetryPolicy", Map.of("type", "CUSTOMIZED"))
                .member("groupSysFlag", groupSysFlag)
                .member("notifyConsumerIdsChangedEnable", notifyConsumerIdsChangedEnable)
                .member("retryMaxTimes", retryMaxTimes)
                .member("retryQueueNums", retryQueueCount)
                .member("whichBrokerWhenConsumeSlowly", whichBrokerWhenConsumeSlowly)
                .endObject();
    }
}
