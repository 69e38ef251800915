package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Edge;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.PollAnswer;

/**
 * C9: a read that claims to be current reflects all that was acknowledged, or shown, before it was invoked; and no read shows what
 * was not yet sent when it returned.
 */
public final class StaleReadCheck {
    private StaleReadCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C9 stale read");
        for (QueueFacts queue : index.queues()) {
            Place[] youngest = youngestUpTo(queue);
            for (EdgeQuery query : queue.edgeQueries) {
                if (query.call().isOk() && query.edge() == Edge.END) {
                    checkEnd(queue, query, query.offset(), findings);
                    checkFuture(queue, youngest, query, query.offset(), findings);
                }
            }
            for (Drain drain : queue.drains) {
                checkEnd(queue, drain, drain.endOffset(), findings);
            }
            for (Poll poll : queue.polls) {
                if (poll.call().isOk() && poll.current() && poll.records().isEmpty()) {
                    checkEmpty(queue, poll, findings);
                }
            }
            checkReads(queue, findings);
        }
        return findings.verdict();
    }

    private static void checkEnd(QueueFacts queue, Operation read, long end, Findings findings) {
        long shown = queue.shownEnd().valueBefore(read.call().invokedNanos());
        if (end < shown) {
            Operation shownBy = queue.shownEnd().operationBefore(read.call().invokedNanos());
            findings.add(Anomaly.STALE_END, queue.name + " told " + end + ", shown " + shown, shownBy, read);
        }
    }

    private static void checkEmpty(QueueFacts queue, Poll poll, Findings findings) {
        boolean mayBeGone = poll.answer() == PollAnswer.BELOW_START && poll.position() < queue.keptFrom();
        long shown = queue.shownEnd().valueBefore(poll.call().invokedNanos());
        if (!mayBeGone && poll.position() >= 0 && poll.position() < shown) {
            Operation shownBy = queue.shownEnd().operationBefore(poll.call().invokedNanos());
            String detail = queue.name + " at " + poll.position() + " told " + poll.answer() + ", end shown " + shown;
            findings.add(Anomaly.STALE_POLL, detail, shownBy, poll);
        }
    }

    /** For each rank the place, up to it, whose value was sent last. */
    private static Place[] youngestUpTo(QueueFacts queue) {
        Place[] youngest = new Place[queue.places.size()];
        for (int rank = 0; rank < youngest.length; rank++) {
            Place place = queue.places.get(rank);
            Place before = rank == 0 ? null : youngest[rank - 1];
            youngest[rank] = before == null || sentNanos(place) > sentNanos(before) ? place : before;
        }
        return youngest;
    }

    /** What was never sent is C3's concern. */
    private static long sentNanos(Place place) {
        return place.sent.wasSentTo(place.queue) ? place.sent.send.call().invokedNanos() : Long.MIN_VALUE;
    }

    private static void checkFuture(QueueFacts queue, Place[] youngest, Operation read, long end, Findings findings) {
        int ranks = queue.rankFrom(end);
        if (ranks > 0 && sentNanos(youngest[ranks - 1]) > read.call().completedNanos()) {
            Place place = youngest[ranks - 1];
            String detail = queue.name + " end " + end + " told before the send at " + place.offset;
            findings.add(Anomaly.READ_FROM_FUTURE, detail, read, place.sent.send);
        }
    }

    private static void checkReads(QueueFacts queue, Findings findings) {
        for (Place place : queue.places) {
            if (place.isRead() && sentNanos(place) > place.firstRead.call().completedNanos()) {
                String detail = place.sent.value + " at " + queue.name + " " + place.offset;
                findings.add(Anomaly.READ_FROM_FUTURE, detail, place.firstRead, place.sent.send);
            }
        }
    }
}
