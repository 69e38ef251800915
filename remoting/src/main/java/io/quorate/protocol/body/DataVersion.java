package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;

/**
 * Tells whether a table changed, and whose is newer.
 *
 * @param stateVersion the Raft term of the leader that changed it
 * @param timestamp of the last change, in milliseconds
 * @param counter of changes
 */
public record DataVersion(long stateVersion, long timestamp, long counter) {
    public static DataVersion decode(ByteBuf body) throws RequestException {
        return read(JsonObject.parse(body, "DataVersion"));
    }

    public byte[] encode() {
        JsonWriter json = new JsonWriter();
        write(json);
        return json.toBytes();
    }

    public static DataVersion read(JsonObject json) throws RequestException {
        return new DataVersion(json.longOr("stateVersion", 0), json.longOr("timestamp", 0), json.longOr("counter", 0));
    }

    public void write(JsonWriter json) {
        json.beginObject()
                .member("counter", counter)
                .member("stateVersion", stateVersion)
                .member("timestamp", timestamp)
                .endObject();
    }
}
