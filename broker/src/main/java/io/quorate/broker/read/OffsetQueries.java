package io.quorate.broker.read;

import io.quorate.broker.state.BrokerState;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.commitlog.index.QueueView;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What clients and tools ask about offsets, over what is applied here. Any thread. Unknown queues are empty queues.
 *
 * <p>These answers are as old as what is applied here; whoever wants them current asks the group first (ReadIndex). For
 * {@link #consumerOffset} that matters: a client that is told "none" jumps to the end of the queue.
 */
public final class OffsetQueries {
    /** Which of the messages around a time is meant. */
    public enum Boundary {
        /** The first one stored at or after it. */
        LOWER,
        /** The last one stored at or before it. */
        UPPER
    }

    /** Time of a message that is not there. */
    public static final long NO_TIME = -1;

    private final BrokerState state;

    public OffsetQueries(BrokerState state) {
        this.state = state;
    }

    /** The next offset to be written, 0 for a queue without messages. */
    public long maxOffset(String topic, int queueId) {
        return state.queues().maxOffset(topic, queueId);
    }

    public long minOffset(String topic, int queueId) {
        return queue(topic, queueId).map(QueueIndex::minOffset).orElse(0L);
    }

    /**
     * LOWER: later than all messages gives the max offset, earlier than all the min offset. UPPER: later than all gives
     * the last message's offset, earlier than all 0. A queue whose messages are all gone gives its max offset and 0, one
     * that never had any 0.
     */
    public long searchByTime(String topic, int queueId, long timestampMillis, Boundary boundary) {
        return queue(topic, queueId)
                .map(queue -> switch (boundary) {
                    case LOWER -> queue.view().lowerBound(timestampMillis);
                    case UPPER -> queue.view().upperBound(timestampMillis);
                })
                .orElse(0L);
    }

    /** When the oldest message of the queue was stored, {@link #NO_TIME} if there is none. */
    public long earliestStoreTimeMillis(String topic, int queueId) {
        return queue(topic, queueId)
                .map(QueueIndex::view)
                .map(queue -> storeTimeMillis(queue, queue.minOffset()))
                .orElse(NO_TIME);
    }

    /** When the message was stored, {@link #NO_TIME} if there is none at the offset. */
    public long storeTimeMillis(String topic, int queueId, long queueOffset) {
        return queue(topic, queueId)
                .map(queue -> storeTimeMillis(queue.view(), queueOffset))
                .orElse(NO_TIME);
    }

    private static long storeTimeMillis(QueueView queue, long queueOffset) {
        return queue.contains(queueOffset) ? queue.storeTimestampMillis(queueOffset) : NO_TIME;
    }

    /**
     * Where the group goes on in the queue; empty if that is not known (QUERY_NOT_FOUND).
     *
     * @param setZeroIfNotFound a group without offset starts at 0 while all that was ever written to the queue is still
     *     there: so a new group sees messages sent just before it came, whatever its start position is. That holds for an
     *     empty queue, too: told "none", clients ask for the queue's end next, and a message stored between their two
     *     questions would be skipped
     */
    public OptionalLong consumerOffset(String consumerGroup, String topic, int queueId, boolean setZeroIfNotFound) {
        OptionalLong committed = state.offsets().find(consumerGroup, topic, queueId);
        if (committed.isPresent() || !setZeroIfNotFound) {
            return committed;
        }
        boolean young = isQueueOfTopic(topic, queueId) && minOffset(topic, queueId) == 0;
        return young ? OptionalLong.of(0) : OptionalLong.empty();
    }

    private boolean isQueueOfTopic(String name, int queueId) {
        return queueId >= 0
                && state.topics()
                        .find(name)
                        .filter(topic -> queueId < topic.queueCount())
                        .isPresent();
    }

    private Optional<QueueIndex> queue(String topic, int queueId) {
        return state.queues().find(topic, queueId);
    }
}
