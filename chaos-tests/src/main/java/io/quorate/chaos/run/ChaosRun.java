package io.quorate.chaos.run;

import io.quorate.chaos.Await;
import io.quorate.chaos.cluster.Clients;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Consumers;
import io.quorate.chaos.cluster.ContainerHosts;
import io.quorate.chaos.cluster.Disks;
import io.quorate.chaos.cluster.HarmlessCluster;
import io.quorate.chaos.cluster.Hosts;
import io.quorate.chaos.cluster.Ledger;
import io.quorate.chaos.cluster.LoopDisks;
import io.quorate.chaos.cluster.LoopbackHosts;
import io.quorate.chaos.cluster.NamespaceHosts;
import io.quorate.chaos.cluster.PlainDisks;
import io.quorate.chaos.cluster.ProcessCluster;
import io.quorate.chaos.cluster.Shims;
import io.quorate.chaos.fault.FaultKind;
import io.quorate.chaos.fault.FaultRecord;
import io.quorate.chaos.fault.Nemesis;
import io.quorate.chaos.workload.Workload;
import io.quorate.chaos.workload.Workloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One run: a group is started and put under load; for some minutes one fault after the other befalls it; then all is healed,
 * everything is read again from every node, and all that was told and written is judged.
 */
final class ChaosRun implements AutoCloseable {
    private static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final double QUIET_SECONDS_FIRST = 3;
    private static final int PROGRESS_SECONDS = 2;

    private final ChaosOptions options;
    private final Random random;
    private final List<String> skipped = new ArrayList<>();
    private final List<Workload> workloads = new ArrayList<>();
    private ProcessCluster cluster;
    private Nemesis nemesis;
    private long startNanos;

    ChaosRun(ChaosOptions options) {
        this.options = options;
        this.random = new Random(options.seed());
    }

    RunResult run() throws Exception {
        cluster = start();
        Cluster suffering = options.harmless() ? new HarmlessCluster(cluster) : cluster;
        startWorkloads();
        List<FaultKind> kinds = possible(suffering);
        startNanos = System.nanoTime();
        Path faultLog = options.dir().resolve("faults.txt");
        nemesis = new Nemesis(
                suffering,
                kinds,
                new Random(random.nextLong()),
                options.holdSecondsMax(),
                options.patience(),
                faultLog);
        Thread progress = new Thread(this::showProgress, "progress");
        progress.setDaemon(true);
        progress.start();
        TimeUnit.MILLISECONDS.sleep((long) (QUIET_SECONDS_FIRST * 1000));
        if (options.once()) {
            nemesis.runOnce();
        } else {
            nemesis.runUntil(startNanos + (long) (options.minutes() * 60e9));
        }
        FinalPhase last = new FinalPhase(cluster, workloads, options.dir(), options.patience());
        last.run();
        progress.interrupt();
        return judge(last, kinds);
    }

    private ProcessCluster start() {
        Ledger ledger = new Ledger(options.dir().resolve("ledger"));
        Hosts hosts = switch (options.backEnd()) {
            // Not from the seed: two runs of the same one at the same time would want the same ports.
            case LOCAL -> new LoopbackHosts(NODES, new Random());
            case NETNS -> new NamespaceHosts(NODES, ledger, options.shims().map(each -> each.resolve("nfdelay")));
            case CONTAINERS -> new ContainerHosts(NODES, options.image(), ledger);
        };
        Disks disks = options.ownDisks()
                ? new LoopDisks(options.dir(), NODES, options.home().resolve("scripts/chaos/disk.pl"), ledger)
                : new PlainDisks(options.dir());
        ProcessCluster made = new ProcessCluster(
                new ProcessCluster.Parts(
                        options.dir(),
                        NODES,
                        hosts,
                        disks,
                        ledger,
                        options.classesInFront(),
                        settings(),
                        shims(),
                        options.previousClassPath()),
                new Random(random.nextLong()));
        cluster = made; // so that it is closed whatever happens
        made.startAll();
        return made;
    }

    /** What workloads and faults need; where they speak of the same, a fault could not bite otherwise. */
    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(Workloads.settings(options.workloads()));
        options.faults().forEach(kind -> settings.putAll(kind.settings()));
        return settings;
    }

    /** Only where they are needed: brokers are to run as their users run them. */
    private Optional<Shims> shims() {
        boolean needed = options.faults().stream().anyMatch(FaultKind::needsShims);
        return options.shims().filter(any -> needed).map(libraries -> new Shims(libraries, options.dir()));
    }

    private List<FaultKind> possible(Cluster suffering) {
        List<FaultKind> kinds = new ArrayList<>();
        for (FaultKind kind : options.faults()) {
            String lacking = kind.lackingIn(suffering);
            if (lacking.isEmpty()) {
                kinds.add(kind);
            } else {
                skipped.add(kind + ": " + lacking);
            }
        }
        skipped.forEach(each -> System.out.println("skipped " + each));
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("none of these faults is possible here: " + options.faults());
        }
        return kinds;
    }

    private void startWorkloads() throws Exception {
        for (String name : options.workloads()) {
            Random own = new Random(random.nextLong());
            Workload workload = Workloads.of(name, cluster, options.dir(), this::officialClient, own);
            workloads.add(workload);
            workload.start();
            if (workload instanceof Clients clients) {
                cluster.clients(clients);
            }
            if (workload instanceof Consumers consumers) {
                cluster.add(consumers);
            }
        }
        for (Workload workload : workloads) {
            Await.until("the first success of " + workload.name(), options.patience(), workload::isAtWork);
        }
    }

    /** Its class path. */
    private String officialClient(String release) {
        Path module = options.home().resolve("chaos-tests/rocketmq-client-" + release);
        try {
            return Files.readString(module.resolve("target/classpath.txt")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void showProgress() {
        try {
            for (int second = 1; true; second++) {
                TimeUnit.SECONDS.sleep(1);
                // Should we die, the files tell all but the last second.
                for (Workload workload : workloads) {
                    workload.flush();
                }
                if (second % PROGRESS_SECONDS == 0) {
                    System.out.println(progress());
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.out.println("the history cannot be written: " + e);
        }
    }

    private String progress() {
        StringBuilder line = new StringBuilder(String.format("%5.0f s", (System.nanoTime() - startNanos) / 1e9));
        for (Workload workload : workloads) {
            line.append("  ")
                    .append(workload.name())
                    .append(' ')
                    .append(workload.okCount())
                    .append(" ok, ")
                    .append(workload.infoCount())
                    .append(" unknown");
        }
        return line.append("  faults ")
                .append(nemesis.records().size())
                .append("  now: ")
                .append(nemesis.doing())
                .toString();
    }

    private RunResult judge(FinalPhase last, List<FaultKind> kinds) throws IOException {
        List<FaultRecord> faults = nemesis.records();
        Judgement judgement = new Judgement(cluster, workloads, faults, last);
        List<String> doubts = new ArrayList<>(last.troubles());
        if (faults.isEmpty()) {
            doubts.add("no fault was injected");
        }
        faults.stream()
                .filter(fault -> !fault.bit())
                .forEach(fault -> doubts.add(fault.kind() + " on " + fault.victims() + " did not bite"));
        faults.stream()
                .filter(fault -> !fault.isHealed())
                .forEach(fault -> doubts.add(fault.kind() + " on " + fault.victims() + " did not heal in time"));
        if (kinds.size() > faults.size()) {
            skipped.add("for lack of time: "
                    + (kinds.size()
                            - faults.stream().map(FaultRecord::kind).distinct().count()) + " of " + kinds.size()
                    + " kinds of fault");
        }
        Timeline timeline = Timeline.of(judgement.histories(), startNanos, last.endNanos());
        return new RunResult(
                options,
                faults,
                judgement.verdicts(),
                doubts,
                skipped,
                last.facts(),
                Availability.table(faults, timeline),
                timeline,
                (last.endNanos() - startNanos) / 1e9);
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
    }
}
