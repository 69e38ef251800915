package io.quorate.protocol.body;

import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The replicas behind one broker name.
 *
 * @param brokerAddrs {@code host:port} by broker id, sorted; 0 is the leader, absent while there is none
 * @param enableActingMaster whether a follower may stand in for the leader towards clients
 */
public record BrokerData(String cluster, String brokerName, Map<Long, String> brokerAddrs, boolean enableActingMaster) {
    public BrokerData {
        brokerAddrs = Sorted.byNumber(brokerAddrs);
    }

    public static BrokerData read(JsonObject json) throws RequestException {
        return new BrokerData(
                json.textOr("cluster", ""),
                json.requiredText("brokerName"),
                addresses(json.object("brokerAddrs")),
                json.flagOr("enableActingMaster", false));
    }

    public void write(JsonWriter json, MapKeys keys) {
        json.beginObject();
        writeAddresses(json, brokerAddrs, keys);
        json.member("brokerName", brokerName)
                .member("cluster", cluster)
                .member("enableActingMaster", enableActingMaster)
                .endObject();
    }

    static void writeAddresses(JsonWriter json, Map<Long, String> brokerAddrs, MapKeys keys) {
        json.key("brokerAddrs").beginObject();
        brokerAddrs.forEach((id, address) -> keys.write(json, id).value(address));
        json.endObject();
    }

    static Map<Long, String> addresses(JsonObject json) throws RequestException {
        Map<Long, String> addresses = new TreeMap<>();
        for (String id : json.names()) {
            addresses.put(brokerId(id), json.text(id));
        }
        return addresses;
    }

    private static long brokerId(String text) throws RequestException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "the broker id is \"" + Remarks.shortened(text) + "\", expected a decimal number");
        }
    }
}
