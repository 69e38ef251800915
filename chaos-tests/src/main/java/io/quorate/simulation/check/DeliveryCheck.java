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
            for (Send send : queue.sends) {
                if (send.call().isOk()) {
                    checkDone(consumerGroups, done, send, queue, findings);
                }
            }
        }
        List<String> notes = new ArrayList<>(List.of(consumerGroups.size() + " consumer groups"));
        if (!given.isEmpty()) {
            notes.add(given.size() + " messages given to a listener, " + again + " times one again");
        }
        return findings.verdict(consumerGroups.isEmpty() ? "" : String.join(", ", notes));
    }

    private static void checkDone(
            List<String> consumerGroups, Set<Key> done, Send send, QueueFacts queue, Findings findings) {
        for (String consumerGroup : consumerGroups) {
            if (!done.contains(new Key(consumerGroup, queue.name, send.offset()))) {
                String detail = send.value() + " at " + queue.name + " " + send.offset() + " to " + consumerGroup;
                findings.add(Anomaly.NOT_DELIVERED, detail, send);
            }
        }
    }
}
