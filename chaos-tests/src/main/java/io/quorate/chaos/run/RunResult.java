package io.quorate.chaos.run;

import io.quorate.chaos.fault.FaultRecord;
import io.quorate.simulation.check.Verdict;
import java.util.List;

/**
 * How a run ended.
 *
 * @param doubts why the run says nothing, whatever its verdicts are
 * @param skipped what was asked for and cannot be done here
 */
record RunResult(
        ChaosOptions options,
        List<FaultRecord> faults,
        List<Verdict> verdicts,
        List<String> doubts,
        List<String> skipped,
        List<String> facts,
        List<Availability.Row> availability,
        Timeline timeline,
        double seconds) {
    /** In the order of how bad it is. */
    enum Outcome {
        VALID(0),
        INVALID_RUN(2),
        VIOLATION(1);

        private final int exitCode;

        Outcome(int exitCode) {
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }

    Outcome outcome() {
        if (verdicts.stream().anyMatch(verdict -> verdict.status() == Verdict.Status.INVALID)) {
            return Outcome.VIOLATION;
        }
        boolean sure = doubts.isEmpty() && verdicts.stream().allMatch(Verdict::isValid);
        return sure ? Outcome.VALID : Outcome.INVALID_RUN;
    }
}
