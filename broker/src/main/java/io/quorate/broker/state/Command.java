package io.quorate.broker.state;

/**
 * A change of one of the replicated tables, as it stands in the log. Immutable. What a command does must follow from
 * the command and the tables alone: every replica applies it, at another time and with another configuration file.
 */
public sealed interface Command permits TopicPut, TopicDelete, ConsumerGroupPut, ConsumerGroupDelete, OffsetCommit {
    CommandType type();
}
