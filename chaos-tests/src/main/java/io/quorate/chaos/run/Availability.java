package io.quorate.chaos.run;

import io.quorate.chaos.fault.FaultKind;
import io.quorate.chaos.fault.FaultRecord;
import io.quorate.simulation.check.Anomaly;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.check.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** C19: for how long nothing was acknowledged because of a fault; and that nothing was while there was no majority. */
final class Availability {
    private static final int REPORTED_MAX = 5;

    /**
     * All faults of a kind.
     *
     * @param gapMedian of the longest time without acknowledgement during each, in seconds
     * @param gapMax likewise
     * @param recoveryMax from when it was healed to the next acknowledgement, in seconds; NaN if none ever came
     */
    record Row(FaultKind kind, int count, double gapMedian, double gapMax, double recoveryMax) {}

    private Availability() {}

    static List<Row> table(List<FaultRecord> faults, Timeline timeline) {
        Map<FaultKind, List<FaultRecord>> byKind = new EnumMap<>(FaultKind.class);
        faults.forEach(each ->
                byKind.computeIfAbsent(each.kind(), any -> new ArrayList<>()).add(each));
        List<Row> rows = new ArrayList<>();
        byKind.forEach((kind, each) -> rows.add(row(kind, each, timeline)));
        return rows;
    }

    private static Row row(FaultKind kind, List<FaultRecord> faults, Timeline timeline) {
        double[] gaps = ascending(faults.stream()
                .mapToDouble(fault -> timeline.longestGapSeconds(fault.beginNanos(), fault.endNanos()))
                .toArray());
        double[] recoveries = ascending(faults.stream()
                .mapToDouble(fault -> timeline.secondsToNextAck(fault.healNanos()))
                .filter(seconds -> !Double.isNaN(seconds))
                .toArray());
        return new Row(
                kind,
                faults.size(),
                Timeline.quantile(gaps, 0.5),
                Timeline.quantile(gaps, 1),
                Timeline.quantile(recoveries, 1));
    }

    private static double[] ascending(double[] values) {
        Arrays.sort(values);
        return values;
    }

    static Verdict noAckWithoutMajority(List<FaultRecord> faults, List<History> histories) {
        List<Violation> found = new ArrayList<>();
        int count = 0;
        for (FaultRecord fault : faults) {
            if (!fault.leftNoMajority() || !fault.bit()) {
                continue;
            }
            long from = fault.biteNanos().getAsLong();
            for (History history : histories) {
                for (Operation operation : history.operations()) {
                    boolean acked = operation.isSend()
                            && operation.call().isOk()
                            && operation.call().invokedNanos() > from
                            && operation.call().completedNanos() < fault.healNanos();
                    if (acked && ++count <= REPORTED_MAX) {
                        found.add(new Violation(
                                Anomaly.ACKNOWLEDGED_WITHOUT_MAJORITY, "during " + fault.kind(), List.of(operation)));
                    }
                }
            }
        }
        return new Verdict(
                "C19 no acknowledgement without a majority",
                count == 0 ? Verdict.Status.VALID : Verdict.Status.INVALID,
                found,
                count,
                "");
    }
}
