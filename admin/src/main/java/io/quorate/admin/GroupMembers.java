package io.quorate.admin;

import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who belongs to a group, as one node has it, and how far each is if that node leads.
 *
 * @param asked the node that said so
 * @param outside why that node is no member itself; empty if it is
 * @param index the entry that brought this membership; 0 is the group's formation
 * @param committed whether that entry is committed
 * @param lastIndex the end of the asked node's log
 */
record GroupMembers(
        String group,
        String asked,
        String leader,
        String outside,
        long index,
        boolean committed,
        long lastIndex,
        List<MemberRow> rows) {
    private static final String TABLE = "%-6s %-17s %-9s %-21s %10s %6s  %s%n";

    /**
     * @param members the answer to MEMBERS
     * @param status the same node's answer to NODE_STATUS
     */
    static GroupMembers of(JsonObject members, JsonObject status) throws RequestException {
        Map<String, JsonObject> peers = new HashMap<>();
        if (status.has("peers")) {
            for (JsonObject peer : status.objects("peers")) {
                peers.put(peer.requiredText("node"), peer);
            }
        }
        String asked = members.requiredText("node");
        boolean leads = status.requiredText("role").equals("LEADER");
        List<MemberRow> rows = new ArrayList<>();
        for (String kind : List.of("voters", "learners")) {
            for (JsonObject each : members.objects(kind)) {
                MemberRow row = MemberRow.of(each, kind.equals("voters"));
                if (leads && row.node().equals(asked)) {
                    row = row.leading(status.requiredLong("flushedIndex"));
                } else if (peers.containsKey(row.node())) {
                    row = row.seenBy(peers.get(row.node()));
                }
                rows.add(row);
            }
        }
        return new GroupMembers(
                status.textOr("group", ""),
                asked,
                members.textOr("leader", ""),
                members.textOr("outside", ""),
                members.requiredLong("index"),
                members.flagOr("committed", false),
                status.requiredLong("lastIndex"),
                List.copyOf(rows));
    }

    Optional<MemberRow> find(String node) {
        return rows.stream().filter(row -> row.node().equals(node)).findFirst();
    }

    /** Whether the node is a voter, for good. */
    boolean isVoter(String node) {
        return committed && find(node).filter(MemberRow::voter).isPresent();
    }

    void printTable(PrintWriter out) {
        out.printf(
                "group %s, leader %s; as %s has it: %s, %s%n",
                group,
                leader.isEmpty() ? "none" : leader,
                asked,
                index == 0 ? "formed so" : "changed by entry " + index,
                committed ? "committed" : "not committed yet");
        out.printf(TABLE, "node", "member", "disk", "peer address", "flushed", "lag", "last contact");
        for (MemberRow row : rows) {
            boolean known = row.flushedIndex() != MemberRow.UNKNOWN;
            out.printf(
                    TABLE,
                    row.node(),
                    row.kind(),
                    row.shortStorageId(),
                    row.address(),
                    known ? row.flushedIndex() : "-",
                    known ? Math.max(0, lastIndex - row.flushedIndex()) : "-",
                    row.lastContact());
        }
        out.flush();
    }

    void write(JsonWriter json) {
        json.beginObject()
                .member("group", group)
                .member("leader", leader)
                .member("asked", asked)
                .member("index", index)
                .member("committed", committed)
                .member("lastIndex", lastIndex)
                .key("members")
                .beginArray();
        rows.forEach(row -> row.write(json));
        json.endArray().endObject();
    }
}
