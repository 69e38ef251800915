package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Map;
import java.util.TreeMap;

/** Answer to GET_ALL_SUBSCRIPTIONGROUP_CONFIG: a broker's consumer groups by name, sorted. */
public record ConsumerGroupConfigs(DataVersion dataVersion, Map<String, ConsumerGroupConfig> groups) {
    public ConsumerGroupConfigs {
        groups = Sorted.copyOf(groups);
    }

    public static ConsumerGroupConfigs decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "SubscriptionGroupWrapper");
        JsonObject table = json.object("subscriptionGroupTable");
        Map<String, ConsumerGroupConfig> groups = new TreeMap<>();
        for (String group : table.names()) {
            groups.put(group, ConsumerGroupConfig.read(table.object(group)));
        }
        return new ConsumerGroupConfigs(DataVersion.read(json.object("dataVersion")), groups);
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter().beginObject();
        dataVersion.write(json.key("dataVersion"));
        json.member("forbiddenTable", Map.of());
        json.key("subscriptionGroupTable").beginObject();
        groups.forEach((name, group) -> group.write(json.key(name)));
        return json.endObject().endObject().toBytes();
    }
}
