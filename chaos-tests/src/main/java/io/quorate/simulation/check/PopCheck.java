package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Hide;
import io.quorate.simulation.check.Operation.Pop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * C12 for pops: what a consumer group has in its hands is given to nobody else of it while it is hidden, and what was acknowledged is
 * never given again, however late the acknowledgement came. That nothing stays in hand for ever is {@link DeliveryCheck}.
 */
public final class PopCheck {
    private record Key(String consumerGroup, long offset) {}

    /** What happened to one message. */
    private record Handling(List<Pop> pops, List<Hide> hides) {}

    private PopCheck() {}

    /**
     * Judges pops.
     *
     * @param clockSkewNanos how far the nodes' clocks were apart at most
     */
    public static Verdict check(HistoryIndex index, long clockSkewNanos) {
        Findings findings = new Findings("C12 pop");
        int given = 0;
        int again = 0;
        for (QueueFacts queue : index.queues()) {
            for (Map.Entry<Key, Handling> message : handlings(queue).entrySet()) {
                Handling handling = message.getValue();
                String detail = queue.name + " " + message.getKey().offset();
                given++;
                again += Math.max(0, handling.pops().size() - 1);
                checkAcknowledged(handling, detail, findings);
                checkHidden(handling, clockSkewNanos, detail, findings);
            }
        }
        return findings.verdict(given + " messages popped, " + again + " times one again");
    }

    private static Map<Key, Handling> handlings(QueueFacts queue) {
        Map<Key, Handling> handlings = new LinkedHashMap<>();
        for (Pop pop : queue.pops) {
            for (SeenRecord record : pop.records()) {
                handling(handlings, pop.consumerGroup(), record.offset()).pops().add(pop);
            }
        }
        for (Hide hide : queue.hides) {
            handling(handlings, hide.consumerGroup(), hide.offset()).hides().add(hide);
        }
        return handlings;
    }

    private static Handling handling(Map<Key, Handling> handlings, String consumerGroup, long offset) {
        return handlings.computeIfAbsent(
                new Key(consumerGroup, offset), any -> new Handling(new ArrayList<>(), new ArrayList<>()));
    }

    private static void checkAcknowledged(Handling handling, String detail, Findings findings) {
        for (Hide hide : handling.hides()) {
            for (Pop pop : handling.pops()) {
                if (hide.isAcknowledgement() && hide.call().okBefore(pop.call())) {
                    findings.add(Anomaly.GIVEN_AFTER_ACKNOWLEDGEMENT, detail, hide, pop);
                    return;
                }
            }
        }
    }

    private static void checkHidden(Handling handling, long clockSkewNanos, String detail, Findings findings) {
        for (int i = 1; i < handling.pops().size(); i++) {
            Pop earlier = handling.pops().get(i - 1);
            Pop later = handling.pops().get(i);
            // Whichever took it first, the other may have it when it is visible again, and no sooner.
            long lastNanos =
                    Math.max(earlier.call().completedNanos(), later.call().completedNanos());
            long visibleNanos = Math.min(
                    earlier.call().invokedNanos() + earlier.hiddenNanos(),
                    later.call().invokedNanos() + later.hiddenNanos());
            for (Hide hide : handling.hides()) {
                boolean between = hide.call().invokedNanos() >= earlier.call().invokedNanos()
                        && hide.call().invokedNanos() <= lastNanos;
                if (between && !hide.isAcknowledgement()) {
                    visibleNanos = Math.min(visibleNanos, hide.call().invokedNanos() + hide.hiddenNanos());
                }
            }
            if (lastNanos < visibleNanos - clockSkewNanos) {
                findings.add(Anomaly.GIVEN_WHILE_HIDDEN, detail, earlier, later);
            }
        }
    }
}
