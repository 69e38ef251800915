package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Map;
import java.util.TreeMap;

/** A broker's topics by name, sorted: the answer to GET_ALL_TOPIC_CONFIG and the main part of a registration. */
public record TopicConfigs(DataVersion dataVersion, Map<String, TopicConfig> topics) {
    public TopicConfigs {
        topics = Sorted.copyOf(topics);
    }

    public static TopicConfigs decode(ByteBuf body) throws RequestException {
        return read(JsonObject.parse(body, "TopicConfigSerializeWrapper"));
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter();
        write(json);
        return json.toBytes();
    }

    public static TopicConfigs read(JsonObject json) throws RequestException {
        JsonObject table = json.object("topicConfigTable");
        Map<String, TopicConfig> topics = new TreeMap<>();
        for (String topic : table.names()) {
            topics.put(topic, TopicConfig.read(table.object(topic), topic));
        }
        return new TopicConfigs(DataVersion.read(json.object("dataVersion")), topics);
    }

    public void write(JsonWriter json) {
        json.beginObject();
        dataVersion.write(json.key("dataVersion"));
        // Queue mappings belong to static topics, which we do not have; stock readers want the members there.
        new DataVersion(0, dataVersion.timestamp(), 0).write(json.key("mappingDataVersion"));
        json.key("topicConfigTable").beginObject();
        topics.forEach((name, topic) -> topic.write(json.key(name)));
        json.endObject()
                .member("topicQueueMappingDetailMap", Map.of())
                .member("topicQueueMappingInfoMap", Map.of())
                .endObject();
    }
}
