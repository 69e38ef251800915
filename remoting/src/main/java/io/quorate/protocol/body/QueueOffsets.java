package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An offset for each of some queues: the body of RESET_CONSUMER_CLIENT_OFFSET and of the answer to
 * INVOKE_BROKER_TO_RESET_OFFSET. Its keys are objects, the only form Java clients read; sorted.
 */
public record QueueOffsets(Map<MessageQueue, Long> offsets) {
    public QueueOffsets {
        offsets = Collections.unmodifiableMap(new TreeMap<>(offsets));
    }

    public static QueueOffsets decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "ResetOffsetBody").object("offsetTable");
        Map<MessageQueue, Long> offsets = new TreeMap<>();
        for (String queue : json.names()) {
            offsets.put(MessageQueue.read(JsonObject.parse(queue, "MessageQueue")), json.requiredLong(queue));
        }
        return new QueueOffsets(offsets);
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter().beginObject().key("offsetTable").beginObject();
        offsets.forEach((queue, offset) -> json.objectKey(queue::write).value(offset));
        return json.endObject().endObject().toBytes();
    }
}
