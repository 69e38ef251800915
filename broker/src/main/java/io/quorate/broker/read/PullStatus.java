package io.quorate.broker.read;

/** What a pull found. The names go into the answer's remark, where RocketMQ users look for them. */
public enum PullStatus {
    /** At least one message matched. */
    FOUND,
    /** There were messages, none matched the subscription. */
    NO_MATCHED_MESSAGE,
    /** Nothing was ever written to the queue, or the topic does not exist. */
    NO_MATCHED_LOGIC_QUEUE,
    /** The queue has no message. */
    NO_MESSAGE_IN_QUEUE,
    /** The wanted message is gone: the queue starts later. */
    OFFSET_TOO_SMALL,
    /** The messages went from the log while they were being read: the next try will find the queue's new start. */
    MESSAGE_WAS_REMOVING,
    /** The wanted message is the next one to be written. */
    OFFSET_OVERFLOW_ONE,
    /** Far beyond the end of the queue. */
    OFFSET_OVERFLOW_BADLY,
    /** The consumer group's offset was reset, and the consumer is to go on there. */
    OFFSET_RESET,
    /** Too many pulls are held already. */
    TOO_MANY_PULLS,
    /** Where the messages are is being found out again, after an index file was lost or damaged. */
    INDEX_BEING_MADE
}
