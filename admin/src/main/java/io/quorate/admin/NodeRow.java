package io.quorate.admin;

import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Optional;

/**
 * One node, as it sees itself, or down.
 *
 * @param role DOWN if the node does not answer, OUTSIDE if it is no member of its group
 * @param outside why it is none; empty if it is
 */
record NodeRow(
        String node,
        String role,
        String outside,
        long term,
        String leader,
        String address,
        String peerAddress,
        long lastIndex,
        long flushedIndex,
        long committedIndex,
        long appliedIndex,
        long endPosition,
        String stateHash,
        long pid) {
    private static final String DOWN = "DOWN";
    private static final String LEADER = "LEADER";
    private static final String OUTSIDE = "OUTSIDE";

    static NodeRow of(String node, String address, Optional<JsonObject> status) throws RequestException {
        if (status.isEmpty()) {
            return new NodeRow(node, DOWN, "", 0, "", address, "", 0, 0, 0, 0, 0, "", 0);
        }
        JsonObject json = status.get();
        return new NodeRow(
                json.textOr("node", node),
                json.flagOr("member", true) ? json.requiredText("role") : OUTSIDE,
                json.textOr("outside", ""),
                json.requiredLong("term"),
                json.textOr("leader", ""),
                json.textOr("address", address),
                json.textOr("peerAddress", ""),
                json.requiredLong("lastIndex"),
                json.requiredLong("flushedIndex"),
                json.requiredLong("committedIndex"),
                json.requiredLong("appliedIndex"),
                json.requiredLong("endPosition"),
                json.textOr("stateHash", ""),
                json.requiredLong("pid"));
    }

    boolean isUp() {
        return !role.equals(DOWN);
    }

    boolean isLeader() {
        return role.equals(LEADER);
    }

    void write(JsonWriter json) {
        json.beginObject()
                .member("id", node)
                .member("pid", pid)
                .member("role", role)
                .member("outside", outside)
                .member("term", term)
                .member("leader", leader)
                .member("address", address)
                .member("peerAddress", peerAddress)
                .member("lastIndex", lastIndex)
                .member("flushedIndex", flushedIndex)
                .member("committedIndex", committedIndex)
                .member("appliedIndex", appliedIndex)
                .member("endPosition", endPosition)
                .member("stateHash", stateHash)
                .endObject();
    }
}
