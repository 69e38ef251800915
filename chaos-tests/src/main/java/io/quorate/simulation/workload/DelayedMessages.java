package io.quorate.simulation.workload;

import io.quorate.broker.state.PendingTimer;
import io.quorate.broker.state.TimerRecall;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The delayed messages of a history: each is stored as pending once, is delivered once, not before it is due by the log's own
 * clock; and what is neither delivered nor pending is lost.
 */
final class DelayedMessages {
    private static final int RECALLABLE_MAX = 3;

    private final Map<Long, Sent> pending = new TreeMap<>(); // by position

    /** The log has it as a pending message. */
    void stored(Sent message, MessageRecordView record) {
        if (message == null
                || message.delay == null
                || !message.body().equals(record.body())
                || !record.property("REAL_TOPIC").orElse("").equals(message.topic)
                || !record.property("REAL_QID").orElse("").equals(Integer.toString(message.queueId))) {
            throw new CheckFailure("no invented message", "nobody sent the pending message at " + record.position());
        }
        if (message.delay.position >= 0) {
            throw new CheckFailure(
                    "no duplicates",
                    message + " is pending at " + message.delay.position + " and again at " + record.position());
        }
        message.delay.stored(record.position(), record.storeTimestampMillis());
        pending.put(record.position(), message);
    }

    /** The log has it where consumers see it. */
    void delivered(Sent message, MessageRecordView record) {
        if (message.delay.recalled) {
            throw new CheckFailure("timers: recalled", message + " is delivered although it was recalled");
        }
        if (pending.remove(message.delay.position) == null) {
            throw new CheckFailure("timers: once", message + " is delivered and was not pending");
        }
        if (record.storeTimestampMillis() < message.delay.dueMillis) {
            throw new CheckFailure(
                    "timers: never early",
                    message + " is delivered " + (message.delay.dueMillis - record.storeTimestampMillis())
                            + " ms before it is due");
        }
    }

    /** The log says that what this recall names is not delivered. */
    void recalled(TimerRecall recall) {
        pending.values().stream()
                .filter(message -> message.delay.dueMillis == recall.deliverMillis())
                .filter(message -> PendingTimer.mark(message.topic, SendMessage.uniqueKey(message)) == recall.mark())
                .findFirst()
                .ifPresent(message -> {
                    pending.remove(message.delay.position);
                    message.delay.recalled = true;
                });
    }

    /** A node answers that the message was recalled. */
    void recalled(Sent message) {
        if (!message.delay.recalled || message.queueOffset >= 0) {
            throw new CheckFailure("timers: recalled", message + " was recalled, so says a node, and is delivered");
        }
    }

    /** One that may be recalled, if there is any: mostly one that is due soon. */
    Sent recallable(Chance chance) {
        List<Sent> recallable = pending.values().stream()
                .filter(message -> message.delay.asked().isRecallable())
                .sorted(Comparator.comparingLong(message -> message.delay.dueMillis))
                .limit(RECALLABLE_MAX)
                .toList();
        return recallable.isEmpty() ? null : chance.pick(recallable);
    }

    void acknowledged(Sent message, long position) {
        if (message.delay.position != position) {
            throw new CheckFailure(
                    "no acknowledged message lost",
                    message + " is acknowledged as pending at " + position + ", in the applied log it is at "
                            + message.delay.position);
        }
    }

    /** A node that has applied all holds these as pending and no others. */
    void checkAt(SimulatedNode node) {
        List<PendingTimer> timers = node.state().timers().due(Long.MAX_VALUE, Integer.MAX_VALUE, position -> false);
        for (PendingTimer timer : timers) {
            Sent message = pending.get(timer.position());
            if (message == null || message.delay.dueMillis != timer.deliverMillis()) {
                throw new CheckFailure("timers: once", node + " holds " + timer + " as pending, and it is not");
            }
        }
        if (timers.size() != pending.size()) {
            throw new CheckFailure(
                    "timers: none lost",
                    node + " holds " + timers.size() + " messages as pending, the log " + pending.size());
        }
    }
}
