package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Delivery;
import io.quorate.simulation.check.Operation.Hide;
import io.quorate.simulation.check.Operation.Send;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * C12: every consumer group is done with every acknowledged message by the end: one of its consumers was given it and did not ask for
 * it again, or acknowledged the pop it came with. Deliveries beyond the first are counted.
 */
public final class DeliveryCheck {
    private record Key(String consumerGroup, String queue, long offset) {}

    private DeliveryCheck() {}

    /**
     * Judges what consumer groups were given.
     *
     * @param consumerGroups that consumed all queues to their ends
     */
    public static Verdict check(HistoryIndex index, List<String> consumerGroups) {
        Findings findings = new Findings("C12 delivery");
        Set<Key> given = new HashSet<>();
        Set<Key> done = new HashSet<>();
        int again = 0;
        int takenBefore = 0;
        for (QueueFacts queue : index.queues()) {
            for (Delivery delivery : queue.deliveries) {
                Key key = new Key(
                        delivery.consumerGroup(), queue.name, delivery.message().offset());
                again += given.add(key) ? 0 : 1;
                if (delivery.call().isOk()) {
                    done.add(key);
                }
            }
            for (Hide hide : queue.hides) {
                if (hide.isAcknowledgement() && !hide.call().isFail()) {
                    done.add(new Key(hide.consumerGroup(), queue.name, hide.offset()));
                }
            }
            long firstKept = queue.keptFrom();
            for (Send send : queue.sends) {
                if (send.call().isOk()) {
                    takenBefore += checkDone(consumerGroups, done, send, queue.name, firstKept, findings);
                }
            }
        }
        List<String> notes = new ArrayList<>(List.of(consumerGroups.size() + " consumer groups"));
        if (!given.isEmpty()) {
            notes.add(given.size() + " messages given to a listener, " + again + " times one again");
        }
        if (takenBefore > 0) {
            notes.add(takenBefore + " times retention took a message before a consumer group was done with it");
        }
        return findings.verdict(consumerGroups.isEmpty() ? "" : String.join(", ", notes));
    }

    /**
     * Checks one acknowledged message.
     *
     * @return for how many of them it does not count, for retention was faster
     */
    private static int checkDone(
            List<String> consumerGroups, Set<Key> done, Send send, String queue, long firstKept, Findings findings) {
        int taken = 0;
        for (String consumerGroup : consumerGroups) {
            if (done.contains(new Key(consumerGroup, queue, send.offset()))) {
                continue;
            }
            if (send.offset() < firstKept) {
                taken++;
            } else {
                String detail = send.value() + " at " + queue + " " + send.offset() + " to " + consumerGroup;
                findings.add(Anomaly.NOT_DELIVERED, detail, send);
            }
        }
        return taken;
    }
}
