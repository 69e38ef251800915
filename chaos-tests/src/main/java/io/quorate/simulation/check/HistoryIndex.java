package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Commit;
import io.quorate.simulation.check.Operation.CommitQuery;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.Rollback;
import io.quorate.simulation.check.Operation.Seek;
import io.quorate.simulation.check.Operation.Send;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A history sorted out once for all checkers. It takes what <em>any</em> read showed for true, also if its client failed later: a
 * broker may never show what is not safe.
 */
public final class HistoryIndex {
    /** Offsets of one consumer group in one queue. */
    record Committed(String consumerGroup, String queue, List<Commit> commits, List<CommitQuery> queries) {}

    private final History history;
    private final Map<String, QueueFacts> queues = new LinkedHashMap<>();
    private final Map<String, SentValue> values = new LinkedHashMap<>();
    private final Map<String, Rollback> rollbacks = new HashMap<>();
    private final Map<List<String>, Committed> committed = new LinkedHashMap<>();
    private final Map<String, List<Register>> registers = new LinkedHashMap<>();

    private HistoryIndex(History history) {
        this.history = history;
    }

    public static HistoryIndex of(History history) {
        HistoryIndex index = new HistoryIndex(history);
        history.operations().forEach(index::add);
        history.operations().forEach(index::tell);
        index.queues.values().forEach(QueueFacts::seal);
        return index;
    }

    private void add(Operation operation) {
        if (operation instanceof Send send) {
            value(send.value()).send = send;
            queue(send.queue()).sends.add(send);
        } else if (operation instanceof Rollback rollback) {
            rollbacks.put(rollback.value(), rollback);
        } else if (operation instanceof Seek seek) {
            queue(seek.queue()).consumption.add(seek);
        } else if (operation instanceof Poll poll) {
            queue(poll.queue()).polls.add(poll);
            queue(poll.queue()).consumption.add(poll);
        } else if (operation instanceof Drain drain) {
            addDrain(drain);
        } else if (operation instanceof EdgeQuery query) {
            queue(query.queue()).edgeQueries.add(query);
        } else if (operation instanceof Commit commit) {
            committed(commit.consumerGroup(), commit.queue()).commits().add(commit);
        } else if (operation instanceof CommitQuery query) {
            committed(query.consumerGroup(), query.queue()).queries().add(query);
        } else if (operation instanceof Register register) {
            registers.computeIfAbsent(register.key(), any -> new ArrayList<>()).add(register);
        }
    }

    private void addDrain(Drain drain) {
        if (drain.call().isOk()) {
            queue(drain.queue()).drains.add(drain);
        }
    }

    private void tell(Operation operation) {
        if (operation instanceof Send send && send.call().isOk() && send.offset() >= 0) {
            queue(send.queue()).tell(send.offset(), value(send.value()), send);
        } else if (operation instanceof Poll poll) {
            tellRead(queue(poll.queue()), poll, poll.records());
        } else if (operation instanceof Drain drain) {
            tellRead(queue(drain.queue()), drain, drain.records());
        }
    }

    private void tellRead(QueueFacts queue, Operation read, List<SeenRecord> records) {
        for (SeenRecord record : records) {
            if (record.intact()) {
                queue.tell(record.offset(), value(record.value()), read).readBy(read);
            }
        }
    }

    private SentValue value(String value) {
        return values.computeIfAbsent(value, SentValue::new);
    }

    private QueueFacts queue(String name) {
        return queues.computeIfAbsent(name, QueueFacts::new);
    }

    private Committed committed(String consumerGroup, String queue) {
        return committed.computeIfAbsent(
                List.of(consumerGroup, queue),
                any -> new Committed(consumerGroup, queue, new ArrayList<>(), new ArrayList<>()));
    }

    History history() {
        return history;
    }

    Collection<QueueFacts> queues() {
        return queues.values();
    }

    /** null if nothing was ever sent to it or read from it. */
    QueueFacts queueIfAny(String name) {
        return queues.get(name);
    }

    Collection<SentValue> values() {
        return values.values();
    }

    SentValue valueIfAny(String value) {
        return values.get(value);
    }

    /** null if nobody tried to roll it back. */
    Rollback rollbackOf(String value) {
        return rollbacks.get(value);
    }

    Collection<Committed> committed() {
        return committed.values();
    }

    Map<String, List<Register>> registers() {
        return registers;
    }
}
