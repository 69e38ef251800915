package io.quorate.chaos.cluster;

import io.quorate.chaos.Await;
import io.quorate.chaos.JvmProcess;
import io.quorate.chaos.NodeStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JVMs on some hosts and disks. */
public final class ProcessCluster implements Cluster, AutoCloseable {
    /** The replica group's name. */
    public static final String GROUP = "broker-a";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final int STATUS_MILLIS_MAX = 1_000;
    // Small, so that segments roll while a run lasts.
    private static final long SEGMENT_BYTES = 16L << 20;
    private static final int SHUTDOWN_DRAIN_MILLIS = 3_000;

    /**
     * What a cluster is made of.
     *
     * @param dir of the run: logs and settings go below it
     * @param classesInFront of the brokers' class path: a mutant; "" for the product as it is
     * @param settings of the brokers, besides those that say who and where one is
     * @param shims loaded into the brokers, if faults need them
     * @param previousClassPath of brokers until they are upgraded; "" if they are as they are to be
     */
    public record Parts(
            Path dir,
            List<String> nodes,
            Hosts hosts,
            Disks disks,
            Ledger ledger,
            String classesInFront,
            Map<String, String> settings,
            Optional<Shims> shims,
            String previousClassPath) {}

    private final Parts parts;
    private final ProcessSabotage sabotage;
    private final Random random;
    private final Map<String, JvmProcess> running = new TreeMap<>(); // guarded by this
    private final Set<String> upgraded = new HashSet<>(); // guarded by this
    private JvmProcess namesrv; // guarded by this

    public ProcessCluster(Parts parts, Random random) {
        this.parts = parts;
        this.random = random;
        this.sabotage = new ProcessSabotage(parts, this::process);
    }

    /** Starts all processes and waits for a leader. */
    public void startAll() {
        startNameServer();
        nodes().forEach(this::start);
        Await.present("a leader", START_TIMEOUT, this::leader);
    }

    @Override
    public synchronized void startNameServer() {
        Path home = parts.dir().resolve(Hosts.NAMESRV);
        Path config = write(
                home.resolve("namesrv.properties"),
                "listenPort=" + parts.hosts().port(Hosts.NAMESRV) + "\nbindAddress="
                        + parts.hosts().ip(Hosts.NAMESRV) + "\nkvConfigPath=" + home.resolve("kvConfig.json") + "\n");
        namesrv = JvmProcess.start(
                Hosts.NAMESRV,
                parts.hosts().commandPrefix(Hosts.NAMESRV),
                Map.of(),
                JvmProcess.ownClassPath("namesrv"),
                List.of("-Xms16m", "-Xmx96m", "-XX:+UseSerialGC", "-Dquorate.log.dir=" + home.resolve("logs")),
                "io.quorate.namesrv.NameServerMain",
                List.of("-c", config.toString()),
                home.resolve("stdout.log"));
        parts.ledger().add("pid", namesrv.pid());
    }

    @Override
    public synchronized void start(String node) {
        if (running.containsKey(node)) {
            throw new IllegalStateException(node + " runs already");
        }
        Path home = parts.dir().resolve(node);
        Path config = write(home.resolve("broker.properties"), settings(node));
        JvmProcess process = JvmProcess.start(
                node,
                parts.hosts().commandPrefix(node),
                parts.shims().map(shims -> shims.environment(node)).orElse(Map.of()),
                classPath(node),
                List.of(
                        "-Xms96m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // they start often, and share few processors
                        "-XX:MaxDirectMemorySize=256m",
                        "-Dquorate.log.dir=" + home.resolve("logs")),
                "io.quorate.broker.BrokerMain",
                List.of("-c", config.toString()),
                home.resolve("stdout.log"));
        parts.ledger().add("pid", process.pid());
        running.put(node, process);
    }

    private String classPath(String node) {
        if (!parts.previousClassPath().isEmpty() && !upgraded.contains(node)) {
            return parts.previousClassPath();
        }
        String front = parts.classesInFront();
        return (front.isEmpty() ? "" : front + java.io.File.pathSeparator) + JvmProcess.ownClassPath("broker");
    }

    @Override
    public boolean canUpgrade() {
        return !parts.previousClassPath().isEmpty();
    }

    @Override
    public synchronized void upgrade(String node) {
        upgraded.add(node);
    }

    private String settings(String node) {
        Hosts hosts = parts.hosts();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("brokerClusterName", "ChaosCluster");
        settings.put("brokerName", GROUP);
        settings.put("nodeId", node);
        settings.put(
                "peers",
                nodes().stream().map(peer -> peer + "-" + peerAddress(peer)).collect(Collectors.joining(";")));
        settings.put("listenPort", hosts.port(node));
        settings.put("brokerIP1", hosts.ip(node));
        settings.put("bindAddress", hosts.ip(node));
        settings.put("namesrvAddr", namesrvAddress());
        settings.put("storePathRootDir", parts.disks().store(node));
        settings.put("mappedFileSizeCommitLog", SEGMENT_BYTES);
        // Clients here do not wait half a minute for the news of another leader.
        settings.put("shutdownDrainMillis", SHUTDOWN_DRAIN_MILLIS);
        settings.putAll(parts.settings());
        return settings.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> nodes() {
        return parts.nodes();
    }

    @Override
    public String address(String node) {
        return parts.hosts().ip(node) + ":" + parts.hosts().port(node);
    }

    @Override
    public String peerAddress(String node) {
        return parts.hosts().ip(node) + ":" + (parts.hosts().port(node) + 1);
    }

    @Override
    public String namesrvAddress() {
        return address(Hosts.NAMESRV);
    }

    @Override
    public synchronized boolean isStarted(String node) {
        return running.containsKey(node);
    }

    /** Those that were to run and ended by themselves, with their exit codes. */
    public synchronized Map<String, Integer> endedByThemselves() {
        return running.entrySet().stream()
                .filter(each -> !each.getValue().isAlive())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().exitCode()));
    }

    @Override
    public Optional<NodeStatus> status(String node) {
        return NodeStatus.of(socketAddress(node), STATUS_MILLIS_MAX);
    }

    @Override
    public Optional<Long> uptimeMillis(String node) {
        return NodeStatus.fieldOf(socketAddress(node), STATUS_MILLIS_MAX, "uptimeMillis")
                .map(Long::valueOf);
    }

    private InetSocketAddress socketAddress(String host) {
        return new InetSocketAddress(parts.hosts().ip(host), parts.hosts().port(host));
    }

    @Override
    public synchronized void kill9(String node) {
        JvmProcess process = running.remove(node);
        if (process != null) {
            process.kill9();
        }
    }

    @Override
    public synchronized void terminate(String node) {
        process(node).ifPresent(JvmProcess::terminate);
    }

    @Override
    public synchronized OptionalInt exitCode(String node) {
        return process(node)
                .filter(process -> !process.isAlive())
                .map(process -> OptionalInt.of(process.exitCode()))
                .orElse(OptionalInt.empty());
    }

    @Override
    public boolean hasOperator() {
        return true;
    }

    /** Not synchronized: it waits for the group. */
    @Override
    public Verb administer(String... words) {
        return CommandLineTool.run(namesrvAddress(), GROUP, words);
    }

    @Override
    public synchronized void killNameServer() {
        namesrv.kill9();
    }

    @Override
    public boolean nameServerAnswers() {
        try (Socket socket = new Socket()) {
            socket.connect(socketAddress(Hosts.NAMESRV), STATUS_MILLIS_MAX);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Override
    public Sabotage sabotage() {
        return sabotage;
    }

    private synchronized Optional<JvmProcess> process(String node) {
        return Optional.ofNullable(running.get(node));
    }

    @Override
    public void pause(String node) {
        signal(node, "-STOP");
    }

    @Override
    public void resume(String node) {
        signal(node, "-CONT");
    }

    private void signal(String node, String signal) {
        // One that has ended by itself gets no signals; the final phase tells of it.
        process(node).ifPresent(process -> Shell.attempt("kill", signal, String.valueOf(process.pid())));
    }

    @Override
    public boolean isFrozenOrGone(String node) {
        return process(node).map(process -> stateOf(process.pid())).orElse("").matches("|T|Z|X");
    }

    /** One letter, as in proc(5); "" if there is no such process. */
    private static String stateOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // The name before it, in parentheses, may hold anything.
            return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public boolean hasNetwork() {
        return parts.hosts().hasNetwork();
    }

    @Override
    public boolean canDelay() {
        return parts.hosts().canDelay();
    }

    @Override
    public void disturb(List<LinkRule> rules) {
        parts.hosts().disturb(rules);
    }

    @Override
    public List<Long> disturbedPackets() {
        return parts.hosts().disturbedPackets();
    }

    @Override
    public boolean canLosePower() {
        return parts.disks().canLosePower();
    }

    @Override
    public synchronized void cutPower(List<String> victims, boolean torn) {
        // All disks first, then all processes: nobody may hear of anything that the disks did not take.
        for (String node : victims) {
            Optional<NodeStatus> status = torn ? status(node) : Optional.empty();
            if (status.isPresent()) {
                long end = status.get().endPosition();
                Path segment = newestSegmentBelow(node, end);
                parts.disks().cutPowerTorn(node, segment, end - StoreFiles.startPosition(segment), random);
            } else {
                parts.disks().cutPower(node);
            }
        }
        victims.forEach(this::kill9);
    }

    private Path newestSegmentBelow(String node, long position) {
        return StoreFiles.segments(store(node)).stream()
                .filter(file -> StoreFiles.startPosition(file) <= position)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    @Override
    public synchronized boolean restorePower(String node) {
        return parts.disks().restorePower(node);
    }

    /** Folder with a node's segments. */
    public Path logDir(String node) {
        return store(node).resolve("commitlog");
    }

    public Path store(String node) {
        return parts.disks().store(node);
    }

    /** What a host's processes have written to their logs, by file. */
    public List<Path> logFiles(String host) {
        List<Path> found = new ArrayList<>();
        Path home = parts.dir().resolve(host);
        for (Path folder : List.of(home, home.resolve("logs"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> file.toString().endsWith(".log"))
                            .sorted()
                            .forEach(found::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return found;
    }

    /** Ends all processes at once; disks and network stay. */
    public synchronized void killAll() {
        running.values().forEach(JvmProcess::close);
        running.clear();
        if (namesrv != null) {
            namesrv.close();
        }
    }

    @Override
    public void close() {
        killAll();
        parts.disks().close();
        parts.hosts().close();
    }
}
