package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.Seek;
import java.util.HashMap;
import java.util.Map;

/**
 * C6: between two seeks or assignments a consumer is shown a queue's values in order, none twice and none left out, within one poll
 * and from one to the next. Offsets at which nobody ever saw a value are holes and may be passed over.
 */
public final class PollJumpCheck {
    /** Where a consumer has come to in a queue; {@code offset} is meaningless until known. */
    private static final class Cursor {
        boolean known;
        long offset;
        Operation by;

        void moveTo(long position, Operation mover) {
            known = position >= 0;
            offset = position - 1;
            by = mover;
        }
    }

    private PollJumpCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C6 poll jumps");
        int seeks = 0;
        for (QueueFacts queue : index.queues()) {
            Map<String, Cursor> cursors = new HashMap<>();
            for (Operation operation : queue.consumption) {
                if (operation instanceof Seek seek) {
                    seeks++;
                    cursor(cursors, seek.consumer()).moveTo(seek.position(), seek);
                } else if (operation instanceof Poll poll) {
                    checkPoll(queue, cursor(cursors, poll.consumer()), poll, findings);
                }
            }
        }
        return findings.verdict("windows excluded at a seek or an assignment: " + seeks);
    }

    private static Cursor cursor(Map<String, Cursor> cursors, String consumer) {
        return cursors.computeIfAbsent(consumer, any -> new Cursor());
    }

    private static void checkPoll(QueueFacts queue, Cursor cursor, Poll poll, Findings findings) {
        if (!cursor.known) {
            cursor.moveTo(poll.position(), poll);
        }
        for (SeenRecord record : poll.records()) {
            if (cursor.known) {
                checkStep(queue, cursor, record.offset(), poll, findings);
            }
            cursor.known = true;
            cursor.offset = record.offset();
            cursor.by = poll;
        }
    }

    private static void checkStep(QueueFacts queue, Cursor cursor, long to, Poll poll, Findings findings) {
        String detail = poll.consumer() + " on " + queue.name + " from " + cursor.offset + " to " + to;
        if (to == cursor.offset) {
            findings.add(Anomaly.POLL_REPEATED, detail, cursor.by, poll);
        } else if (to < cursor.offset) {
            findings.add(Anomaly.POLL_WENT_BACK, detail, cursor.by, poll);
        } else if (to > cursor.offset + 1) {
            int rank = queue.rankFrom(cursor.offset + 1);
            if (rank < queue.places.size() && queue.places.get(rank).offset < to) {
                Place skipped = queue.places.get(rank);
                String what = detail + ", past " + skipped.sent.value + " at " + skipped.offset;
                findings.add(Anomaly.POLL_SKIPPED, what, cursor.by, poll, skipped.toldBy);
            }
        }
    }
}
