package io.quorate.admin;

import io.quorate.protocol.json.JsonWriter;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The nodes of one group at one moment, for people and for programs. */
record GroupRows(String group, String cluster, List<NodeRow> nodes) {
    private static final String TABLE = "%-6s %-14s %6s  %-21s %14s %12s %8s %8s%n";

    /** Of two nodes that think they lead, the one of the higher term does. */
    Optional<NodeRow> leader() {
        return nodes.stream().filter(NodeRow::isLeader).max(Comparator.comparingLong(NodeRow::term));
    }

    boolean isUp(String node) {
        return nodes.stream().anyMatch(row -> row.node().equals(node) && row.isUp());
    }

    void printTable(PrintWriter out) {
        out.printf("group %s, cluster %s%n", group, cluster);
        out.printf(TABLE, "node", "role", "term", "address", "log position", "committed", "lag", "pid");
        for (NodeRow row : nodes) {
            out.printf(
                    TABLE,
                    row.node(),
                    row.role(),
                    row.isUp() ? row.term() : "-",
                    row.address(),
                    row.isUp() ? row.endPosition() : "-",
                    row.isUp() ? row.committedIndex() : "-",
                    row.isUp() ? lagEntries(row) : "-",
                    row.isUp() ? row.pid() : "-");
        }
        nodes.stream()
                .filter(row -> !row.outside().isEmpty())
                .forEach(row -> out.println(row.node() + ": " + row.outside()));
        out.flush();
    }

    /** How many committed entries the node does not have on its disk, as far as any node knows them. */
    private long lagEntries(NodeRow row) {
        long committed = nodes.stream().mapToLong(NodeRow::committedIndex).max().orElse(0);
        return Math.max(0, committed - row.flushedIndex());
    }

    void write(JsonWriter json) {
        json.beginObject()
                .member("group", group)
                .member("cluster", cluster)
                .member("leader", leader().map(NodeRow::node).orElse(""))
                .key("nodes")
                .beginArray();
        nodes.forEach(row -> row.write(json));
        json.endArray().endObject();
    }
}
