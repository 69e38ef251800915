package io.quorate.chaos.cluster;

import io.quorate.chaos.Await;
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

/** Our programs on some hosts and disks. */
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
    private final MemoryLimits memory; // guarded by this
    private final Random random;
    private final Map<String, HostProcess> running = new TreeMap<>(); // guarded by this
    private final Set<String> upgraded = new HashSet<>(); // guarded by this
    private HostProcess namesrv; // guarded by this
    private Clients clients = Clients.IMMORTAL; // guarded by this
    private final List<Consumers> consumers = new ArrayList<>(); // guarded by this

    public ProcessCluster(Parts parts, Random random) {
        this.parts = parts;
        this.random = random;
        this.memory = new MemoryLimits(MemoryLimits.MOUNTED, parts.ledger());
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
        Program program = new Program(
                Hosts.NAMESRV,
                Program.Kind.NAMESRV,
                List.of("-Xms16m", "-Xmx96m", "-XX:+UseSerialGC"),
                Map.of(),
                Map.of("listenPort", String.valueOf(parts.hosts().port(Hosts.NAMESRV))),
                home,
                home.resolve(Program.Kind.NAMESRV.storeName),
                "",
                "");
        namesrv = parts.hosts().start(program, parts.ledger());
    }

    @Override
    public synchronized void start(String node) {
        if (running.containsKey(node)) {
            throw new IllegalStateException(node + " runs already");
        }
        Program program = new Program(
                node,
                Program.Kind.BROKER,
                List.of(
                        "-Xms96m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // they start often, and share few processors
                        "-XX:MaxDirectMemorySize=256m"),
                parts.shims().map(shims -> shims.environment(node)).orElse(Map.of()),
                settings(node),
                parts.dir().resolve(node),
                parts.disks().store(node),
                parts.classesInFront(),
                previousClassPath(node));
        running.put(node, parts.hosts().start(program, parts.ledger()));
    }

    private String previousClassPath(String node) {
        return upgraded.contains(node) ? "" : parts.previousClassPath();
    }

    @Override
    public boolean canUpgrade() {
        return !parts.previousClassPath().isEmpty() && parts.hosts().hasOurFiles();
    }

    @Override
    public synchronized void upgrade(String node) {
        upgraded.add(node);
    }

    @Override
    public synchronized void downgrade(String node) {
        upgraded.remove(node);
    }

    private Map<String, String> settings(String node) {
        Hosts hosts = parts.hosts();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("brokerClusterName", "ChaosCluster");
        settings.put("brokerName", GROUP);
        settings.put("nodeId", node);
        settings.put(
                "peers",
                nodes().stream().map(peer -> peer + "-" + peerAddress(peer)).collect(Collectors.joining(";")));
        settings.put("listenPort", String.valueOf(hosts.port(node)));
        settings.put("brokerIP1", hosts.ip(node));
        settings.put("namesrvAddr", namesrvAddress());
        settings.put("mappedFileSizeCommitLog", String.valueOf(SEGMENT_BYTES));
        // Clients here do not wait half a minute for the news of another leader.
        settings.put("shutdownDrainMillis", String.valueOf(SHUTDOWN_DRAIN_MILLIS));
        settings.putAll(parts.settings());
        return settings;
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
        HostProcess process = running.remove(node);
        if (process != null) {
            process.kill9();
        }
    }

    @Override
    public synchronized void terminate(String node) {
        process(node).ifPresent(HostProcess::terminate);
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

    /** From now on there are these. */
    public synchronized void clients(Clients present) {
        clients = present;
    }

    @Override
    public synchronized Clients clients() {
        return clients;
    }

    /** From now on there are these, too. */
    public synchronized void add(Consumers more) {
        consumers.add(more);
    }

    @Override
    public synchronized List<Consumers> consumers() {
        return List.copyOf(consumers);
    }

    @Override
    public int crowd(String node, int connections) {
        return Crowd.visit(socketAddress(node), connections, STATUS_MILLIS_MAX);
    }

    @Override
    public Sabotage sabotage() {
        return sabotage;
    }

    private synchronized Optional<HostProcess> process(String node) {
        return Optional.ofNullable(running.get(node));
    }

    @Override
    public synchronized void pause(String node) {
        Optional.ofNullable(running.get(node)).ifPresent(HostProcess::pause);
    }

    @Override
    public synchronized void resume(String node) {
        Optional.ofNullable(running.get(node)).ifPresent(HostProcess::resume);
    }

    @Override
    public synchronized void starve(String node, int percent) {
        process(node).ifPresent(process -> process.starve(percent));
    }

    @Override
    public synchronized void feed(String node) {
        process(node).ifPresent(HostProcess::feed);
    }

    @Override
    public synchronized Duration processorTime(String node) {
        return process(node).map(HostProcess::processorTime).orElse(Duration.ZERO);
    }

    @Override
    public String lackingForMemoryLimits() {
        return memory.lacking();
    }

    @Override
    public synchronized void limitMemory(String node, long bytes) {
        process(node).ifPresent(process -> process.pidHere().ifPresent(pid -> memory.limit(node, pid, bytes)));
    }

    @Override
    public synchronized void liftMemoryLimit(String node) {
        memory.lift(node);
    }

    @Override
    public synchronized long memoryKills(String node) {
        return memory.kills(node);
    }

    @Override
    public synchronized boolean isFrozenOrGone(String node) {
        return Optional.ofNullable(running.get(node))
                .map(HostProcess::isFrozenOrGone)
                .orElse(true);
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
    public long letGoPackets() {
        return parts.hosts().letGoPackets();
    }

    @Override
    public long overtakenPackets() {
        return parts.hosts().overtakenPackets();
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
        running.values().forEach(HostProcess::close);
        running.clear();
        if (namesrv != null) {
            namesrv.close();
        }
    }

    @Override
    public void close() {
        killAll();
        memory.close();
        parts.disks().close();
        parts.hosts().close();
    }
}
