package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Batch;
import java.util.List;

/** C2 for batches: all messages of one are in the final log, side by side, or none. Holes are others' business. */
public final class BatchCheck {
    private BatchCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C2 batches whole");
        for (Operation operation : index.history().operations()) {
            if (operation instanceof Batch batch && index.queueIfAny(batch.queue()) != null) {
                for (FinalLog finalLog : index.queueIfAny(batch.queue()).finalLogs) {
                    check(index, batch, finalLog, findings);
                }
            }
        }
        return findings.verdict();
    }

    private static void check(HistoryIndex index, Batch batch, FinalLog finalLog, Findings findings) {
        List<SentValue> values = batch.values().stream()
                .map(index::valueIfAny)
                .filter(finalLog::hasOneOf)
                .toList();
        if (values.isEmpty()) {
            return; // as a whole it is lost or not, and C2 knows which
        }
        if (values.size() < batch.values().size()) {
            String detail = values.size() + " of " + batch.values().size();
            findings.add(Anomaly.BATCH_TORN, detail, batch, finalLog.drain);
        } else if (!sideBySide(values)) {
            findings.add(Anomaly.BATCH_TORN, "not side by side", batch, finalLog.drain);
        }
    }

    private static boolean sideBySide(List<SentValue> values) {
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i).places.get(0).offset != values.get(i - 1).places.get(0).offset + 1) {
                return false;
            }
        }
        return true;
    }
}
