package io.quorate.broker.state;

/**
 * All tables of a replica. Applying an entry changes them in place; a restored snapshot makes new ones, so that nobody
 * sees it half restored.
 */
record Tables(TopicTable topics, ConsumerGroupTable consumerGroups, OffsetTable offsets, QueueTable queues) {
    static Tables empty(Defaults defaults) {
        return new Tables(
                new TopicTable(defaults.topics()),
                new ConsumerGroupTable(defaults.consumerGroups()),
                new OffsetTable(),
                new QueueTable());
    }
}
