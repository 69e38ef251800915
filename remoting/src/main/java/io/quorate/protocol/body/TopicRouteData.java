package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a topic's queues are: the answer to GET_ROUTEINFO_BY_TOPIC.
 *
 * @param orderTopicConf {@code broker-a:4;broker-b:4} for a topic with fixed queues, else null
 */
public record TopicRouteData(String orderTopicConf, List<QueueData> queueDatas, List<BrokerData> brokerDatas) {
    /** Release (4.9.4) from which on clients are sent {@link MapKeys#STANDARD}. */
    private static final int VERSION_STANDARD_KEYS = 401;

    public TopicRouteData {
        queueDatas = List.copyOf(queueDatas);
        brokerDatas = List.copyOf(brokerDatas);
    }

    /** The form RocketMQ's name server would answer that request in. */
    public static MapKeys keysFor(int requestVersion, boolean acceptStandardJsonOnly) {
        return acceptStandardJsonOnly || requestVersion >= VERSION_STANDARD_KEYS ? MapKeys.STANDARD : MapKeys.BARE;
    }

    public static TopicRouteData decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "TopicRouteData");
        List<QueueData> queueDatas = new ArrayList<>();
        for (JsonObject queueData : json.objects("queueDatas")) {
            queueDatas.add(QueueData.read(queueData));
        }
        List<BrokerData> brokerDatas = new ArrayList<>();
        for (JsonObject brokerData : json.objects("brokerDatas")) {
            brokerDatas.add(BrokerData.read(brokerData));
        }
        return new TopicRouteData(json.text("orderTopicConf"), queueDatas, brokerDatas);
    }

    public byte[] encode(MapKeys keys) {
        JsonWriter json = new JsonWriter().beginObject().key("brokerDatas").beginArray();
        brokerDatas.forEach(brokerData -> brokerData.write(json, keys));
        json.endArray().member("filterServerTable", Map.of()).member("orderTopicConf", orderTopicConf);
        json.key("queueDatas").beginArray();
        queueDatas.forEach(queueData -> queueData.write(json));
        return json.endArray().endObject().toBytes();
    }
}
