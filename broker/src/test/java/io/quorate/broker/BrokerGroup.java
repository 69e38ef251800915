package io.quorate.broker;

import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.request.QuorateCode;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.raft.StorageFailure;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Real brokers of one group in this process, each with a directory of its own; they come and go as the test likes. */
final class BrokerGroup implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long DEADLINE_SECONDS = 60;
    private static final int PORT_ATTEMPTS_MAX = 50;

    final AtomicReference<Throwable> fatal = new AtomicReference<>();
    private final Path root;
    private final Map<String, String> settings = new TreeMap<>();
    private final Map<String, Integer> ports = new TreeMap<>();
    private final Map<String, Broker> running = new TreeMap<>();
    private final IoLoops loops = new IoLoops("test-client", 1);
    private final RemotingClient client = new RemotingClient(
            RemotingClientConfig.defaults(), loops, HandlerTable.builder().build());

    BrokerGroup(Path root) {
        this.root = root;
    }

    /** For the nodes that are started from now on. */
    void set(String key, String value) {
        settings.put(key, value);
    }

    /** Starts a node whose configuration names these nodes. */
    void start(String node, String... peers) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("nodeId", node);
        properties.setProperty(
                "peers",
                java.util.Arrays.stream(peers)
                        .map(peer -> peer + "-" + peerAddress(peer))
                        .collect(Collectors.joining(";")));
        properties.setProperty("storePathRootDir", directory(node).toString());
        properties.setProperty("listenPort", Integer.toString(port(node)));
        properties.setProperty("brokerIP1", "127.0.0.1");
        properties.setProperty("bindAddress", "127.0.0.1");
        properties.setProperty("vipPortEnable", "false");
        properties.setProperty("mappedFileSizeCommitLog", "16777216");
        settings.forEach(properties::setProperty);
        Broker broker = new Broker(BrokerConfig.of(properties), LocalReplica::open, "test", fatal::set);
        broker.start();
        running.put(node, broker);
    }

    void stop(String node) throws StorageFailure {
        running.remove(node).close();
    }

    Path directory(String node) {
        return root.resolve(node);
    }

    String peerAddress(String node) {
        return "127.0.0.1:" + (port(node) + 1);
    }

    private int port(String node) {
        return ports.computeIfAbsent(node, any -> freePorts());
    }

    // The configuration wants fixed ports, the clients' and one above it for peers.
    private int freePorts() {
        for (int i = 0; i < PORT_ATTEMPTS_MAX; i++) {
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second =
                            new ServerSocket(first.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress())) {
                return second.getLocalPort() - 1;
            } catch (IOException taken) {
                // the next pair, then
            }
        }
        throw new IllegalStateException("no two free ports in a row");
    }

    RemotingCommand ask(String node, RemotingCommand request) throws Exception {
        return client.invoke("127.0.0.1:" + port(node), request, TIMEOUT).get(20, TimeUnit.SECONDS);
    }

    String status(String node) throws Exception {
        return text(ask(node, RemotingCommand.request(QuorateCode.NODE_STATUS)));
    }

    String members(String node) throws Exception {
        return text(ask(node, RemotingCommand.request(QuorateCode.MEMBERS)));
    }

    static String text(RemotingCommand answer) {
        return answer.body().toString(StandardCharsets.UTF_8);
    }

    RemotingCommand change(String asked, String op, String node, String address) throws Exception {
        return ask(
                asked,
                RemotingCommand.request(QuorateCode.CHANGE_MEMBERSHIP)
                        .field("op", op)
                        .field("node", node)
                        .field("address", address));
    }

    /** Sends a message until it is acknowledged; elections may be under way. */
    void send(String node, String body) throws Exception {
        await(body + " to be acknowledged", () -> {
            SendMessageHeader header = new SingleBroker.Message().header();
            RemotingCommand request = RemotingCommand.request(310);
            header.encodeV2(request.extFields());
            return ask(node, request.body(body.getBytes(StandardCharsets.UTF_8)))
                            .code()
                    == 0;
        });
    }

    /** Polls until it holds. */
    void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.call()) {
            if (fatal.get() != null) {
                throw new AssertionError("a node stopped", fatal.get());
            }
            if (System.nanoTime() > deadline) {
                StringBuilder all = new StringBuilder();
                for (String node : running.keySet()) {
                    all.append('\n').append(status(node)).append('\n').append(members(node));
                }
                throw new AssertionError("waited in vain for " + what + all);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    String awaitLeader() throws Exception {
        AtomicReference<String> leader = new AtomicReference<>();
        await("a leader", () -> {
            for (String node : running.keySet()) {
                if (status(node).contains("\"serving\":true")) {
                    leader.set(node);
                }
            }
            return leader.get() != null;
        });
        return leader.get();
    }

    /** Waits until a node has applied all that the leader has. */
    void awaitCaughtUp(String node) throws Exception {
        await(node + " to catch up", () -> indexes(status(awaitLeader())).equals(indexes(status(node))));
    }

    private static String indexes(String status) {
        return status.replaceAll(
                ".*(\"lastIndex\":[0-9]*).*(\"appliedIndex\":[0-9]*).*(\"stateHash\":\"[0-9a-f]*\").*", "$1 $2 $3");
    }

    @Override
    public void close() throws StorageFailure {
        client.close();
        loops.close();
        for (Broker broker : running.values()) {
            broker.close();
        }
    }
}
