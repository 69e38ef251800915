package io.quorate.protocol.message;

import java.nio.ByteBuffer;

/**
 * Writes stored message records, see {@link RecordLayout}. Queue offset, position and store timestamp are left 0 by
 * {@link #encode} and set by {@link #assign} once the record's place in the log is known.
 */
public final class MessageRecordCodec {
    private MessageRecordCodec() {}

    /** Exact length of the record {@link #encode} writes. */
    public static int lengthBytes(MessageParts parts) {
        int topicBytes = parts.topic().remaining();
        return Math.addExact(
                RecordLayout.bodyLengthAt(parts.sysFlag())
                        + Integer.BYTES
                        + RecordLayout.topicLengthBytes(RecordLayout.magicFor(topicBytes))
                        + topicBytes
                        + Short.BYTES
                        + parts.properties().remaining(),
                parts.body().remaining());
    }

    /**
     * Writes the record at the target's position and moves it behind. The body is copied once.
     *
     * @throws IllegalArgumentException if topic or properties are longer than the layout can say
     */
    public static void encode(ByteBuffer target, MessageParts parts) {
        encode(target, parts, lengthBytes(parts));
    }

    /** The record in a heap buffer of exactly its length, ready to be read. */
    public static ByteBuffer encode(MessageParts parts) {
        int length = lengthBytes(parts);
        ByteBuffer target = ByteBuffer.allocate(length);
        encode(target, parts, length);
        return target.flip();
    }

    /** Fixes what depends on the record's place in the log. {@code at} is the record's first byte in {@code buffer}. */
    public static void assign(ByteBuffer buffer, int at, long queueOffset, long position, long storeTimestampMillis) {
        int sysFlag = buffer.getInt(at + RecordLayout.SYS_FLAG_AT);
        buffer.putLong(at + RecordLayout.QUEUE_OFFSET_AT, queueOffset);
        buffer.putLong(at + RecordLayout.POSITION_AT, position);
        buffer.putLong(at + RecordLayout.storeTimestampAt(sysFlag), storeTimestampMillis);
    }

    private static void encode(ByteBuffer target, MessageParts parts, int length) {
        requireAtMost("topic", parts.topic().remaining(), RecordLayout.TOPIC_BYTES_V2_MAX);
        requireAtMost("properties", parts.properties().remaining(), RecordLayout.PROPERTIES_BYTES_MAX);
        target.putInt(length)
                .putInt(RecordLayout.magicFor(parts.topic().remaining()))
                .putInt(BodyCrc.of(parts.body()))
                .putInt(parts.queueId())
                .putInt(parts.flag())
                .putLong(0)
                .putLong(0)
                .putInt(parts.sysFlag())
                .putLong(parts.bornTimestampMillis());
        HostBytes.put(target, parts.bornHost());
        target.putLong(0);
        HostBytes.put(target, parts.storeHost());
        target.putInt(parts.reconsumeTimes()).putLong(parts.preparedTransactionOffset());
        putVariable(target, parts);
    }

    private static void putVariable(ByteBuffer target, MessageParts parts) {
        target.putInt(parts.body().remaining()).put(parts.body().duplicate());
        int topicBytes = parts.topic().remaining();
        if (topicBytes <= RecordLayout.TOPIC_BYTES_V1_MAX) {
            target.put((byte) topicBytes);
        } else {
            target.putShort((short) topicBytes);
        }
        target.put(parts.topic().duplicate());
        target.putShort((short) parts.properties().remaining())
                .put(parts.properties().duplicate());
    }

    private static void requireAtMost(String part, int lengthBytes, int lengthBytesMax) {
        if (lengthBytes > lengthBytesMax) {
            throw new IllegalArgumentException(
                    "the " + part + " of a record has " + lengthBytes + " bytes, at most " + lengthBytesMax + " fit");
        }
    }
}
