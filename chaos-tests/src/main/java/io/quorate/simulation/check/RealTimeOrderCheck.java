package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Send;

/** C8: a send stands above all that was acknowledged, and at or above any end that was shown, before it was invoked. */
public final class RealTimeOrderCheck {
    private RealTimeOrderCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C8 real-time order of sends");
        for (QueueFacts queue : index.queues()) {
            RunningMaximum ends = queue.shownEnd();
            for (Place place : queue.places) {
                if (place.sent.wasSentTo(queue.name)) {
                    check(ends, place, findings);
                }
            }
        }
        return findings.verdict();
    }

    private static void check(RunningMaximum ends, Place place, Findings findings) {
        Send send = place.sent.send;
        long end = ends.valueBefore(send.call().invokedNanos());
        if (place.offset < end) {
            Operation shownBy = ends.operationBefore(send.call().invokedNanos());
            Anomaly anomaly = shownBy instanceof Send ? Anomaly.REAL_TIME_ORDER : Anomaly.APPENDED_BELOW_SHOWN_END;
            String detail = send.value() + " at " + place.queue + " " + place.offset + ", end shown " + end;
            findings.add(anomaly, detail, shownBy, send, place.toldBy);
        }
    }
}
