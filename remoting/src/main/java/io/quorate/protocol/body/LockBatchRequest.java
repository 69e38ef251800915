package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;

/** Body of LOCK_BATCH_MQ and UNLOCK_BATCH_MQ. */
public record LockBatchRequest(String consumerGroup, String clientId, List<MessageQueue> queues) {
    public LockBatchRequest {
        queues = List.copyOf(queues);
    }

    public static LockBatchRequest decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "LockBatchRequestBody");
        return new LockBatchRequest(
                json.requiredText("consumerGroup"), json.requiredText("clientId"), queues(json, "mqSet"));
    }

    public byte[] encode() {
        JsonWriter json =
                new JsonWriter().beginObject().member("clientId", clientId).member("consumerGroup", consumerGroup);
        write(json, "mqSet", queues);
        return json.member("onlyThisBroker", false).endObject().toBytes();
    }

    static List<MessageQueue> queues(JsonObject json, String name) throws RequestException {
        List<MessageQueue> queues = new ArrayList<>();
        for (JsonObject queue : json.objects(name)) {
            queues.add(MessageQueue.read(queue));
        }
        return queues;
    }

    static void write(JsonWriter json, String name, List<MessageQueue> queues) {
        json.key(name).beginArray();
        queues.forEach(queue -> queue.write(json));
        json.endArray();
    }
}
