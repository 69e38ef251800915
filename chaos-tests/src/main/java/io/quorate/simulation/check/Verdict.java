package io.quorate.simulation.check;

import java.util.List;

/**
 * What one checker says of one history. Only {@link Status#VALID} is green.
 *
 * @param checker its name as in "C1 divergence"
 * @param violations the first few found
 * @param violationCount all that were found
 * @param note what a reader of the report should know besides; "" mostly
 */
public record Verdict(String checker, Status status, List<Violation> violations, int violationCount, String note) {
    public enum Status {
        VALID,
        INVALID,
        /** The checker gave up. */
        UNKNOWN
    }

    public boolean isValid() {
        return status == Status.VALID;
    }

    public boolean has(Anomaly anomaly) {
        return violations.stream().anyMatch(violation -> violation.anomaly() == anomaly);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(checker + " " + status);
        if (!note.isEmpty()) {
            text.append(" (").append(note).append(')');
        }
        if (violationCount > violations.size()) {
            text.append(", ")
                    .append(violationCount)
                    .append(" violations, the first ")
                    .append(violations.size());
        }
        violations.forEach(violation -> text.append("\n  ").append(violation));
        return text.toString();
    }
}
