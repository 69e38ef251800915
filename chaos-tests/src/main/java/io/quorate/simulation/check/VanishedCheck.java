package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Edge;
import io.quorate.simulation.check.Operation.EdgeQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * C10: what was ever read stays where it was read; the end of a queue never falls, and neither does its start as any one node tells
 * it: replicas may drop old segments at different times.
 */
public final class VanishedCheck {
    private record Told(Operation read, long offset) {}

    private VanishedCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C10 dirty read or vanished");
        for (QueueFacts queue : index.queues()) {
            for (FinalLog finalLog : queue.finalLogs) {
                checkKept(queue, finalLog, findings);
            }
            checkRising(queue, told(queue, Edge.END), Anomaly.END_WENT_BACK, findings);
            Map<String, List<Told>> starts = new LinkedHashMap<>();
            for (Told told : told(queue, Edge.FIRST)) {
                String node = told.read().call().node();
                starts.computeIfAbsent(node, any -> new ArrayList<>()).add(told);
            }
            starts.values().forEach(ofNode -> checkRising(queue, ofNode, Anomaly.START_WENT_BACK, findings));
        }
        return findings.verdict();
    }

    private static void checkKept(QueueFacts queue, FinalLog finalLog, Findings findings) {
        Drain drain = finalLog.drain;
        for (Place place : queue.places) {
            boolean due = place.offset >= drain.firstOffset() && place.readBefore(drain.call());
            if (due && !finalLog.has(place)) {
                String detail = place.sent.value + " at " + queue.name + " " + place.offset;
                findings.add(Anomaly.VANISHED, detail, place.firstRead, drain);
            }
        }
    }

    private static List<Told> told(QueueFacts queue, Edge edge) {
        List<Told> tolds = new ArrayList<>();
        for (EdgeQuery query : queue.edgeQueries) {
            if (query.call().isOk() && query.edge() == edge) {
                tolds.add(new Told(query, query.offset()));
            }
        }
        for (Drain drain : queue.drains) {
            tolds.add(new Told(drain, edge == Edge.END ? drain.endOffset() : drain.firstOffset()));
        }
        return tolds;
    }

    private static void checkRising(QueueFacts queue, List<Told> tolds, Anomaly anomaly, Findings findings) {
        RunningMaximum highest = new RunningMaximum();
        tolds.forEach(told -> highest.add(told.read().call().completedNanos(), told.offset(), told.read()));
        for (Told told : tolds) {
            long invokedNanos = told.read().call().invokedNanos();
            if (told.offset() < highest.valueBefore(invokedNanos)) {
                findings.add(anomaly, queue.name, highest.operationBefore(invokedNanos), told.read());
            }
        }
    }
}
