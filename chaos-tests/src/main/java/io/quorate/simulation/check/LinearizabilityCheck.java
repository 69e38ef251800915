package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Register;
import java.util.List;
import java.util.Map;

/** C16: the registers of a history are linearizable, each judged alone: together they are if each is. */
public final class LinearizabilityCheck {
    private LinearizabilityCheck() {}

    /** Each key's search is given up after {@code stepsMax} steps, and then unknown. */
    public static Verdict check(HistoryIndex index, SequentialModel model, long stepsMax) {
        Findings findings = new Findings("C16 linearizability");
        for (Map.Entry<String, List<Register>> register : index.registers().entrySet()) {
            check(register.getKey(), register.getValue(), model, stepsMax, findings);
        }
        return findings.verdict();
    }

    static void check(String key, List<Register> operations, SequentialModel model, long stepsMax, Findings findings) {
        LinearizabilitySearch search = new LinearizabilitySearch(model, operations);
        switch (search.run(stepsMax)) {
            case VALID -> {
                // Nothing to tell.
            }
            case UNKNOWN ->
                findings.addUnknown(key + ": given up after " + stepsMax + " steps, " + operations.size()
                        + " operations, longest order " + search.longestOrder().size());
            case INVALID -> {
                String detail = key + ": an order of " + search.longestOrder().size() + " is explained, but then not #"
                        + search.blocked().call().number();
                findings.add(
                        Anomaly.NOT_LINEARIZABLE,
                        detail,
                        List.copyOf(new MinimalExample(model, stepsMax).of(operations)));
            }
        }
    }
}
