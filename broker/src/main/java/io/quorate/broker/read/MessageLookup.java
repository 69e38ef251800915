package io.quorate.broker.read;

import io.quorate.broker.state.BrokerState;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.RecordLayout;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds single messages. Any thread. */
public final class MessageLookup {
    /** Longest record that is looked at: what a frame can carry. */
    static final int RECORD_BYTES_MAX = 16 << 20;

    private static final int HEAD_BYTES = RecordLayout.BORN_HOST_AT;

    private final BrokerState state;
    private final LogBytes log;

    public MessageLookup(BrokerState state, LogBytes log) {
        this.state = state;
        this.log = log;
    }

    /**
     * The stored record that starts at the position, if one does and is still kept. Positions come from clients: that the bytes look like a
     * record is not enough, for a message's body may hold anything, another record too. The queue index decides.
     */
    public Optional<ByteBuffer> byPosition(long position) {
        long roomBytes = state.applied().position() - position;
        if (position < 0 || roomBytes < HEAD_BYTES) {
            return Optional.empty();
        }
        try {
            return at(position, roomBytes);
        } catch (IndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }

    private Optional<ByteBuffer> at(long position, long roomBytes) {
        ByteBuffer head = log.slice(position, HEAD_BYTES);
        int sizeBytes = head.getInt(RecordLayout.TOTAL_SIZE_AT);
        boolean plausible = RecordLayout.isMessageMagic(head.getInt(RecordLayout.MAGIC_AT))
                && head.getLong(RecordLayout.POSITION_AT) == position
                && sizeBytes >= HEAD_BYTES
                && sizeBytes <= Math.min(roomBytes, RECORD_BYTES_MAX);
        if (!plausible) {
            return Optional.empty();
        }
        ByteBuffer record = log.slice(position, sizeBytes);
        MessageRecordView view = new MessageRecordView().wrap(record, 0);
        return view.problem() == null && isIndexed(view) ? Optional.of(record) : Optional.empty();
    }

    private boolean isIndexed(MessageRecordView record) {
        long queueOffset = record.queueOffset();
        return state.queues()
                .find(record.topic(), record.queueId())
                .map(QueueIndex::view)
                .filter(queue -> queue.contains(queueOffset))
                .filter(queue -> queue.position(queueOffset) == record.position())
                .isPresent();
    }
}
