package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Answer to GET_ALL_SUBSCRIPTIONGROUP_CONFIG: a broker's consumer groups by name, sorted.
 *
 * @param forbidden by group the topics it may not read
 */
public record ConsumerGroupConfigs(
        DataVersion dataVersion, Map<String, ConsumerGroupConfig> groups, Map<String, Set<String>> forbidden) {
    /** What stock tools know of one group and topic: bits, of which this one forbids to read. */
    private static final int READ_BIT = 1;

    public ConsumerGroupConfigs {
        groups = Sorted.copyOf(groups);
        Map<String, Set<String>> copies = new TreeMap<>();
        forbidden.forEach((group, topics) -> copies.put(group, Collections.unmodifiableSet(new TreeSet<>(topics))));
        forbidden = Collections.unmodifiableMap(copies);
    }

    public static ConsumerGroupConfigs decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "SubscriptionGroupWrapper");
        JsonObject table = json.object("subscriptionGroupTable");
        Map<String, ConsumerGroupConfig> groups = new TreeMap<>();
        for (String group : table.names()) {
            groups.put(group, ConsumerGroupConfig.read(table.object(group)));
        }
        JsonObject forbiddenTable = json.object("forbiddenTable");
        Map<String, Set<String>> forbidden = new TreeMap<>();
        for (String group : forbiddenTable.names()) {
            forbidden.put(group, forbiddenTopics(forbiddenTable.object(group)));
        }
        return new ConsumerGroupConfigs(DataVersion.read(json.object("dataVersion")), groups, forbidden);
    }

    private static Set<String> forbiddenTopics(JsonObject json) throws RequestException {
        Set<String> topics = new TreeSet<>();
        for (String topic : json.names()) {
            if ((json.requiredInt(topic) & READ_BIT) != 0) {
                topics.add(topic);
            }
        }
        return topics;
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter().beginObject();
        dataVersion.write(json.key("dataVersion"));
        json.key("forbiddenTable").beginObject();
        forbidden.forEach((group, topics) -> {
            json.key(group).beginObject();
            topics.forEach(topic -> json.member(topic, READ_BIT));
            json.endObject();
        });
        json.endObject();
        json.key("subscriptionGroupTable").beginObject();
        groups.forEach((name, group) -> group.write(json.key(name)));
        return json.endObject().endObject().toBytes();
    }
}
