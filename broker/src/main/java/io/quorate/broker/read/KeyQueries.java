package io.quorate.broker.read;

import io.quorate.broker.state.BrokerState;
import io.quorate.commitlog.index.MessageIndex;
import io.quorate.protocol.message.MessageKeys;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Finds messages by what their senders called them. Any thread; may wait for the disk. */
public final class KeyQueries {
    /** By what a message is called. */
    public enum KeyKind {
        /** One of its keys, or its unique key: they share one space. */
        KEY,
        /** Its unique key alone. */
        UNIQUE_KEY,
        TAG
    }

    /**
     * What is looked for.
     *
     * @param beginMillis stored then or later
     * @param endMillis stored then or earlier
     * @param messagesMax at least 1; the newest count
     */
    public record KeyQuery(String topic, String key, KeyKind kind, long beginMillis, long endMillis, int messagesMax) {}

    /** An answer ends before it gets longer than this, but holds at least one message, however long. */
    static final int ANSWER_BYTES_MAX = 4 << 20;

    /** Records looked at for one query: of a common tag most may be outside of the time asked for. */
    static final int EXAMINED_MAX = 4096;

    private final BrokerState state;
    private final MessageLookup lookup;

    public KeyQueries(BrokerState state, MessageLookup lookup) {
        this.state = state;
        this.lookup = lookup;
    }

    /**
     * The newest matching messages, the oldest of them first.
     *
     * @throws io.quorate.commitlog.index.MissingIndexException if that cannot be told now
     */
    public List<ByteBuffer> find(KeyQuery query) {
        int hash = query.kind == KeyKind.TAG
                ? MessageKeys.hashOfTag(query.topic, query.key)
                : MessageKeys.hash(query.topic, query.key);
        Finding finding = new Finding(query);
        state.messages().search(hash, query.beginMillis, query.endMillis, finding);
        return List.copyOf(finding.records);
    }

    /** Picks what matches among what may. */
    private final class Finding implements MessageIndex.Candidates {
        private final KeyQuery query;
        private final MessageRecordView view = new MessageRecordView();
        private final Deque<ByteBuffer> records = new ArrayDeque<>();
        private int bytes;
        private int examined;

        Finding(KeyQuery query) {
            this.query = query;
        }

        @Override
        public boolean offer(long position) {
            ByteBuffer record = lookup.byPosition(position).orElse(null);
            if (record != null && matches(view.wrap(record, 0))) {
                if (!records.isEmpty() && bytes + record.limit() > ANSWER_BYTES_MAX) {
                    return false;
                }
                records.addFirst(record);
                bytes += record.limit();
            }
            examined++;
            return records.size() < query.messagesMax && examined < EXAMINED_MAX;
        }

        private boolean matches(MessageRecordView record) {
            long storedMillis = record.storeTimestampMillis();
            return storedMillis >= query.beginMillis
                    && storedMillis <= query.endMillis
                    && record.topic().equals(query.topic)
                    && isCalled(MessageProperties.parse(record.propertiesUtf8()));
        }

        private boolean isCalled(MessageProperties properties) {
            return switch (query.kind) {
                case TAG -> query.key.equals(properties.get(PropertyNames.TAGS));
                case UNIQUE_KEY -> isUniqueKey(properties);
                case KEY -> isUniqueKey(properties) || isAmongKeys(properties.get(PropertyNames.KEYS));
            };
        }

        private boolean isUniqueKey(MessageProperties properties) {
            return query.key.equals(properties.get(PropertyNames.UNIQUE_KEY));
        }

        private boolean isAmongKeys(String keys) {
            return keys != null && Arrays.asList(keys.split(" ")).contains(query.key);
        }
    }
}
