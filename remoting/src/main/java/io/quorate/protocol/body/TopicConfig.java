package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.Perm;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a broker keeps of a topic.
 *
 * @param attributes by name, without sign; sorted
 */
public record TopicConfig(
        String topicName,
        int readQueueCount,
        int writeQueueCount,
        int perm,
        TopicFilterType filterType,
        int topicSysFlag,
        boolean order,
        Map<String, String> attributes) {
    /** Queues of a topic whose description names no number. */
    public static final int QUEUE_COUNT_DEFAULT = 16;

    private static final int LINE_PARTS_MAX = 6;
    private static final int LINE_PARTS_MIN = 5;

    public TopicConfig {
        attributes = Sorted.copyOf(attributes);
    }

    /** A readable and writable topic without attributes. */
    public static TopicConfig of(String topicName, int queueCount) {
        return new TopicConfig(
                topicName,
                queueCount,
                queueCount,
                Perm.READ | Perm.WRITE,
                TopicFilterType.SINGLE_TAG,
                0,
                false,
                Map.of());
    }

    /** Queues with an id below this are the topic's, to write, to read or both. */
    public int queueCount() {
        return Math.max(readQueueCount, writeQueueCount);
    }

    public TopicConfig withPerm(int perm) {
        return new TopicConfig(
                topicName, readQueueCount, writeQueueCount, perm, filterType, topicSysFlag, order, attributes);
    }

    public TopicConfig withAttributes(Map<String, String> attributes) {
        return new TopicConfig(
                topicName, readQueueCount, writeQueueCount, perm, filterType, topicSysFlag, order, attributes);
    }

    public static TopicConfig decode(ByteBuf body) throws RequestException {
        return read(JsonObject.parse(body, "TopicConfig"), null);
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter();
        write(json);
        return json.toBytes();
    }

    /** Reads with RocketMQ's defaults; {@code name} stands in for a missing topicName unless it is null. */
    public static TopicConfig read(JsonObject json, String name) throws RequestException {
        return new TopicConfig(
                name == null ? json.requiredText("topicName") : json.textOr("topicName", name),
                json.intOr("readQueueNums", QUEUE_COUNT_DEFAULT),
                json.intOr("writeQueueNums", QUEUE_COUNT_DEFAULT),
                json.intOr("perm", Perm.READ | Perm.WRITE),
                TopicFilterType.parse(json.textOr("topicFilterType", TopicFilterType.SINGLE_TAG.name())),
                json.intOr("topicSysFlag", 0),
                json.flagOr("order", false),
                texts(json.object("attributes")));
    }

    public void write(JsonWriter json) {
        json.beginObject()
                .member("attributes", attributes)
                .member("order", order)
                .member("perm", perm)
                .member("readQueueNums", readQueueCount)
                .member("topicFilterType", filterType.name())
                .member("topicName", topicName)
                .member("topicSysFlag", topicSysFlag)
                .member("writeQueueNums", writeQueueCount)
                .endObject();
    }

    /** As one line of a compressed registration, which has no order and no topicSysFlag. */
    String toLine() {
        JsonWriter json = new JsonWriter().beginObject();
        attributes.forEach(json::member);
        return topicName + " " + readQueueCount + " " + writeQueueCount + " " + perm + " " + filterType + " "
                + json.endObject();
    }

    static TopicConfig ofLine(String line) throws RequestException {
        String[] parts = line.split(" ", LINE_PARTS_MAX);
        if (parts.length < LINE_PARTS_MIN) {
            throw RegisterBrokerBody.broken("a topic's line has " + parts.length + " parts");
        }
        try {
            return new TopicConfig(
                    parts[0],
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]),
                    TopicFilterType.parse(parts[4]),
                    0,
                    false,
                    parts.length == LINE_PARTS_MIN
                            ? Map.of()
                            : texts(JsonObject.parse(parts[LINE_PARTS_MIN], "topic's attributes")));
        } catch (NumberFormatException e) {
            throw RegisterBrokerBody.broken("a topic's line has a queue count or perm that is no number");
        }
    }

    private static Map<String, String> texts(JsonObject json) throws RequestException {
        Map<String, String> texts = new TreeMap<>();
        for (String name : json.names()) {
            texts.put(name, json.text(name));
        }
        return texts;
    }
}
