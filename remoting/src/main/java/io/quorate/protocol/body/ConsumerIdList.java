package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.List;

/** Answer to GET_CONSUMER_LIST_BY_GROUP: the members' client ids. */
public record ConsumerIdList(List<String> clientIds) {
    public ConsumerIdList {
        clientIds = List.copyOf(clientIds);
    }

    public static ConsumerIdList decode(ByteBuf body) throws RequestException {
        return new ConsumerIdList(
                JsonObject.parse(body, "GetConsumerListByGroupResponseBody").texts("consumerIdList"));
    }

    public byte[] encode() {
        return new JsonWriter()
                .beginObject()
                .member("consumerIdList", clientIds)
                .endObject()
                .toBytes();
    }
}
