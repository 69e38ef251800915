package io.quorate.simulation.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A verdict in the making. */
final class Findings {
    /** Of one kind; more are only counted, for one broken run can break every read. */
    private static final int REPORTED_MAX = 5;

    private final String checker;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<Anomaly, Integer> counts = new EnumMap<>(Anomaly.class);
    private String unknown = "";

    Findings(String checker) {
        this.checker = checker;
    }

    void add(Anomaly anomaly, String detail, Operation... operations) {
        add(anomaly, detail, List.of(operations));
    }

    void add(Anomaly anomaly, String detail, List<Operation> operations) {
        if (counts.merge(anomaly, 1, Integer::sum) <= REPORTED_MAX) {
            violations.add(new Violation(anomaly, detail, operations));
        }
    }

    void addUnknown(String why) {
        unknown = why;
    }

    Verdict verdict() {
        return verdict("");
    }

    Verdict verdict(String note) {
        int count = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (count > 0) {
            return new Verdict(checker, Verdict.Status.INVALID, List.copyOf(violations), count, note);
        }
        return unknown.isEmpty()
                ? new Verdict(checker, Verdict.Status.VALID, List.of(), 0, note)
                : new Verdict(checker, Verdict.Status.UNKNOWN, List.of(), 0, unknown);
    }
}
