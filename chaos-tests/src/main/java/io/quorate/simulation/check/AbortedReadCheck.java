package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Decision;
import io.quorate.simulation.check.Operation.Fate;

/** C4: a send that certainly failed, or was rolled back, is never read. */
public final class AbortedReadCheck {
    private AbortedReadCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C4 aborted read");
        for (SentValue value : index.values()) {
            for (Place place : value.places) {
                if (place.isRead() && value.send != null) {
                    check(index, value, place, findings);
                }
            }
        }
        return findings.verdict();
    }

    private static void check(HistoryIndex index, SentValue value, Place place, Findings findings) {
        String detail = value.value + " at " + place.queue + " " + place.offset;
        if (value.send.call().isFail()) {
            findings.add(Anomaly.FAILED_BUT_READ, detail, value.send, place.firstRead);
        }
        HistoryIndex.Transaction transaction = index.transactionOf(value.value);
        Decision rollback = transaction == null ? null : transaction.first(Fate.ROLLBACK);
        if (rollback != null && rollback.call().isOk()) {
            findings.add(Anomaly.ROLLED_BACK_BUT_READ, detail, value.send, rollback, place.firstRead);
        }
    }
}
