package io.quorate.chaos.run;

import io.quorate.chaos.Await;
import io.quorate.chaos.LogComparison;
import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.ProcessCluster;
import io.quorate.chaos.workload.Workload;
import io.quorate.simulation.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** After the storm: everybody comes back, everything is read again, all replicas must be the same. */
final class FinalPhase {
    private final ProcessCluster cluster;
    private final List<Workload> workloads;
    private final Path dir;
    private final Duration patience;
    private final List<String> troubles = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private long endNanos;

    /** @param patience how long the group may take to have a leader, and then to agree */
    FinalPhase(ProcessCluster cluster, List<Workload> workloads, Path dir, Duration patience) {
        this.cluster = cluster;
        this.workloads = workloads;
        this.dir = dir;
        this.patience = patience;
    }

    void run() throws InterruptedException, IOException {
        Map<String, Integer> ended = cluster.endedByThemselves();
        verdicts.add(
                verdict("C20 no node ended by itself", ended.isEmpty(), ended.isEmpty() ? "" : "exit codes: " + ended));
        healAll();
        try {
            NodeStatus leader = Await.present("a leader", patience, cluster::leader);
            stopWorkloads();
            endNanos = System.nanoTime();
            System.out.println("draining");
            for (Workload workload : workloads) {
                workload.drain(leader.node());
            }
            agreement();
        } catch (AssertionError | Exception e) {
            troubles.add("the run could not be ended in order: " + e.getMessage());
            stopWorkloads();
            endNanos = endNanos == 0 ? System.nanoTime() : endNanos;
        }
        for (Workload workload : workloads) {
            workload.close();
        }
        cluster.killAll();
        fingerprints();
    }

    private void healAll() {
        cluster.disturb(List.of());
        if (!cluster.nameServerAnswers()) {
            cluster.startNameServer();
        }
        for (String node : cluster.nodes()) {
            cluster.resume(node);
            if (cluster.endedByThemselves().containsKey(node)) {
                cluster.kill9(node); // only takes it off the list
            }
            if (!cluster.isStarted(node)) {
                cluster.start(node);
            }
        }
    }

    private void stopWorkloads() throws InterruptedException {
        for (Workload workload : workloads) {
            workload.stop();
        }
    }

    /** C17: the logs have the same bytes, the states the same hash. */
    private void agreement() throws IOException {
        Optional<List<NodeStatus>> agreed;
        try {
            agreed = Optional.of(Await.present("all replicas to be the same", patience, this::askAgreement));
        } catch (AssertionError late) {
            agreed = Optional.empty();
        }
        if (agreed.isEmpty()) {
            List<Optional<NodeStatus>> said =
                    cluster.nodes().stream().map(cluster::status).toList();
            verdicts.add(verdict("C17 replica identity", false, "the replicas say: " + said));
            return;
        }
        NodeStatus one = agreed.get().get(0);
        try {
            long bytes = LogComparison.compare(
                    cluster.nodes().stream().map(cluster::logDir).toList(), one.endPosition());
            String fact = String.format(
                    "logs equal in %,d bytes, last index %d, term %d, state %s",
                    bytes, one.lastIndex(), one.term(), one.stateHash());
            facts.add(fact);
            verdicts.add(verdict("C17 replica identity", true, fact));
        } catch (AssertionError differ) {
            verdicts.add(verdict("C17 replica identity", false, differ.getMessage()));
        }
    }

    private Optional<List<NodeStatus>> askAgreement() {
        List<NodeStatus> all = cluster.nodes().stream()
                .flatMap(node -> cluster.status(node).stream())
                .toList();
        boolean same = all.size() == cluster.nodes().size()
                && all.stream().allMatch(NodeStatus::isSettled)
                && all.stream().allMatch(status -> status.agreesWith(all.get(0)));
        return same ? Optional.of(all) : Optional.empty();
    }

    private static Verdict verdict(String checker, boolean holds, String note) {
        return new Verdict(
                checker, holds ? Verdict.Status.VALID : Verdict.Status.INVALID, List.of(), holds ? 0 : 1, note);
    }

    /** What the stores held in the end: the stores themselves are too big to keep. */
    private void fingerprints() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String node : cluster.nodes()) {
            Path store = cluster.store(node);
            if (!Files.isDirectory(store)) {
                continue;
            }
            List<Path> files;
            try (Stream<Path> found = Files.walk(store)) {
                files = found.filter(Files::isRegularFile).sorted().toList();
            }
            for (Path file : files) {
                lines.add(node + " " + sha256(file) + " " + Files.size(file) + " " + store.relativize(file));
            }
        }
        Files.write(dir.resolve("fingerprints.txt"), lines);
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            try (var in = Files.newInputStream(file)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** When the load ended. */
    long endNanos() {
        return endNanos;
    }

    List<String> troubles() {
        return troubles;
    }

    List<String> facts() {
        return facts;
    }

    List<Verdict> verdicts() {
        return verdicts;
    }
}
