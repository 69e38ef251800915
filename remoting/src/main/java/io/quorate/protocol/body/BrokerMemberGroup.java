package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Map;

/** Answer to GET_BROKER_MEMBER_GROUP: the replicas of one broker name by id, sorted; none if it is unknown. */
public record BrokerMemberGroup(String cluster, String brokerName, Map<Long, String> brokerAddrs) {
    public BrokerMemberGroup {
        brokerAddrs = Sorted.byNumber(brokerAddrs);
    }

    public static BrokerMemberGroup decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "BrokerMemberGroup").object("brokerMemberGroup");
        return new BrokerMemberGroup(
                json.textOr("cluster", ""),
                json.textOr("brokerName", ""),
                BrokerData.addresses(json.object("brokerAddrs")));
    }

    public byte[] encode(MapKeys keys) {
        JsonWriter json =
                new JsonWriter().beginObject().key("brokerMemberGroup").beginObject();
        BrokerData.writeAddresses(json, brokerAddrs, keys);
        return json.member("brokerName", brokerName)
                .member("cluster", cluster)
                .endObject()
                .endObject()
                .toBytes();
    }
}
