package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Send;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** C0: the rules of recording without which no other verdict means anything. */
public final class RecordingCheck {
    private RecordingCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C0 recording");
        List<Operation> operations = index.history().operations();
        Map<Integer, Operation> lastOfProcess = new HashMap<>();
        Set<String> values = new HashSet<>();
        Operation previous = null;
        for (Operation operation : operations) {
            if (previous != null && operation.call().number() <= previous.call().number()) {
                findings.add(Anomaly.MALFORMED, "numbers do not ascend", previous, operation);
            }
            previous = operation;
            checkTimes(operation, findings);
            checkProcess(lastOfProcess.put(operation.call().process(), operation), operation, findings);
            if (operation instanceof Send send && !values.add(send.value())) {
                findings.add(Anomaly.MALFORMED, "value sent before: " + send.value(), send);
            }
        }
        return findings.verdict();
    }

    private static void checkTimes(Operation operation, Findings findings) {
        Call call = operation.call();
        if (call.completedNanos() < call.invokedNanos()) {
            findings.add(Anomaly.MALFORMED, "completed before it was invoked", operation);
        }
        if (call.completedNanos() == Call.NEVER && call.outcome() != Outcome.INFO) {
            findings.add(Anomaly.MALFORMED, "an outcome without an answer", operation);
        }
    }

    private static void checkProcess(Operation earlier, Operation operation, Findings findings) {
        if (earlier == null) {
            return;
        }
        if (earlier.call().outcome() == Outcome.INFO) {
            findings.add(Anomaly.MALFORMED, "a process goes on after an unknown outcome", earlier, operation);
        } else if (earlier.call().completedNanos() > operation.call().invokedNanos()) {
            findings.add(Anomaly.MALFORMED, "a process has two open operations", earlier, operation);
        }
    }
}
