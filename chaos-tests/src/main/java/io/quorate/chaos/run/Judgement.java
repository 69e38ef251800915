package io.quorate.chaos.run;

import io.quorate.chaos.cluster.Hosts;
import io.quorate.chaos.cluster.ProcessCluster;
import io.quorate.chaos.fault.FaultRecord;
import io.quorate.chaos.workload.Workload;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.HistoryChecks;
import io.quorate.simulation.check.HistoryReader;
import io.quorate.simulation.check.Verdict;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** All verdicts over a run that has ended, from what is in its files. */
final class Judgement {
    private static final int LINES_MAX = 10;
    private static final Pattern OF_CLOCKS = Pattern.compile("clock|day-ahead");
    /** No fault sets a clock further ahead. */
    private static final long SKEW_NANOS_MAX = TimeUnit.HOURS.toNanos(25);

    private final List<History> histories = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();

    Judgement(ProcessCluster cluster, List<Workload> workloads, List<FaultRecord> faults, FinalPhase last)
            throws IOException {
        for (Workload workload : workloads) {
            History history;
            try (Reader reader = Files.newBufferedReader(workload.history())) {
                history = HistoryReader.read(reader);
            }
            histories.add(history);
            HistoryChecks.all(history, checks(workload, faults))
                    .forEach(verdict -> verdicts.add(of(workload, verdict)));
        }
        verdicts.addAll(last.verdicts());
        verdicts.add(Availability.noAckWithoutMajority(faults, histories));
        verdicts.add(logs(cluster, faults));
        verdicts.add(plain("C18 one leader a term", leadersByTerm(cluster)));
        verdicts.add(plain("C21 damage is found and mended", unmended(faults)));
        verdicts.add(plain(
                "what was promised for each fault",
                faults.stream()
                        .flatMap(fault -> fault.broken().stream().map(broken -> fault.kind() + ": " + broken))
                        .toList()));
    }

    private static HistoryChecks.Options checks(Workload workload, List<FaultRecord> faults) {
        boolean clocks = faults.stream()
                .anyMatch(fault -> OF_CLOCKS.matcher(fault.kind().toString()).find());
        return clocks ? workload.checks().withClockSkew(SKEW_NANOS_MAX) : workload.checks();
    }

    private static Verdict of(Workload workload, Verdict verdict) {
        return new Verdict(
                workload.name() + ": " + verdict.checker(),
                verdict.status(),
                verdict.violations(),
                verdict.violationCount(),
                verdict.note());
    }

    private static Verdict logs(ProcessCluster cluster, List<FaultRecord> faults) {
        NodeLogs logs = new NodeLogs(faults);
        List<String> found = new ArrayList<>(logs.unexplained(Hosts.NAMESRV, cluster.logFiles(Hosts.NAMESRV)));
        cluster.nodes().forEach(node -> found.addAll(logs.unexplained(node, cluster.logFiles(node))));
        return plain("C20 nothing unexplained in the logs", found);
    }

    private static List<String> leadersByTerm(ProcessCluster cluster) {
        Map<String, List<Path>> logFiles = new TreeMap<>();
        cluster.nodes().forEach(node -> logFiles.put(node, cluster.logFiles(node)));
        return NodeLogs.termsWithTwoLeaders(logFiles);
    }

    /** What rotted and was not as the others have it again when patience ended. */
    private static List<String> unmended(List<FaultRecord> faults) {
        return faults.stream()
                .filter(fault -> fault.kind().toString().startsWith("rot-") && fault.bit() && !fault.isHealed())
                .map(fault -> fault.victims() + " " + fault.bite())
                .toList();
    }

    private static Verdict plain(String checker, List<String> found) {
        return new Verdict(
                checker,
                found.isEmpty() ? Verdict.Status.VALID : Verdict.Status.INVALID,
                List.of(),
                found.size(),
                String.join("\n    ", found.subList(0, Math.min(LINES_MAX, found.size()))));
    }

    List<History> histories() {
        return histories;
    }

    List<Verdict> verdicts() {
        return verdicts;
    }
}
