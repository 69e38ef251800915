package io.quorate.broker.state;

import io.quorate.commitlog.index.MessageIndex;
import java.util.List;

/**
 * All tables of a replica. Applying an entry changes them in place; a restored snapshot makes new ones, so that nobody
 * sees it half restored.
 */
final class Tables {
    private final TopicTable topics;
    private final ConsumerGroupTable consumerGroups;
    private final OffsetTable offsets = new OffsetTable();
    private final QueueTable queues;
    private final QueueLockTable locks = new QueueLockTable();
    private final OffsetResetTable resets = new OffsetResetTable();
    private final TimerTable timers = new TimerTable();
    private final TransactionTable transactions = new TransactionTable();
    private final PopTable pops = new PopTable(offsets, resets);
    private final RequestModeTable requestModes = new RequestModeTable();
    private final ForbiddenReads forbiddenReads = new ForbiddenReads();

    /** In the order of their snapshot kinds. */
    private final List<StatePart> parts =
            List.of(locks, timers, transactions, pops, requestModes, resets, forbiddenReads);

    private Tables(Defaults defaults, MessageIndex messages) {
        topics = new TopicTable(defaults.topics());
        consumerGroups = new ConsumerGroupTable(defaults.consumerGroups());
        queues = new QueueTable(messages);
    }

    static Tables empty(Defaults defaults, MessageIndex messages) {
        return new Tables(defaults, messages);
    }

    TopicTable topics() {
        return topics;
    }

    ConsumerGroupTable consumerGroups() {
        return consumerGroups;
    }

    OffsetTable offsets() {
        return offsets;
    }

    QueueTable queues() {
        return queues;
    }

    ForbiddenReads forbiddenReads() {
        return forbiddenReads;
    }

    QueueLockTable locks() {
        return locks;
    }

    OffsetResetTable resets() {
        return resets;
    }

    TimerTable timers() {
        return timers;
    }

    TransactionTable transactions() {
        return transactions;
    }

    PopTable pops() {
        return pops;
    }

    RequestModeTable requestModes() {
        return requestModes;
    }

    /** The tables that features keep beside the basic ones. */
    List<StatePart> parts() {
        return parts;
    }
}
