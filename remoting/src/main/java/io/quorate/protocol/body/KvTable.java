package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Map;
import java.util.TreeMap;

/** Texts by name, sorted: key-value configuration, runtime information. */
public record KvTable(Map<String, String> table) {
    public KvTable {
        table = Sorted.copyOf(table);
    }

    public static KvTable decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "KVTable").object("table");
        Map<String, String> table = new TreeMap<>();
        for (String key : json.names()) {
            table.put(key, json.text(key));
        }
        return new KvTable(table);
    }

    public byte[] encode() {
        return new JsonWriter().beginObject().member("table", table).endObject().toBytes();
    }
}
