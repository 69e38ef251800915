package io.quorate.simulation.check;

import io.quorate.simulation.check.HistoryIndex.Committed;
import io.quorate.simulation.check.Operation.CommitQuery;
import io.quorate.simulation.check.Operation.Delivery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * C11 where a client library commits by itself: a consumer group's offset in a queue is not beyond a message that the group was never
 * given, and does not go back; unless a consumer that took the queue over had just been given again what lies there, for then that
 * one may commit it.
 */
public final class CommittedDeliveryCheck {
    /** What a consumer has in its hands of a queue and may be done with in any order. */
    private static final long IN_HAND_MAX = 1_000;
    /** From when a consumer was told where to begin to its first commit. */
    private static final long TAKE_OVER_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

    private CommittedDeliveryCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C11 offsets of consumer groups");
        for (Committed committed : index.committed()) {
            QueueFacts queue = index.queueIfAny(committed.queue());
            if (committed.commits().isEmpty() && queue != null) {
                List<Delivery> deliveries = queue.deliveries.stream()
                        .filter(each -> each.consumerGroup().equals(committed.consumerGroup()))
                        .toList();
                check(queue, committed, deliveries, findings);
            }
        }
        return findings.verdict();
    }

    private static void check(QueueFacts queue, Committed committed, List<Delivery> deliveries, Findings findings) {
        List<Delivery> again = repeated(deliveries);
        List<CommitQuery> answered = committed.queries().stream()
                .filter(query -> query.call().isOk())
                .sorted(Comparator.comparingLong(query -> query.call().completedNanos()))
                .toList();
        CommitQuery highest = null; // of those answered before
        for (CommitQuery query : answered) {
            checkGiven(queue, deliveries, query, findings);
            if (highest != null
                    && query.offset() < highest.offset()
                    && highest.call().okBefore(query.call())
                    && !isExplained(again, highest, query)) {
                String detail =
                        query.consumerGroup() + "@" + query.queue() + " " + query.offset() + " < " + highest.offset();
                findings.add(Anomaly.COMMIT_LOST, detail, highest, query);
            }
            highest = highest == null || highest.offset() <= query.offset() ? query : highest;
        }
    }

    /** Deliveries of what had been given before. */
    private static List<Delivery> repeated(List<Delivery> deliveries) {
        Set<Long> seen = new HashSet<>();
        List<Delivery> again = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            if (!seen.add(delivery.message().offset())) {
                again.add(delivery);
            }
        }
        return again;
    }

    private static boolean isExplained(List<Delivery> again, CommitQuery highest, CommitQuery query) {
        long fromNanos = highest.call().invokedNanos() - TAKE_OVER_NANOS_MAX;
        return query.offset() != Operation.NONE
                && again.stream()
                        .anyMatch(delivery -> delivery.message().offset() >= query.offset() - 1
                                && delivery.message().offset() < query.offset() + IN_HAND_MAX
                                && delivery.call().invokedNanos() > fromNanos
                                && delivery.call().invokedNanos() < query.call().completedNanos());
    }

    private static void checkGiven(QueueFacts queue, List<Delivery> deliveries, CommitQuery query, Findings findings) {
        Set<Long> given = new HashSet<>();
        for (Delivery delivery : deliveries) {
            if (delivery.call().invokedNanos() < query.call().completedNanos()) {
                given.add(delivery.message().offset());
            }
        }
        for (Place place : queue.places) {
            if (place.offset < query.offset() && place.offset >= queue.keptFrom() && !given.contains(place.offset)) {
                String detail = query.consumerGroup() + "@" + query.queue() + " " + query.offset() + ", never given "
                        + place.sent.value + " at " + place.offset;
                findings.add(Anomaly.COMMIT_BEYOND_GIVEN, detail, query, place.toldBy);
                return;
            }
        }
    }
}
