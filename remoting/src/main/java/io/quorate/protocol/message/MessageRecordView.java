package io.quorate.protocol.message;

import io.quorate.protocol.SysFlag;
import io.quorate.protocol.TagHash;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads one stored message record where it lies. Reusable; not thread-safe. Getters of numbers allocate nothing.
 *
 * <p>Bytes that were not checked before (by an entry's checksum, say) must pass {@link #problem} first; getters of a
 * record that has a problem may throw IndexOutOfBoundsException.
 */
public final class MessageRecordView {
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int at;

    /**
     * Looks at the record whose first byte is at index {@code at} of {@code buffer} (absolute; position and limit are not
     * used as bounds of the record). The buffer must be big-endian and is only read.
     */
    public MessageRecordView wrap(ByteBuffer buffer, int at) {
        this.buffer = buffer;
        this.at = at;
        return this;
    }

    /** Looks at the record at the buffer's position. */
    public MessageRecordView wrap(ByteBuffer buffer) {
        return wrap(buffer, buffer.position());
    }

    /** What contradicts these bytes being a whole message record within the buffer's limit, or null if nothing does. */
    public String problem() {
        int available = buffer.limit() - at;
        if (available < RecordLayout.BORN_HOST_AT) {
            return "only " + available + " bytes, too short for a record";
        }
        if (!RecordLayout.isMessageMagic(magic())) {
            return "magic 0x" + Integer.toHexString(magic()) + " is not a message record's";
        }
        int total = totalBytes();
        if (total > available) {
            return "record of " + total + " bytes, only " + available + " are there";
        }
        return lengthProblem(total);
    }

    /** Like {@link #problem}, and the body must have its checksum. */
    public String problemWithBody() {
        String problem = problem();
        if (problem != null) {
            return problem;
        }
        int crc = BodyCrc.of(body());
        return crc == bodyCrc() ? null : "body checksum is " + crc + ", the record says " + bodyCrc();
    }

    // Sums are long: a length from outside may be near the largest int.
    private String lengthProblem(int total) {
        long end = RecordLayout.bodyLengthAt(sysFlag()) + (long) Integer.BYTES;
        if (end > total) {
            return "record of " + total + " bytes ends within its fixed fields";
        }
        int bodyBytes = bodyBytes();
        end += bodyBytes;
        int topicLengthBytes = RecordLayout.topicLengthBytes(magic());
        if (bodyBytes < 0 || end + topicLengthBytes > total) {
            return "body of " + bodyBytes + " bytes does not fit a record of " + total;
        }
        int topicBytes = topicBytes();
        end += topicLengthBytes + topicBytes;
        if (topicBytes < 0 || end + Short.BYTES > total) {
            return "topic of " + topicBytes + " bytes does not fit a record of " + total;
        }
        int propertiesBytes = propertiesBytes();
        end += Short.BYTES + propertiesBytes;
        if (propertiesBytes < 0 || end != total) {
            return "properties of " + propertiesBytes + " bytes do not end a record of " + total;
        }
        return null;
    }

    public int totalBytes() {
        return buffer.getInt(at + RecordLayout.TOTAL_SIZE_AT);
    }

    public int magic() {
        return buffer.getInt(at + RecordLayout.MAGIC_AT);
    }

    public int bodyCrc() {
        return buffer.getInt(at + RecordLayout.BODY_CRC_AT);
    }

    public int queueId() {
        return buffer.getInt(at + RecordLayout.QUEUE_ID_AT);
    }

    public int flag() {
        return buffer.getInt(at + RecordLayout.FLAG_AT);
    }

    public long queueOffset() {
        return buffer.getLong(at + RecordLayout.QUEUE_OFFSET_AT);
    }

    public long position() {
        return buffer.getLong(at + RecordLayout.POSITION_AT);
    }

    public int sysFlag() {
        return buffer.getInt(at + RecordLayout.SYS_FLAG_AT);
    }

    public long bornTimestampMillis() {
        return buffer.getLong(at + RecordLayout.BORN_TIMESTAMP_AT);
    }

    public InetSocketAddress bornHost() {
        return HostBytes.get(buffer, at + RecordLayout.BORN_HOST_AT, SysFlag.isBornHostIpv6(sysFlag()));
    }

    public long storeTimestampMillis() {
        return buffer.getLong(at + RecordLayout.storeTimestampAt(sysFlag()));
    }

    public InetSocketAddress storeHost() {
        int sysFlag = sysFlag();
        return HostBytes.get(buffer, at + RecordLayout.storeHostAt(sysFlag), SysFlag.isStoreHostIpv6(sysFlag));
    }

    public int reconsumeTimes() {
        return buffer.getInt(at + RecordLayout.reconsumeTimesAt(sysFlag()));
    }

    public long preparedTransactionOffset() {
        return buffer.getLong(at + RecordLayout.preparedTransactionOffsetAt(sysFlag()));
    }

    public int bodyBytes() {
        return buffer.getInt(bodyLengthAt());
    }

    /** The body where it lies, read-only; valid as long as the wrapped buffer is. */
    public ByteBuffer body() {
        return slice(bodyLengthAt() + Integer.BYTES, bodyBytes());
    }

    public int topicBytes() {
        int lengthAt = topicLengthAt();
        return magic() == RecordLayout.MAGIC_V1 ? buffer.get(lengthAt) : buffer.getShort(lengthAt);
    }

    public String topic() {
        return text(topicAt(), topicBytes());
    }

    /** The topic's UTF-8 bytes where they lie, read-only. */
    public ByteBuffer topicUtf8() {
        return slice(topicAt(), topicBytes());
    }

    public int propertiesBytes() {
        return buffer.getShort(propertiesLengthAt());
    }

    /** The property string. */
    public String properties() {
        return text(propertiesAt(), propertiesBytes());
    }

    /** The property string's UTF-8 bytes where they lie, read-only. */
    public ByteBuffer propertiesUtf8() {
        return slice(propertiesAt(), propertiesBytes());
    }

    /** One property, found without decoding the others. */
    public Optional<String> property(String name) {
        return Optional.ofNullable(MessageProperties.find(buffer, propertiesAt(), propertiesBytes(), name));
    }

    /** Hash of the tag as the queue index keeps it, {@link TagHash#NONE} without a tag. */
    public long tagHash() {
        return TagHash.of(MessageProperties.find(buffer, propertiesAt(), propertiesBytes(), PropertyNames.TAGS));
    }

    /** The message's id by place, as clients and tools show it. */
    public OffsetMessageId offsetMessageId() {
        return new OffsetMessageId(storeHost(), position());
    }

    ByteBuffer buffer() {
        return buffer;
    }

    private int bodyLengthAt() {
        return at + RecordLayout.bodyLengthAt(sysFlag());
    }

    private int topicLengthAt() {
        int bodyLengthAt = bodyLengthAt();
        return bodyLengthAt + Integer.BYTES + buffer.getInt(bodyLengthAt);
    }

    int topicAt() {
        return topicLengthAt() + RecordLayout.topicLengthBytes(magic());
    }

    private int propertiesLengthAt() {
        return topicAt() + topicBytes();
    }

    int propertiesAt() {
        return propertiesLengthAt() + Short.BYTES;
    }

    private ByteBuffer slice(int from, int length) {
        return buffer.slice(from, length).asReadOnlyBuffer();
    }

    private String text(int from, int length) {
        byte[] bytes = new byte[length];
        buffer.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
