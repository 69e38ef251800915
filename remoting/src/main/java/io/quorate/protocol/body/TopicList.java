package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.List;

/**
 * A list of topic names.
 *
 * @param brokerAddr a broker to ask for more, in the answer to GET_SYSTEM_TOPIC_LIST_FROM_NS; else null
 */
public record TopicList(List<String> topics, String brokerAddr) {
    public TopicList {
        topics = List.copyOf(topics);
    }

    public static TopicList of(List<String> topics) {
        return new TopicList(topics, null);
    }

    public static TopicList decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "TopicList");
        return new TopicList(json.texts("topicList"), json.text("brokerAddr"));
    }

    public byte[] encode() {
        return new JsonWriter()
                .beginObject()
                .member("brokerAddr", brokerAddr)
                .member("topicList", topics)
                .endObject()
                .toBytes();
    }
}
