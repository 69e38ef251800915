package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the members of a consumer group are in their queues, by client id: the answer to INVOKE_BROKER_TO_GET_CONSUMER_STATUS.
 * Of a member itself, asked by GET_CONSUMER_STATUS_FROM_CLIENT, comes the same without the client ids.
 */
public record ConsumerStatus(Map<String, Map<MessageQueue, Long>> offsets) {
    public ConsumerStatus {
        offsets = Collections.unmodifiableMap(new TreeMap<>(offsets));
    }

    /** What one member answers. */
    public static Map<MessageQueue, Long> decodeQueues(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "GetConsumerStatusBody").object("messageQueueTable");
        Map<MessageQueue, Long> queues = new TreeMap<>();
        for (String queue : json.names()) {
            queues.put(MessageQueue.read(JsonObject.parse(queue, "MessageQueue")), json.requiredLong(queue));
        }
        return queues;
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter().beginObject().key("consumerTable").beginObject();
        offsets.forEach((clientId, queues) -> {
            json.key(clientId).beginObject();
            queues.forEach((queue, offset) -> json.objectKey(queue::write).value(offset));
            json.endObject();
        });
        json.endObject().key("messageQueueTable").beginObject().endObject();
        return json.endObject().toBytes();
    }
}
