package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Delivery;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.Pop;
import java.util.List;

/** C3: what is read was sent to this queue, and is byte for byte what was sent. */
public final class PhantomCheck {
    private PhantomCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C3 phantom or corrupt");
        for (QueueFacts queue : index.queues()) {
            for (Poll poll : queue.polls) {
                checkIntact(poll, poll.records(), findings);
            }
            for (Drain drain : queue.drains) {
                checkIntact(drain, drain.records(), findings);
            }
            for (Delivery delivery : queue.deliveries) {
                checkIntact(delivery, List.of(delivery.message()), findings);
            }
            for (Pop pop : queue.pops) {
                checkIntact(pop, pop.records(), findings);
            }
            for (Place place : queue.places) {
                if (place.isRead() && !place.sent.wasSentTo(queue.name)) {
                    String detail = place.sent.value + " at " + queue.name + " " + place.offset;
                    findings.add(Anomaly.PHANTOM, detail, place.firstRead);
                }
            }
        }
        return findings.verdict();
    }

    private static void checkIntact(Operation read, List<SeenRecord> records, Findings findings) {
        for (SeenRecord record : records) {
            if (!record.intact()) {
                findings.add(Anomaly.CORRUPT, "offset " + record.offset() + " shows " + record.value(), read);
            }
        }
    }
}
