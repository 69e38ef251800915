package io.quorate.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A network namespace for each host, all on one bridge; the clients are where the bridge is. Needs root and iptables. A rule
 * stands in the namespace of the host that packets go to, or, for those to the clients, of the one they come from.
 */
public final class NamespaceHosts implements Hosts {
    private static final int CLIENT_PORT = 10_911;
    private static final int NAMESRV_PORT = 9_876;
    private static final long LET_GO_SECONDS_MAX = 10;

    private final String prefix;
    private final String bridge;
    private final String subnet;
    private final Ledger ledger;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Optional<Path> delayTool;
    private final List<Delay> delays = new ArrayList<>(); // guarded by this
    private long letGo; // guarded by this
    private long overtaken; // guarded by this
    private List<Placed> placed = List.of(); // guarded by this

    /** A rule, and where its counter is found: the chain of a namespace, and the line in it. */
    private record Placed(String host, String chain, int line) {}

    /** A process that has packets in its hands, and whether until it is told to let them go. */
    private record Delay(Process process, boolean holding) {}

    /** @param delayTool what is made of {@code scripts/chaos/shims/nfdelay.c}; empty: packets cannot be delayed */
    public NamespaceHosts(List<String> nodes, Ledger ledger, Optional<Path> delayTool) {
        this.ledger = ledger;
        this.delayTool = delayTool;
        this.prefix = "qc" + ProcessHandle.current().pid();
        this.bridge = prefix + "b";
        this.subnet = Subnets.free("10.213.");
        numbers.put(NAMESRV, 9);
        for (int i = 0; i < nodes.size(); i++) {
            numbers.put(nodes.get(i), 11 + i);
        }
        try {
            make();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void make() {
        ledger.add("link", bridge);
        Shell.run("ip", "link", "add", bridge, "type", "bridge");
        Shell.run("ip", "addr", "add", subnet + ".1/24", "dev", bridge);
        Shell.run("ip", "link", "set", bridge, "up");
        numbers.forEach((host, number) -> {
            String veth = prefix + "v" + number;
            ledger.add("link", veth);
            ledger.add("netns", netns(host));
            Shell.run("ip", "netns", "add", netns(host));
            Shell.run("ip", "link", "add", veth, "type", "veth", "peer", "name", "eth0", "netns", netns(host));
            Shell.run("ip", "link", "set", veth, "master", bridge, "up");
            Shell.run("ip", "-n", netns(host), "addr", "add", ip(host) + "/24", "dev", "eth0");
            Shell.run("ip", "-n", netns(host), "link", "set", "eth0", "up");
            Shell.run("ip", "-n", netns(host), "link", "set", "lo", "up");
        });
        // Where Docker runs it lets nothing through but its own.
        ledger.add("forward", bridge);
        Shell.run("iptables", "-w", "-I", "FORWARD", "-i", bridge, "-o", bridge, "-j", "ACCEPT");
    }

    private String netns(String host) {
        return prefix + host;
    }

    @Override
    public String ip(String host) {
        return subnet + "." + (host.equals(CLIENTS) ? 1 : numbers.get(host));
    }

    @Override
    public int port(String host) {
        return host.equals(NAMESRV) ? NAMESRV_PORT : CLIENT_PORT;
    }

    @Override
    public List<String> commandPrefix(String host) {
        // Not "ip netns exec": that gives the process a copy of all mounts, which holds the disks of others.
        return List.of("nsenter", "--net=/run/netns/" + netns(host));
    }

    @Override
    public boolean hasNetwork() {
        return true;
    }

    @Override
    public synchronized void disturb(List<LinkRule> rules) {
        Map<String, Map<String, List<String>>> chains = new HashMap<>(); // of a host, by name
        List<Placed> places = new ArrayList<>();
        for (LinkRule rule : rules) {
            boolean toClients = rule.to().equals(CLIENTS);
            String host = toClients ? rule.from() : rule.to();
            String chain = toClients ? "OUTPUT" : "INPUT";
            String peer = toClients ? "-d " + ip(rule.to()) : "-s " + ip(rule.from());
            List<String> lines = chains.computeIfAbsent(host, any -> new HashMap<>())
                    .computeIfAbsent(chain, any -> new ArrayList<>());
            places.add(new Placed(host, chain, lines.size()));
            lines.add("-A " + chain + " " + peer + " " + PacketFilter.matchAndTarget(rule) + "\n");
        }
        endDelays();
        Set<String> touched = new TreeSet<>(chains.keySet());
        placed.forEach(place -> touched.add(place.host()));
        for (String host : touched) {
            StringBuilder table = new StringBuilder("*filter\n");
            chains.getOrDefault(host, Map.of()).values().forEach(lines -> lines.forEach(table::append));
            // Without --noflush this replaces all that is in the namespace's table, in one step.
            Shell.run(table + "COMMIT\n", inNetns(host, "iptables-restore", "-w"));
        }
        placed = places;
        rules.stream()
                .filter(rule -> rule.fate().isDelay())
                .collect(Collectors.toMap(LinkRule::to, rule -> rule, (one, same) -> one))
                .forEach(this::startDelay);
    }

    private void endDelays() {
        for (Delay delay : delays) {
            if (delay.holding()) {
                letGo(delay.process());
            }
            delay.process().destroyForcibly(); // what it has still is lost, as on a real line
        }
        delays.clear();
    }

    /** It is told by its input's end, and says how many packets it let go, and how many of these out of their order. */
    private void letGo(Process holder) {
        try {
            holder.getOutputStream().close();
            if (!holder.waitFor(LET_GO_SECONDS_MAX, TimeUnit.SECONDS) || holder.exitValue() != 0) {
                return;
            }
            String[] counts = new String(holder.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1);
            letGo += Long.parseLong(counts[0]);
            overtaken += Long.parseLong(counts[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while packets were let go", e);
        }
    }

    @Override
    public synchronized long letGoPackets() {
        return letGo;
    }

    @Override
    public synchronized long overtakenPackets() {
        return overtaken;
    }

    @Override
    public boolean canDelay() {
        return delayTool.isPresent();
    }

    private void startDelay(String host, LinkRule rule) {
        List<String> command =
                new ArrayList<>(List.of(delayTool.orElseThrow().toString(), String.valueOf(PacketFilter.delayQueue())));
        boolean holding = rule.fate().isHeld();
        if (holding) {
            command.add(rule.fate() == LinkRule.Fate.SHUFFLED ? "shuffle" : "hold");
        } else {
            command.addAll(List.of(String.valueOf(rule.millis()), String.valueOf(rule.millis() / 2)));
        }
        try {
            // It ends with us: its standard input is ours.
            Process process = new ProcessBuilder(inNetns(host, command.toArray(String[]::new)))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            delays.add(new Delay(process, holding));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> inNetns(String host, String... command) {
        List<String> whole = new ArrayList<>(commandPrefix(host));
        whole.addAll(Arrays.asList(command));
        return whole;
    }

    @Override
    public synchronized List<Long> disturbedPackets() {
        Map<String, List<Long>> counters = new HashMap<>();
        List<Long> packets = new ArrayList<>();
        for (Placed place : placed) {
            packets.add(counters.computeIfAbsent(
                            place.host() + " " + place.chain(), any -> counters(place.host(), place.chain()))
                    .get(place.line()));
        }
        return packets;
    }

    /** Packets that hit each rule of a chain. */
    private List<Long> counters(String host, String chain) {
        return PacketFilter.counters(Shell.run("", inNetns(host, "iptables", "-w", "-L", chain, "-v", "-n", "-x")));
    }

    @Override
    public void close() {
        delays.forEach(delay -> delay.process().destroyForcibly());
        Shell.attempt("iptables", "-w", "-D", "FORWARD", "-i", bridge, "-o", bridge, "-j", "ACCEPT");
        numbers.keySet().forEach(host -> Shell.attempt("ip", "netns", "del", netns(host)));
        Shell.attempt("ip", "link", "del", bridge);
    }
}
