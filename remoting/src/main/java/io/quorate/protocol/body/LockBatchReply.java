package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.List;

/** Answer to LOCK_BATCH_MQ: those of the queues asked for that the client now owns. */
public record LockBatchReply(List<MessageQueue> locked) {
    public LockBatchReply {
        locked = List.copyOf(locked);
    }

    public static LockBatchReply decode(ByteBuf body) throws RequestException {
        return new LockBatchReply(
                LockBatchRequest.queues(JsonObject.parse(body, "LockBatchResponseBody"), "lockOKMQSet"));
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter().beginObject();
        LockBatchRequest.write(json, "lockOKMQSet", locked);
        return json.endObject().toBytes();
    }
}
