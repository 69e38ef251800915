package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Delivery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * C13, for consumer groups that consume in order: a queue's messages are worked on one at a time, whoever works, and what is given
 * for the first time comes in the order of the queue. Of one who died over a message nobody knows when.
 */
public final class OwnershipCheck {
    private OwnershipCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C13 ownership");
        for (QueueFacts queue : index.queues()) {
            Map<String, List<Delivery>> byGroup = new LinkedHashMap<>();
            for (Delivery delivery : queue.deliveries) {
                byGroup.computeIfAbsent(delivery.consumerGroup(), any -> new ArrayList<>())
                        .add(delivery);
            }
            byGroup.values().forEach(deliveries -> check(queue, deliveries, findings));
        }
        return findings.verdict();
    }

    /** In the order of invocation. */
    private static void check(QueueFacts queue, List<Delivery> deliveries, Findings findings) {
        Delivery longest = null; // of those that ended
        Delivery furthest = null;
        for (Delivery delivery : deliveries) {
            if (longest != null
                    && longest.call().completedNanos() > delivery.call().invokedNanos()) {
                findings.add(Anomaly.OWNED_TWICE, queue.name, longest, delivery);
            }
            if (furthest == null
                    || delivery.message().offset() > furthest.message().offset()) {
                checkNothingPassedOver(queue, furthest, delivery, findings);
                furthest = delivery;
            }
            boolean ended = delivery.call().outcome() != Outcome.INFO;
            if (ended
                    && (longest == null
                            || longest.call().completedNanos() < delivery.call().completedNanos())) {
                longest = delivery;
            }
        }
    }

    private static void checkNothingPassedOver(
            QueueFacts queue, Delivery before, Delivery delivery, Findings findings) {
        long from = before == null ? 0 : before.message().offset() + 1;
        int rank = queue.rankFrom(Math.max(from, queue.keptFrom()));
        if (rank < queue.places.size()
                && queue.places.get(rank).offset < delivery.message().offset()) {
            Place passed = queue.places.get(rank);
            String detail = queue.name + " " + delivery.message().offset() + " before " + passed.offset;
            findings.add(Anomaly.OUT_OF_ORDER, detail, passed.toldBy, delivery);
        }
    }
}
