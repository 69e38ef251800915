package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answer to GET_BROKER_CLUSTER_INFO.
 *
 * @param brokers by broker name, sorted
 * @param clusters broker names by cluster, sorted
 */
public record ClusterInfo(Map<String, BrokerData> brokers, Map<String, List<String>> clusters) {
    public ClusterInfo {
        brokers = Sorted.copyOf(brokers);
        clusters = Sorted.copyOf(clusters);
    }

    public static ClusterInfo decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "ClusterInfo");
        Map<String, BrokerData> brokers = new TreeMap<>();
        JsonObject brokerTable = json.object("brokerAddrTable");
        for (String brokerName : brokerTable.names()) {
            brokers.put(brokerName, BrokerData.read(brokerTable.object(brokerName)));
        }
        Map<String, List<String>> clusters = new TreeMap<>();
        JsonObject clusterTable = json.object("clusterAddrTable");
        for (String cluster : clusterTable.names()) {
            clusters.put(cluster, clusterTable.texts(cluster));
        }
        return new ClusterInfo(brokers, clusters);
    }

    public byte[] encode(MapKeys keys) {
        JsonWriter json = new JsonWriter().beginObject().key("brokerAddrTable").beginObject();
        brokers.forEach((name, broker) -> broker.write(json.key(name), keys));
        json.endObject().key("clusterAddrTable").beginObject();
        clusters.forEach(json::member);
        return json.endObject().endObject().toBytes();
    }
}
