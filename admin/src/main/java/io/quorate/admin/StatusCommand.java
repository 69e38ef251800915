package io.quorate.admin;

import io.quorate.client.ClientException;
import io.quorate.protocol.body.BrokerData;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the nodes of groups, or waits for them. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows each node's role, term and log position. Ends with 0 if each group shown has a leader.")
final class StatusCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Where where;

    /** Which nodes are asked. */
    static final class Where {
        @Option(names = "--namesrv", description = "a NameServer, host:port: all groups it knows, by its own word")
        private String namesrv;

        @ArgGroup(exclusive = false)
        private Nodes listed;
    }

    /** The nodes of one group, as given. */
    static final class Nodes {
        @Option(names = "--node", required = true, paramLabel = "ID=HOST:PORT", description = "a node; may be repeated")
        private Map<String, String> addresses = new LinkedHashMap<>();

        @Option(names = "--group", defaultValue = "", description = "what the group is called in the output")
        private String group;

        @Option(names = "--cluster", defaultValue = "", description = "what the cluster is called in the output")
        private String cluster;
    }

    @Option(names = "--json", description = "JSON instead of a table")
    private boolean json;

    @Option(names = "--members", description = "below each table, who belongs to the group; with a leader only")
    private boolean showMembers;

    @Option(names = "--wait-leader", description = "first wait until there is a leader and all nodes answer")
    private boolean waitLeader;

    @Option(
            names = "--wait-node",
            paramLabel = "ID",
            description = "first wait until this node answers and follows or leads")
    private String waitNode;

    @Option(names = "--wait-seconds", defaultValue = "60", description = "how long at most (default: ${DEFAULT-VALUE})")
    private int waitSeconds;

    @Override
    public Integer call() throws Exception {
        try (NodeCalls calls = new NodeCalls()) {
            List<GroupRows> groups = waitFor(calls);
            print(groups);
            if (showMembers && !json) {
                printMembers(calls, groups);
            }
            return isReached(groups) ? 0 : 1;
        }
    }

    private List<GroupRows> waitFor(NodeCalls calls) throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
        List<GroupRows> groups = ask(calls);
        String shown = "";
        while ((waitLeader || waitNode != null) && !isReached(groups) && System.nanoTime() < deadlineNanos) {
            shown = showProgress(groups, shown);
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            groups = ask(calls);
        }
        return groups;
    }

    private boolean isReached(List<GroupRows> groups) {
        if (waitNode != null) {
            return groups.stream()
                    .anyMatch(group -> group.isUp(waitNode) && group.leader().isPresent());
        }
        return !groups.isEmpty()
                && groups.stream()
                        .allMatch(group -> group.leader().isPresent()
                                && (!waitLeader || group.nodes().stream().allMatch(NodeRow::isUp)));
    }

    /** One line a change, to standard error: standard output is for the result. */
    private String showProgress(List<GroupRows> groups, String shownBefore) {
        StringBuilder line = new StringBuilder("waiting:");
        for (GroupRows group : groups) {
            group.nodes()
                    .forEach(row ->
                            line.append(' ').append(row.node()).append('=').append(row.role()));
        }
        if (!line.toString().equals(shownBefore)) {
            spec.commandLine().getErr().println(line);
        }
        return line.toString();
    }

    private List<GroupRows> ask(NodeCalls calls) throws ClientException, InterruptedException, RequestException {
        if (where.namesrv == null) {
            Nodes nodes = where.listed;
            return List.of(new GroupRows(nodes.group, nodes.cluster, rows(calls, nodes.addresses)));
        }
        List<GroupRows> groups = new ArrayList<>();
        for (BrokerData data : calls.cluster(where.namesrv).brokers().values()) {
            Map<String, String> addresses = new LinkedHashMap<>();
            data.brokerAddrs().forEach((id, address) -> addresses.put("?" + id, address));
            groups.add(new GroupRows(data.brokerName(), data.cluster(), rows(calls, addresses)));
        }
        return groups;
    }

    private static List<NodeRow> rows(NodeCalls calls, Map<String, String> addresses)
            throws InterruptedException, RequestException {
        List<NodeRow> rows = new ArrayList<>();
        for (Map.Entry<String, String> node : addresses.entrySet()) {
            rows.add(NodeRow.of(node.getKey(), node.getValue(), calls.status(node.getValue())));
        }
        return rows;
    }

    private void printMembers(NodeCalls calls, List<GroupRows> groups) throws InterruptedException, RequestException {
        for (GroupRows group : groups) {
            if (group.leader().isPresent()) {
                try {
                    calls.members(group.leader().get().address())
                            .printTable(spec.commandLine().getOut());
                } catch (ClientException gone) {
                    spec.commandLine().getErr().println("no members shown: " + gone.getMessage());
                }
            }
        }
    }

    private void print(List<GroupRows> groups) {
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            groups.forEach(group -> group.printTable(out));
            return;
        }
        JsonWriter writer = new JsonWriter();
        if (where.namesrv == null) {
            groups.get(0).write(writer);
        } else {
            writer.beginArray();
            groups.forEach(group -> group.write(writer));
            writer.endArray();
        }
        out.println(writer);
    }
}
