package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Send;
import java.util.HashMap;
import java.util.Map;

/**
 * C2: what was acknowledged is in the final log, as every node that was drained shows it; and what was acknowledged below the
 * highest offset read was read. A loss in the middle of a writer's values is always the log's fault, one at its end may be a
 * drain that stopped early, which is as bad.
 */
public final class LostWriteCheck {
    /** The calls of one writer's first and last value found in a final log, by number. */
    private record Span(int first, int last) {
        Span with(int number) {
            return new Span(Math.min(first, number), Math.max(last, number));
        }
    }

    private LostWriteCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C2 lost acknowledged write");
        for (QueueFacts queue : index.queues()) {
            checkRead(index, queue, findings);
            if (queue.finalLogs.isEmpty()) {
                checkNothingToDrain(queue, findings);
            }
            for (FinalLog finalLog : queue.finalLogs) {
                checkDrained(index, queue, finalLog, findings);
            }
        }
        return findings.verdict();
    }

    private static void checkNothingToDrain(QueueFacts queue, Findings findings) {
        for (Send send : queue.sends) {
            if (send.call().isOk()) {
                findings.add(Anomaly.NOT_DRAINED, queue.name, send);
                return;
            }
        }
    }

    private static void checkRead(HistoryIndex index, QueueFacts queue, Findings findings) {
        int last = queue.places.size() - 1;
        while (last >= 0 && !queue.places.get(last).isRead()) {
            last--;
        }
        for (int rank = 0; rank < last; rank++) {
            Place place = queue.places.get(rank);
            if (place.offset >= queue.keptFrom() && !isReadAnywhere(index, place)) {
                Operation witness = queue.places.get(last).firstRead;
                findings.add(Anomaly.NEVER_READ, place.sent.value + " at " + place.offset, place.toldBy, witness);
            }
        }
    }

    /** Wherever it was read: at another offset than acknowledged, it is not lost but misplaced, which C5 tells. */
    private static boolean isReadAnywhere(HistoryIndex index, Place place) {
        for (Place other : index.valueIfAny(place.sent.value).places) {
            if (other.queue.equals(place.queue) && other.isRead()) {
                return true;
            }
        }
        return false;
    }

    private static void checkDrained(HistoryIndex index, QueueFacts queue, FinalLog finalLog, Findings findings) {
        Map<Integer, Span> found = null; // most final logs miss nothing
        for (Send send : queue.sends) {
            if (isDue(index, send, finalLog) && !finalLog.hasOneOf(index.valueIfAny(send.value()))) {
                found = found == null ? spans(index, queue, finalLog) : found;
                Anomaly anomaly = side(send, found.get(send.call().process()), finalLog.drain);
                findings.add(anomaly, send.value() + " in " + queue.name, send, finalLog.drain);
            }
        }
    }

    private static boolean isDue(HistoryIndex index, Send send, FinalLog finalLog) {
        Drain drain = finalLog.drain;
        if (!send.call().okBefore(drain.call())) {
            return false;
        }
        if (send.offset() >= 0) {
            return send.offset() >= drain.firstOffset();
        }
        // Acknowledged without an offset: if nobody ever saw where it is, retention may have taken it.
        return drain.firstOffset() == 0
                || index.valueIfAny(send.value()).places.stream()
                        .anyMatch(place -> place.offset >= drain.firstOffset());
    }

    private static Map<Integer, Span> spans(HistoryIndex index, QueueFacts queue, FinalLog finalLog) {
        Map<Integer, Span> spans = new HashMap<>();
        for (Send send : queue.sends) {
            if (finalLog.hasOneOf(index.valueIfAny(send.value()))) {
                int number = send.call().number();
                spans.merge(send.call().process(), new Span(number, number), (span, one) -> span.with(number));
            }
        }
        return spans;
    }

    private static Anomaly side(Send send, Span found, Drain drain) {
        if (found != null) {
            int number = send.call().number();
            if (number < found.first()) {
                return Anomaly.LOST_PREFIX;
            }
            return number > found.last() ? Anomaly.LOST_SUFFIX : Anomaly.LOST_MIDDLE;
        }
        // Nothing of this writer is there: its place among the others' decides.
        long lastOffset =
                drain.records().stream().mapToLong(SeenRecord::offset).max().orElse(Operation.NONE);
        if (send.offset() > lastOffset) {
            return Anomaly.LOST_SUFFIX;
        }
        long firstOffset =
                drain.records().stream().mapToLong(SeenRecord::offset).min().orElse(Operation.NONE);
        return send.offset() < firstOffset ? Anomaly.LOST_PREFIX : Anomaly.LOST_MIDDLE;
    }
}
