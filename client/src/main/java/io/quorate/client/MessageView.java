package io.quorate.client;

import io.quorate.protocol.SysFlag;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;

/** A message as it was stored. Immutable, except that the body is not copied. */
public final class MessageView {
    private final MessageQueue queue;
    private final long queueOffset;
    private final long position;
    private final String offsetMessageId;
    private final int sysFlag;
    private final int flag;
    private final Instant bornTime;
    private final Instant storeTime;
    private final int reconsumeTimes;
    private final byte[] storedBody;
    private final Map<String, String> properties;
    private final int deliveryCount;

    /** Copies what it needs of the record. */
    MessageView(MessageQueue queue, MessageRecordView record) {
        this.queue = queue;
        queueOffset = record.queueOffset();
        position = record.position();
        offsetMessageId = record.offsetMessageId().toString();
        sysFlag = record.sysFlag();
        flag = record.flag();
        bornTime = Instant.ofEpochMilli(record.bornTimestampMillis());
        storeTime = Instant.ofEpochMilli(record.storeTimestampMillis());
        reconsumeTimes = record.reconsumeTimes();
        storedBody = new byte[record.bodyBytes()];
        record.body().get(storedBody);
        properties = MessageProperties.parse(record.properties()).toMap();
        deliveryCount = 1;
    }

    private MessageView(MessageView other, int deliveryCount) {
        queue = other.queue;
        queueOffset = other.queueOffset;
        position = other.position;
        offsetMessageId = other.offsetMessageId;
        sysFlag = other.sysFlag;
        flag = other.flag;
        bornTime = other.bornTime;
        storeTime = other.storeTime;
        reconsumeTimes = other.reconsumeTimes;
        storedBody = other.storedBody;
        properties = other.properties;
        this.deliveryCount = deliveryCount;
    }

    MessageView redelivered() {
        return new MessageView(this, deliveryCount + 1);
    }

    /** The topic it was sent to; for one out of a retry topic, the topic it came from first. */
    public String topic() {
        return properties.getOrDefault(PropertyNames.RETRY_TOPIC, queue.topic());
    }

    /** The queue it was read from. */
    public MessageQueue queue() {
        return queue;
    }

    public long queueOffset() {
        return queueOffset;
    }

    /** Byte position in the group's log, the same on all replicas. */
    public long position() {
        return position;
    }

    /** Its unique key, or where it is stored if it has none. */
    public String messageId() {
        return properties.getOrDefault(PropertyNames.UNIQUE_KEY, offsetMessageId);
    }

    public String offsetMessageId() {
        return offsetMessageId;
    }

    /**
     * The body as it was sent: inflated if it was stored as a ZLIB stream.
     *
     * @throws UnsupportedOperationException if it is compressed with LZ4 or ZSTD, which this client cannot undo
     * @throws IllegalStateException if the stream is damaged or inflates beyond measure
     */
    public byte[] body() {
        if (!SysFlag.isCompressed(sysFlag)) {
            return storedBody;
        }
        int compression = sysFlag & SysFlag.COMPRESSION_MASK;
        if (compression != 0 && compression != SysFlag.COMPRESSION_ZLIB) {
            throw new UnsupportedOperationException("the body of " + messageId() + " is compressed with "
                    + (compression == SysFlag.COMPRESSION_LZ4 ? "LZ4" : "ZSTD")
                    + "; only ZLIB is undone here, storedBody() gives it as it is");
        }
        try {
            return ZlibBody.inflate(storedBody);
        } catch (DataFormatException e) {
            throw new IllegalStateException("the body of " + messageId() + " cannot be inflated: " + e.getMessage(), e);
        }
    }

    /** The body as it is stored, compressed or not; the live array. */
    public byte[] storedBody() {
        return storedBody;
    }

    public boolean isCompressed() {
        return SysFlag.isCompressed(sysFlag);
    }

    public Optional<String> tag() {
        return property(PropertyNames.TAGS);
    }

    public List<String> keys() {
        return property(PropertyNames.KEYS)
                .map(keys -> Arrays.asList(keys.split(" ", -1)))
                .orElse(List.of());
    }

    public Optional<String> property(String name) {
        return Optional.ofNullable(properties.get(name));
    }

    /** All properties, also the protocol's own. */
    public Map<String, String> properties() {
        return Map.copyOf(properties);
    }

    public int flag() {
        return flag;
    }

    /** The producer's clock. */
    public Instant bornTime() {
        return bornTime;
    }

    /** The leader's clock. */
    public Instant storeTime() {
        return storeTime;
    }

    /** How often it went back to the group's retry topic. */
    public int reconsumeTimes() {
        return reconsumeTimes;
    }

    /** The how-manieth time this consumer hands it to its listener, from 1. */
    public int deliveryCount() {
        return deliveryCount;
    }

    @Override
    public String toString() {
        return "MessageView[" + queue + " offset=" + queueOffset + " id=" + messageId() + " bytes=" + storedBody.length
                + "]";
    }
}
