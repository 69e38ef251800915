package io.quorate.chaos;

import io.quorate.chaos.official.OrderedPops;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@link OrderedPops} saw, checked: nothing comes again that was acknowledged, what comes again was hidden for its time,
 * nothing is left out; and of ordered queues, what comes is always what comes first of what is not acknowledged yet.
 */
final class PopHistory {
    private record Queue(String topic, int queueId) {}

    /** Of one message. */
    private static final class Message {
        long popMillis = Long.MIN_VALUE / 2;
        int reconsumeTimes = -1;
        boolean acknowledged;
        boolean unknown; // an acknowledgement was not answered: it may count
    }

    private final List<String> violations = new ArrayList<>();
    private final Map<Queue, TreeMap<Long, Message>> queues = new HashMap<>();
    private final Map<Queue, NavigableSet<Long>> batches = new HashMap<>(); // the last pop's, of ordered queues
    private int redeliveredCount;

    static PopHistory of(List<String[]> facts) {
        PopHistory history = new PopHistory();
        for (String[] fact : facts) {
            switch (fact[0]) {
                case "POPPED" ->
                    history.popped(
                            queue(fact), Long.parseLong(fact[3]), Long.parseLong(fact[4]), Integer.parseInt(fact[5]));
                case "ACKED" -> history.acknowledged(queue(fact), Long.parseLong(fact[3]));
                case "UNKNOWN" -> history.message(queue(fact), Long.parseLong(fact[3])).unknown = true;
                default -> {
                    // REFUSED changes nothing
                }
            }
        }
        history.checkComplete();
        return history;
    }

    private static Queue queue(String[] fact) {
        return new Queue(fact[1], Integer.parseInt(fact[2]));
    }

    private Message message(Queue queue, long queueOffset) {
        return queues.computeIfAbsent(queue, absent -> new TreeMap<>())
                .computeIfAbsent(queueOffset, absent -> new Message());
    }

    private void popped(Queue queue, long queueOffset, long popMillis, int reconsumeTimes) {
        if (queue.topic.endsWith(OrderedPops.ORDERED)) {
            checkOrder(queue, queueOffset, popMillis);
        }
        Message message = message(queue, queueOffset);
        String what = queue + " " + queueOffset + " popped at " + popMillis;
        if (message.acknowledged) {
            violations.add(what + " had been acknowledged");
        }
        if (message.reconsumeTimes >= 0) {
            redeliveredCount++;
            if (popMillis - message.popMillis < OrderedPops.INVISIBLE_MILLIS) {
                violations.add(what + " was hidden since " + message.popMillis);
            }
            if (reconsumeTimes <= message.reconsumeTimes) {
                violations.add(what + " has reconsumeTimes " + reconsumeTimes + " after " + message.reconsumeTimes);
            }
        }
        message.popMillis = popMillis;
        message.reconsumeTimes = reconsumeTimes;
    }

    /** All before it are acknowledged, or came with the same pop, or may be acknowledged. */
    private void checkOrder(Queue queue, long queueOffset, long popMillis) {
        NavigableSet<Long> batch = batches.computeIfAbsent(queue, absent -> new TreeSet<>());
        TreeMap<Long, Message> messages = queues.computeIfAbsent(queue, absent -> new TreeMap<>());
        if (!batch.isEmpty() && messages.get(batch.last()).popMillis != popMillis) {
            batch.clear();
        }
        for (long before = 0; before < queueOffset; before++) {
            Message earlier = messages.get(before);
            if (earlier == null || !(earlier.acknowledged || earlier.unknown || batch.contains(before))) {
                violations.add(queue + " " + queueOffset + " popped before " + before + " was acknowledged");
                break;
            }
        }
        batch.add(queueOffset);
    }

    private void acknowledged(Queue queue, long queueOffset) {
        message(queue, queueOffset).acknowledged = true;
    }

    private void checkComplete() {
        queues.forEach((queue, messages) -> messages.forEach((queueOffset, message) -> {
            if (!message.acknowledged && !message.unknown) {
                violations.add(queue + " " + queueOffset + " was never acknowledged");
            }
        }));
        int count = queues.values().stream().mapToInt(TreeMap::size).sum();
        if (count != 3 * OrderedPops.COUNT) {
            violations.add(count + " messages came, " + 3 * OrderedPops.COUNT + " were sent");
        }
    }

    List<String> violations() {
        return violations;
    }

    int redeliveredCount() {
        return redeliveredCount;
    }
}
