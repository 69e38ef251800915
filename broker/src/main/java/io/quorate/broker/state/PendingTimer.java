package io.quorate.broker.state;

import io.quorate.protocol.Names;
import io.quorate.protocol.message.MessageKeys;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;
import java.util.Optional;

/**
 * A message that is to be delivered later.
 *
 * @param deliverMillis when it is due, by the clock of the log's entries
 * @param position of the pending message in the log
 * @param mark its delay level, or a number made of its topic and unique key by which it can be recalled
 */
public record PendingTimer(long deliverMillis, long position, long mark) implements Comparable<PendingTimer> {
    /** Levels are far below it; with it a mark still takes no more than nine bytes. */
    private static final long RECALLABLE = 1L << 62;

    private static final int TOPIC_BYTES = Names.SCHEDULE_TOPIC.length(); // of both topics, as it happens

    /** What the record of a pending message makes, wherever it is read. Empty if it is no such record. */
    public static Optional<PendingTimer> of(MessageRecordView record) {
        if (record.topicBytes() != TOPIC_BYTES) {
            return Optional.empty();
        }
        String topic = record.topic();
        if (topic.equals(Names.SCHEDULE_TOPIC)) {
            return Optional.of(of(record, record.queueId() + 1));
        } else if (topic.equals(Names.TIMER_TOPIC)) {
            String realTopic = record.property(PropertyNames.REAL_TOPIC).orElse("");
            String uniqueKey = record.property(PropertyNames.UNIQUE_KEY).orElse("");
            return Optional.of(of(record, mark(realTopic, uniqueKey)));
        }
        return Optional.empty();
    }

    private static PendingTimer of(MessageRecordView record, long mark) {
        // The record's store timestamp is that of its entry.
        long deliverMillis = Delay.deliverMillis(record.preparedTransactionOffset(), record.storeTimestampMillis());
        return new PendingTimer(deliverMillis, record.position(), mark);
    }

    /** The mark of a message that can be recalled. */
    public static long mark(String topic, String uniqueKey) {
        // Two hashes with nothing in common: of millions due at the same moment no two should share both.
        long high = MessageKeys.hash(topic, uniqueKey);
        long low = MessageKeys.hash(uniqueKey, topic);
        return RECALLABLE | ((high << 32 ^ (low & 0xFFFF_FFFFL)) & (RECALLABLE - 1));
    }

    /** The delay level, 0 for a timer message. */
    int level() {
        return mark < RECALLABLE ? (int) mark : 0;
    }

    @Override
    public int compareTo(PendingTimer other) {
        int byTime = Long.compare(deliverMillis, other.deliverMillis);
        return byTime != 0 ? byTime : Long.compare(position, other.position);
    }
}
