package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * Body of HEART_BEAT: who the client is and what it produces and consumes.
 *
 * @param producers names of its producer groups
 * @param heartbeatFingerprint of the subscriptions, for a client that would like to leave them out; else 0
 * @param withoutSub it did leave them out
 */
public record HeartbeatData(
        String clientId,
        List<String> producers,
        List<ConsumerData> consumers,
        int heartbeatFingerprint,
        boolean withoutSub) {
    public HeartbeatData {
        producers = List.copyOf(producers);
        consumers = List.copyOf(consumers);
    }

    public static HeartbeatData of(String clientId, List<String> producers, List<ConsumerData> consumers) {
        return new HeartbeatData(clientId, producers, consumers, 0, false);
    }

    public static HeartbeatData decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "HeartbeatData");
        List<String> producers = new ArrayList<>();
        for (JsonObject producer : json.objects("producerDataSet")) {
            producers.add(producer.requiredText("groupName"));
        }
        List<ConsumerData> consumers = new ArrayList<>();
        for (JsonObject consumer : json.objects("consumerDataSet")) {
            consumers.add(ConsumerData.read(consumer));
        }
        return new HeartbeatData(
                json.requiredText("clientID"),
                producers,
                consumers,
                json.intOr("heartbeatFingerprint", 0),
                json.flagOr("withoutSub", false));
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter().beginObject().member("clientID", clientId);
        json.key("consumerDataSet").beginArray();
        consumers.forEach(consumer -> consumer.write(json));
        json.endArray().member("heartbeatFingerprint", heartbeatFingerprint);
        json.key("producerDataSet").beginArray();
        producers.forEach(group -> json.beginObject().member("groupName", group).endObject());
        return json.endArray().member("withoutSub", withoutSub).endObject().toBytes();
    }
}
