package io.quorate.chaos.cluster;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Network.Ipam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/**
 * A container for each host, of our own image, all on one network with addresses that stay; the clients are on this machine,
 * which the network's bridge belongs to. Rules stand in a chain of this machine's packet filter, so that they outlive a
 * container's end. Needs a container engine on this machine, and root for its packet filter and the nodes' folders.
 */
public final class ContainerHosts implements Hosts {
    /** What everything we make carries; its value is the run's name. */
    public static final String LABEL = "quorate.chaos.run";

    private static final int CLIENT_PORT = 10_911;
    private static final int NAMESRV_PORT = 9_876;
    private static final Path BRIDGES_ARE_FILTERED = Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables");
    /** From a container to another, to this machine, and from it: in this order they are tried. */
    private static final List<String> PARENT_CHAINS = List.of("DOCKER-USER", "INPUT", "OUTPUT");

    private final String run = "quorate-chaos-" + ProcessHandle.current().pid();
    private final String chain = "QUORATE-" + ProcessHandle.current().pid();
    private final String image;
    private final String subnet;
    private final DockerClient docker;
    private final Network network;
    private final boolean filtered;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, ContainerProcess> containers = new LinkedHashMap<>(); // guarded by this

    /** @param image of our programs, which is there already: none is ever fetched */
    public ContainerHosts(List<String> nodes, String image, Ledger ledger) {
        this.image = image;
        this.docker = DockerClientFactory.instance().client();
        this.subnet = Subnets.free("10.214.");
        numbers.put(NAMESRV, 9);
        for (int i = 0; i < nodes.size(); i++) {
            numbers.put(nodes.get(i), 11 + i);
        }
        ledger.add("docker", LABEL + "=" + run);
        this.network = makeNetwork();
        System.out.println("network " + network.getId().substring(0, ContainerProcess.SHORT_ID_CHARS) + " " + run
                + ", subnet " + subnet + ".0/24, engine "
                + docker.versionCmd().exec().getVersion());
        this.filtered = bridgesAreFiltered() && Shell.attempt("iptables", "-w", "-n", "-L", PARENT_CHAINS.get(0));
        if (filtered) {
            ledger.add("chain", chain);
            makeChain();
        }
    }

    private Network makeNetwork() {
        Network made = Network.builder()
                .createNetworkCmdModifier(command -> command.withName(run)
                        .withLabels(Map.of(LABEL, run))
                        .withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(subnet + ".0/24"))))
                .build();
        made.getId(); // makes it
        return made;
    }

    /** Else rules on this machine never see what containers on one bridge say to each other. */
    private static boolean bridgesAreFiltered() {
        try {
            return Files.readString(BRIDGES_ARE_FILTERED).strip().equals("1");
        } catch (IOException noSuchSetting) {
            return false;
        }
    }

    private void makeChain() {
        Shell.run("iptables", "-w", "-N", chain);
        // In front: what stands behind them may let everything through.
        PARENT_CHAINS.forEach(parent -> Shell.run("iptables", "-w", "-I", parent, "-j", chain));
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
    public synchronized HostProcess start(Program program, Ledger ledger) {
        ContainerProcess container = containers.computeIfAbsent(
                program.host(),
                host -> new ContainerProcess(
                        docker, program, new ContainerProcess.Place(image, network, ip(host), Map.of(LABEL, run))));
        container.start();
        return container;
    }

    @Override
    public boolean hasOurFiles() {
        return false;
    }

    @Override
    public boolean hasNetwork() {
        return filtered;
    }

    @Override
    public synchronized void disturb(List<LinkRule> rules) {
        if (!filtered) {
            if (!rules.isEmpty()) {
                throw new UnsupportedOperationException("this machine's packet filter does not see its containers");
            }
            return;
        }
        // Naming the chain empties it first: one table takes the place of another, in one step.
        StringBuilder table = new StringBuilder("*filter\n:" + chain + " - [0:0]\n");
        rules.forEach(rule -> table.append(line(rule)));
        Shell.run(table + "COMMIT\n", List.of("iptables-restore", "-w", "--noflush"));
    }

    private String line(LinkRule rule) {
        return "-A " + chain + " -s " + ip(rule.from()) + " -d " + ip(rule.to()) + " "
                + PacketFilter.matchAndTarget(rule) + "\n";
    }

    @Override
    public synchronized List<Long> disturbedPackets() {
        return filtered ? PacketFilter.counters(Shell.run("iptables", "-w", "-L", chain, "-v", "-n", "-x")) : List.of();
    }

    @Override
    public synchronized void close() {
        new ArrayList<>(containers.values()).forEach(ContainerProcess::remove);
        containers.clear();
        network.close();
        if (filtered) {
            PARENT_CHAINS.forEach(parent -> Shell.attempt("iptables", "-w", "-D", parent, "-j", chain));
            Shell.attempt("iptables", "-w", "-F", chain);
            Shell.attempt("iptables", "-w", "-X", chain);
        }
    }
}
