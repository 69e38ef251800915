package io.quorate.broker.state;

import io.quorate.protocol.message.MessageRecordCodec;
import java.nio.ByteBuffer;

/**
 * One message, or those of a batch, as records for one queue: complete but for queue offset, position and store
 * timestamp. Handed from the encoding thread to the replica loop, never shared.
 */
public final class EncodedRecords {
    private final String topic;
    private final int queueId;
    private final String uniqueKey;
    private final ByteBuffer bytes;
    private final int[] starts;

    /**
     * @param uniqueKey null for a batch
     * @param bytes the records back to back, from 0 to the limit
     * @param starts where in {@code bytes} each begins
     */
    EncodedRecords(String topic, int queueId, String uniqueKey, ByteBuffer bytes, int[] starts) {
        this.topic = topic;
        this.queueId = queueId;
        this.uniqueKey = uniqueKey;
        this.bytes = bytes;
        this.starts = starts;
    }

    public String topic() {
        return topic;
    }

    public int queueId() {
        return queueId;
    }

    /** The client's id of the message, or the one the broker gave it; null for a batch. */
    public String uniqueKey() {
        return uniqueKey;
    }

    public int count() {
        return starts.length;
    }

    public int lengthBytes() {
        return bytes.limit();
    }

    /** The records as they would look at this place, without putting them there; for those who only show them to somebody. */
    public ByteBuffer at(long firstQueueOffset, long position, long storeTimestampMillis) {
        ByteBuffer shown = ByteBuffer.allocate(lengthBytes());
        writeTo(shown, firstQueueOffset, position, storeTimestampMillis);
        return shown.flip();
    }

    /**
     * Writes the records at the target's position, now that their place is known.
     *
     * @param position in the log, of the first of them
     * @return the position of each
     */
    long[] writeTo(ByteBuffer target, long firstQueueOffset, long position, long storeTimestampMillis) {
        long[] positions = new long[starts.length];
        for (int i = 0; i < starts.length; i++) {
            positions[i] = position + starts[i];
            MessageRecordCodec.assign(bytes, starts[i], firstQueueOffset + i, positions[i], storeTimestampMillis);
        }
        target.put(bytes.duplicate().rewind());
        return positions;
    }
}
