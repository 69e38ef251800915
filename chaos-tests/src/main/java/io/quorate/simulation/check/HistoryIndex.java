package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Batch;
import io.quorate.simulation.check.Operation.Commit;
import io.quorate.simulation.check.Operation.CommitQuery;
import io.quorate.simulation.check.Operation.Decision;
import io.quorate.simulation.check.Operation.Delayed;
import io.quorate.simulation.check.Operation.Delivery;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Fate;
import io.quorate.simulation.check.Operation.Half;
import io.quorate.simulation.check.Operation.Hide;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.Pop;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.Seek;
import io.quorate.simulation.check.Operation.Send;
import java.util.ArrayList;
import java.util.Collection;
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

    /** Of the message with this value. */
    static final class Transaction {
        final String value;
        Half half; // null: decided, but never sent
        final List<Decision> decisions = new ArrayList<>(1);

        Transaction(String value) {
            this.value = value;
        }

        /** The first decision of this kind; null if there was none. */
        Decision first(Fate fate) {
            return decisions.stream()
                    .filter(decision -> decision.fate() == fate)
                    .findFirst()
                    .orElse(null);
        }
    }

    private final History history;
    private final Map<String, QueueFacts> queues = new LinkedHashMap<>();
    private final Map<String, SentValue> values = new LinkedHashMap<>();
    private final Map<String, Transaction> transactions = new LinkedHashMap<>();
    private final List<Delayed> delayed = new ArrayList<>();
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
        } else if (operation instanceof Batch batch) {
            sends(batch).forEach(this::add);
        } else if (operation instanceof Delayed delayed) {
            value(delayed.value()).send = new Send(delayed.call(), delayed.queue(), delayed.value());
            this.delayed.add(delayed);
        } else if (operation instanceof Half half) {
            value(half.value()).send = new Send(half.call(), half.queue(), half.value());
            transaction(half.value()).half = half;
        } else if (operation instanceof Decision decision) {
            transaction(decision.value()).decisions.add(decision);
        } else if (operation instanceof Seek seek) {
            queue(seek.queue()).consumption.add(seek);
        } else if (operation instanceof Poll poll) {
            queue(poll.queue()).polls.add(poll);
            queue(poll.queue()).consumption.add(poll);
        } else if (operation instanceof Drain drain) {
            addDrain(drain);
        } else if (operation instanceof Delivery delivery) {
            queue(delivery.queue()).deliveries.add(delivery);
        } else if (operation instanceof Pop pop) {
            queue(pop.queue()).pops.add(pop);
        } else if (operation instanceof Hide hide) {
            queue(hide.queue()).hides.add(hide);
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

    /** A batch is its messages' sends, at the same time; that it is one is asked for by {@link BatchCheck}. */
    static List<Send> sends(Batch batch) {
        List<Send> sends = new ArrayList<>();
        for (String value : batch.values()) {
            long offset = batch.offset() < 0 ? Operation.NONE : batch.offset() + sends.size();
            sends.add(new Send(batch.call(), batch.queue(), value, offset));
        }
        return sends;
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
        } else if (operation instanceof Batch batch) {
            sends(batch).forEach(this::tell);
        } else if (operation instanceof Delivery delivery) {
            tellRead(queue(delivery.queue()), delivery, List.of(delivery.message()));
        } else if (operation instanceof Pop pop) {
            tellRead(queue(pop.queue()), pop, pop.records());
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

    private Transaction transaction(String value) {
        return transactions.computeIfAbsent(value, Transaction::new);
    }

    private QueueFacts queue(String name) {
        return queues.computeIfAbsent(name, QueueFacts::new);
    }

    private Committed committed(String consumerGroup, String queue) {
        return committed.computeIfAbsent(
                List.of(consumerGroup, queue),
                any -> new Committed(consumerGroup, queue, new ArrayList<>(), new ArrayList<>()));
    }

    boolean has(Class<? extends Operation> kind) {
        return history.operations().stream().anyMatch(kind::isInstance);
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

    Collection<Transaction> transactions() {
        return transactions.values();
    }

    /** null if it was not sent in a transaction. */
    Transaction transactionOf(String value) {
        return transactions.get(value);
    }

    List<Delayed> delayed() {
        return delayed;
    }

    Collection<Committed> committed() {
        return committed.values();
    }

    Map<String, List<Register>> registers() {
        return registers;
    }
}
