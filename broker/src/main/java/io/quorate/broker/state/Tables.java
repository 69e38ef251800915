package io.quorate.broker.state;

import io.quorate.commitlog.index.MessageIndex;

/**
 * All tables of a replica. Applying an entry changes them in place; a restored snapshot makes new ones, so that nobody
 * sees it half restored.
 */
record Tables(TopicTable topics, ConsumerGroupTable consumerGroups, OffsetTable offsets, QueueTable queues) {
    static Tables empty(Defaults defaults, MessageIndex messages) {
        return new Tables(
                new TopicTable(defaults.topics()),
                new ConsumerGroupTable(defaults.consumerGroups()),
                new OffsetTable(),
                new QueueTable(messages));
    }
}
