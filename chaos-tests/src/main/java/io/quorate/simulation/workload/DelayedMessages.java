package io.quorate.simulation.workload;

import io.quorate.broker.state.PendingTimer;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The delayed messages of a history: each is stored as pending once, is delivered once, not before it is due by the log's own
 * clock; and what is neither delivered nor pending is lost.
 */
final class DelayedMessages {
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
