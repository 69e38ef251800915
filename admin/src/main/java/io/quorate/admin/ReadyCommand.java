package io.quorate.admin;

import io.quorate.client.ClientException;
import io.quorate.protocol.json.JsonObject;
import io.quorate.remoting.RequestException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** For probes: whether one server does its work now. */
@Command(
        name = "ready",
        mixinStandardHelpOptions = true,
        description =
                "Ends with 0 if a node belongs to a group that has a leader, and has applied all that was committed when"
                        + " the leader was asked; or if a NameServer answers. Else with 1, and says why.")
final class ReadyCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 50;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Whom whom;

    /** Who is asked. */
    static final class Whom {
        @Option(names = "--broker", paramLabel = "HOST:PORT", description = "a node's client address")
        private String broker;

        @Option(names = "--namesrv", paramLabel = "HOST:PORT", description = "a NameServer")
        private String namesrv;
    }

    @Option(
            names = "--catch-up-seconds",
            defaultValue = "2",
            description = "how long the node may take for what it has not applied yet (default: ${DEFAULT-VALUE})")
    private int catchUpSeconds;

    @Override
    public Integer call() throws Exception {
        try (NodeCalls calls = new NodeCalls()) {
            String said = whom.broker != null ? askNode(calls, whom.broker) : askNameServer(calls, whom.namesrv);
            spec.commandLine().getOut().println(said);
            return 0;
        }
    }

    private static String askNameServer(NodeCalls calls, String address)
            throws ClientException, InterruptedException, RequestException {
        return "the NameServer knows " + calls.cluster(address).brokers().size() + " groups";
    }

    private String askNode(NodeCalls calls, String address)
            throws ClientException, InterruptedException, RequestException {
        NodeRow node = status(calls, address);
        if (!node.outside().isEmpty()) {
            throw new ClientException(ClientException.NO_CODE, node.node() + ": " + node.outside());
        }
        JsonObject leader = calls.leaderStatus(address);
        long committedIndex = leader.requiredLong("committedIndex");
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(catchUpSeconds);
        // Under load there is always something that it has not heard of yet. What counts is that it gets there.
        while (node.appliedIndex() < committedIndex) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new ClientException(
                        ClientException.NO_CODE,
                        node.node() + " has applied index " + node.appliedIndex() + ", the group has committed "
                                + committedIndex);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            node = status(calls, address);
        }
        return node.node() + " has applied index " + node.appliedIndex() + ", " + leader.requiredText("node")
                + " leads";
    }

    private static NodeRow status(NodeCalls calls, String address)
            throws ClientException, InterruptedException, RequestException {
        Optional<JsonObject> said = calls.status(address);
        if (said.isEmpty()) {
            throw new ClientException(ClientException.NO_CODE, "no answer from " + address);
        }
        return NodeRow.of("", address, said);
    }
}
