package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a broker registers: its topics. As JSON, or compressed: a zlib stream of length-prefixed parts (data version,
 * topic count, a line a topic, filter servers, and the count of queue mappings with each of them).
 */
public record RegisterBrokerBody(TopicConfigs topicConfigs, List<String> filterServers) {
    /** Senders from this release on (5.0.0) append the queue mappings; older ones end without. */
    private static final int VERSION_WITH_MAPPINGS = 413;

    public RegisterBrokerBody {
        filterServers = List.copyOf(filterServers);
    }

    public static RegisterBrokerBody of(TopicConfigs topicConfigs) {
        return new RegisterBrokerBody(topicConfigs, List.of());
    }

    /** Reads the form the header names. */
    public static RegisterBrokerBody decode(ByteBuf body, boolean compressed, int senderVersion)
            throws RequestException {
        return compressed ? decodeCompressed(body, senderVersion) : decode(body);
    }

    public static RegisterBrokerBody decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "RegisterBrokerBody");
        return new RegisterBrokerBody(
                TopicConfigs.read(json.object("topicConfigSerializeWrapper")), json.texts("filterServerList"));
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter().beginObject().member("filterServerList", filterServers);
        topicConfigs.write(json.key("topicConfigSerializeWrapper"));
        return json.endObject().toBytes();
    }

    /**
     * Reads the compressed form.
     *
     * @param senderVersion version number in the header of the request
     */
    public static RegisterBrokerBody decodeCompressed(ByteBuf body, int senderVersion) throws RequestException {
        ByteBuf parts = Deflate.inflate(body);
        DataVersion version = DataVersion.read(JsonObject.parse(text(parts), "DataVersion"));
        Map<String, TopicConfig> topics = new TreeMap<>();
        int topicCount = count(parts);
        for (int i = 0; i < topicCount; i++) {
            TopicConfig topic = TopicConfig.ofLine(text(parts));
            topics.put(topic.topicName(), topic);
        }
        List<String> filterServers = filterServers(text(parts));
        if (senderVersion >= VERSION_WITH_MAPPINGS) {
            skipMappings(parts);
        }
        return new RegisterBrokerBody(new TopicConfigs(version, topics), filterServers);
    }

    /** The compressed form of a sender of RocketMQ 5.0.0 or later. */
    public byte[] encodeCompressed() {
        ByteBuf parts = Unpooled.buffer();
        put(parts, new String(topicConfigs.dataVersion().encode(), StandardCharsets.UTF_8));
        parts.writeInt(topicConfigs.topics().size());
        topicConfigs.topics().values().forEach(topic -> put(parts, topic.toLine()));
        JsonWriter json = new JsonWriter().beginArray();
        filterServers.forEach(json::value);
        put(parts, json.endArray().toString());
        parts.writeInt(0);
        return Deflate.deflate(parts);
    }

    static RequestException broken(String why) {
        return new RequestException(ResponseCode.SYSTEM_ERROR, "the compressed registration is broken: " + why);
    }

    private static List<String> filterServers(String array) throws RequestException {
        return new ArrayList<>(JsonObject.parse("{\"list\":" + array + "}", "list of filter servers")
                .texts("list"));
    }

    private static void skipMappings(ByteBuf parts) throws RequestException {
        int mappingCount = count(parts);
        for (int i = 0; i < mappingCount; i++) {
            text(parts);
        }
    }

    private static int count(ByteBuf parts) throws RequestException {
        if (parts.readableBytes() < Integer.BYTES) {
            throw broken("it ends before a count or length");
        }
        return parts.readInt();
    }

    private static String text(ByteBuf parts) throws RequestException {
        int length = count(parts);
        if (length < 0 || length > parts.readableBytes()) {
            throw broken("a part of " + length + " bytes, " + parts.readableBytes() + " are left");
        }
        return parts.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }

    private static void put(ByteBuf parts, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        parts.writeInt(utf8.length).writeBytes(utf8);
    }
}
