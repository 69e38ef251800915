package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;

/** Body of CHECK_CLIENT_CONFIG: would this subscription compile? */
public record CheckClientConfig(String clientId, String consumerGroup, SubscriptionData subscription) {
    public static CheckClientConfig decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "CheckClientRequestBody");
        return new CheckClientConfig(
                json.textOr("clientId", ""),
                json.textOr("group", ""),
                SubscriptionData.read(json.object("subscriptionData")));
    }

    public byte[] encode() {
        JsonWriter json =
                new JsonWriter().beginObject().member("clientId", clientId).member("group", consumerGroup);
        subscription.write(json.key("subscriptionData"));
        return json.endObject().toBytes();
    }
}
