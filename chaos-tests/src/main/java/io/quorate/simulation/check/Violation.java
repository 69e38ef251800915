package io.quorate.simulation.check;

import java.util.List;

/** One thing that must not be, and the operations that show it. */
public record Violation(Anomaly anomaly, String detail, List<Operation> operations) {
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(anomaly + ": " + anomaly.meaning() + ": " + detail);
        for (Operation operation : operations) {
            text.append("\n    ").append(OperationText.of(operation));
        }
        return text.toString();
    }
}
