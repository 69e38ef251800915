package io.quorate.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A NameServer and the brokers of one replica group as real processes on free loopback ports, with their files under one
 * folder. Used by one thread at a time, {@link #leader} and the addresses by any
 * while no node comes or goes for good.
 */
final class LocalGroup implements AutoCloseable {
    static final String GROUP = "broker-a";
    static final String CLUSTER = "ChaosCluster";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    // Small, so that segments roll while tests run.
    private static final long SEGMENT_BYTES = 16L << 20;
    private static final int TAIL_LINES = 40;
    // Ports kept for nodes that join later.
    private static final int SPARE_NODES = 3;

    private final Path dir;
    private final int namesrvPort;
    private final Map<String, Integer> ports = new LinkedHashMap<>(); // all nodes there ever were
    private final List<String> founders;
    private final Set<String> departed = new HashSet<>();
    // Those that are supposed to run.
    private final Map<String, JvmProcess> brokers = new TreeMap<>();
    private final Map<String, String> extraSettings;
    private JvmProcess namesrv;

    private LocalGroup(Path dir, int nodeCount, int basePort, Map<String, String> extraSettings) {
        this.dir = dir;
        this.extraSettings = extraSettings;
        // A stride below the first node's: as free as the others, see Ports.
        this.namesrvPort = basePort;
        for (int i = 1; i <= nodeCount; i++) {
            ports.put("n" + i, basePort + i * Ports.NODE_STRIDE);
        }
        this.founders = List.copyOf(ports.keySet());
    }

    /** Starts all processes and waits for a leader. {@code extraSettings} go into each broker's configuration file. */
    static LocalGroup start(Path dir, int nodeCount, Random random, Map<String, String> extraSettings) {
        int basePort = Ports.freeBase(random, nodeCount + SPARE_NODES + 1);
        LocalGroup group = new LocalGroup(dir, nodeCount, basePort, extraSettings);
        try {
            group.startNameServer();
            group.nodes().forEach(group::startNode);
            group.awaitLeader();
            return group;
        } catch (AssertionError | RuntimeException e) {
            System.out.println(group.describe());
            group.close();
            throw e;
        }
    }

    private void startNameServer() {
        Path home = dir.resolve("namesrv");
        Path config = write(
                home.resolve("namesrv.properties"),
                "listenPort=" + namesrvPort + "\nbindAddress=127.0.0.1\nkvConfigPath=" + home.resolve("kvConfig.json")
                        + "\n");
        namesrv = JvmProcess.start(
                "namesrv",
                JvmProcess.ownClassPath("namesrv"),
                List.of(JvmProcess.SHORT_LIVED, "-Xms32m", "-Xmx128m", "-Dquorate.log.dir=" + home.resolve("logs")),
                "io.quorate.namesrv.NameServerMain",
                List.of("-c", config.toString()),
                home.resolve("stdout.log"));
    }

    /** Starts a node that does not run. Does not wait for it. */
    void startNode(String node) {
        Path home = dir.resolve(node);
        Path config = write(home.resolve("broker.properties"), settings(node));
        brokers.put(
                node,
                JvmProcess.start(
                        node,
                        JvmProcess.ownClassPath("broker"),
                        List.of(
                                JvmProcess.SHORT_LIVED,
                                "-Xms128m",
                                "-Xmx384m",
                                "-XX:MaxDirectMemorySize=256m",
                                "-Dquorate.log.dir=" + home.resolve("logs")),
                        "io.quorate.broker.BrokerMain",
                        List.of("-c", config.toString()),
                        home.resolve("stdout.log")));
    }

    private String settings(String node) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("brokerClusterName", CLUSTER);
        settings.put("brokerName", GROUP);
        settings.put("nodeId", node);
        settings.put(
                "peers",
                Stream.concat(founders.stream(), Stream.of(node))
                        .distinct()
                        .map(peer -> peer + "-" + peerAddress(peer))
                        .collect(Collectors.joining(";")));
        settings.put("listenPort", port(node));
        settings.put("brokerIP1", "127.0.0.1");
        settings.put("bindAddress", "127.0.0.1");
        settings.put("namesrvAddr", namesrvAddress());
        settings.put("storePathRootDir", dir.resolve(node).resolve("store"));
        settings.put("mappedFileSizeCommitLog", SEGMENT_BYTES);
        settings.putAll(extraSettings);
        return settings.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** Starts a node that the group does not know yet. Returns its id. */
    String startNewcomer() {
        int number = ports.size() + 1;
        if (number > founders.size() + SPARE_NODES) {
            throw new IllegalStateException("no ports were kept for one node more");
        }
        String node = "n" + number;
        ports.put(node, namesrvPort + number * Ports.NODE_STRIDE);
        startNode(node);
        return node;
    }

    /** Kills a node that was removed from the group: nobody looks for it any more, but for its logs. */
    void dismiss(String node) {
        kill9(node);
        departed.add(node);
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path dir() {
        return dir;
    }

    String namesrvAddress() {
        return "127.0.0.1:" + namesrvPort;
    }

    int namesrvPort() {
        return namesrvPort;
    }

    /** Those that belong to the group, or are to. */
    List<String> nodes() {
        return ports.keySet().stream().filter(node -> !departed.contains(node)).toList();
    }

    int port(String node) {
        return ports.get(node);
    }

    int peerPort(String node) {
        return port(node) + 1;
    }

    String peerAddress(String node) {
        return "127.0.0.1:" + peerPort(node);
    }

    long pid(String node) {
        return brokers.get(node).pid();
    }

    boolean isAlive(String node) {
        return brokers.containsKey(node) && brokers.get(node).isAlive();
    }

    /** The leader by its own word; of two that claim it, the one of the higher term. */
    Optional<NodeStatus> leader() {
        return nodes().stream()
                .flatMap(node -> NodeStatus.of(port(node)).stream())
                .filter(NodeStatus::isLeader)
                .max(java.util.Comparator.comparingLong(NodeStatus::term));
    }

    NodeStatus awaitLeader() {
        return Await.present("a leader", START_TIMEOUT, () -> {
            checkProcesses();
            return leader();
        });
    }

    private void checkProcesses() {
        for (Map.Entry<String, JvmProcess> broker : brokers.entrySet()) {
            if (!broker.getValue().isAlive()) {
                throw new AssertionError("node " + broker.getKey() + " ended by itself with exit code "
                        + broker.getValue().exitCode());
            }
        }
    }

    void kill9(String node) {
        brokers.remove(node).kill9();
    }

    /** SIGTERM, and waits for the end. Returns the milliseconds it took. */
    long stopGracefully(String node) {
        long startNanos = System.nanoTime();
        JvmProcess process = brokers.get(node);
        process.terminate();
        if (!process.awaitExit(STOP_TIMEOUT)) {
            throw new AssertionError(
                    "node " + node + " did not end within " + STOP_TIMEOUT.toSeconds() + " s of SIGTERM");
        }
        brokers.remove(node);
        return Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
    }

    /** Waits until a restarted node has and applied what the leader had committed when it came up. */
    void awaitCaughtUp(String node) {
        NodeStatus leader = awaitLeader();
        Await.until(node + " to catch up", START_TIMEOUT, () -> {
            checkProcesses();
            return NodeStatus.of(port(node))
                    .filter(status -> status.appliedIndex() >= leader.committedIndex())
                    .isPresent();
        });
    }

    /** Waits until all nodes have the same log, all of it applied, and the same tables. Only after the load has ended. */
    List<NodeStatus> awaitAgreement() {
        return Await.present("all nodes to agree", START_TIMEOUT, () -> {
            checkProcesses();
            List<NodeStatus> all = nodes().stream()
                    .flatMap(node -> NodeStatus.of(port(node)).stream())
                    .toList();
            boolean agreed = all.size() == nodes().size()
                    && all.stream().allMatch(NodeStatus::isSettled)
                    && all.stream().allMatch(s -> s.agreesWith(all.get(0)));
            return agreed ? Optional.of(all) : Optional.empty();
        });
    }

    /** Folder with a node's segments. */
    Path logDir(String node) {
        return dir.resolve(node).resolve("store").resolve("commitlog");
    }

    /** Everything the processes have written to their logs, by file. */
    List<Path> logFiles() {
        List<Path> files = new ArrayList<>();
        for (String home :
                Stream.concat(Stream.of("namesrv"), ports.keySet().stream()).toList()) {
            files.add(dir.resolve(home).resolve("stdout.log"));
            Path logs = dir.resolve(home).resolve("logs");
            if (Files.isDirectory(logs)) {
                try (Stream<Path> found = Files.list(logs)) {
                    found.filter(f -> f.toString().endsWith(".log")).sorted().forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    /** For a failed test: where things are, what the nodes say, and the last lines of each log. */
    String describe() {
        StringBuilder text = new StringBuilder("group in " + dir + "\n");
        ports.forEach((node, port) -> text.append(node)
                .append(" port=")
                .append(port)
                .append(' ')
                .append(NodeStatus.of(port).map(NodeStatus::toString).orElse("does not answer"))
                .append('\n'));
        for (Path file : logFiles()) {
            text.append("---- ").append(file).append('\n');
            JvmProcess.tail(file, TAIL_LINES).forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    @Override
    public void close() {
        brokers.values().forEach(JvmProcess::close);
        if (namesrv != null) {
            namesrv.close();
        }
    }
}
