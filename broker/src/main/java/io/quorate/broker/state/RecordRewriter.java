package io.quorate.broker.state;

import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.message.MessageParts;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.MessageRecordCodec;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.protocol.message.RecordLayout;
import io.quorate.remoting.RequestException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes a new record of a stored one: a delayed message delivered, a failed one sent back, a transaction's message made
 * visible. What is not changed stays as it was: body, flag, born timestamp and host, properties with their order. Queue offset,
 * position and store timestamp are given at the append, as to any record. For one thread, once.
 */
public final class RecordRewriter {
    private final MessageRecordView source;
    private final MessageProperties properties;
    private String topic;
    private int queueId;
    private int sysFlag;
    private int reconsumeTimes;
    private long preparedTransactionOffset;
    private InetSocketAddress storeHost;

    /** @param record a whole stored record at the buffer's position, well formed; only read, and not after {@link #encode} */
    public RecordRewriter(ByteBuffer record) {
        source = new MessageRecordView().wrap(record);
        properties = MessageProperties.parse(source.properties());
        topic = source.topic();
        queueId = source.queueId();
        sysFlag = source.sysFlag();
        reconsumeTimes = source.reconsumeTimes();
        preparedTransactionOffset = source.preparedTransactionOffset();
        storeHost = source.storeHost();
    }

    /** The record as it is. */
    public MessageRecordView source() {
        return source;
    }

    /** The value of a property as it would be written now, or null. */
    public String property(String name) {
        return properties.get(name);
    }

    public RecordRewriter to(String newTopic, int newQueueId) {
        topic = newTopic;
        queueId = newQueueId;
        return this;
    }

    /** The bits that tell how wide the hosts are follow from the hosts, whatever is given here. */
    public RecordRewriter sysFlag(int newSysFlag) {
        sysFlag = newSysFlag;
        return this;
    }

    public RecordRewriter reconsumeTimes(int newReconsumeTimes) {
        reconsumeTimes = newReconsumeTimes;
        return this;
    }

    public RecordRewriter preparedTransactionOffset(long newPreparedTransactionOffset) {
        preparedTransactionOffset = newPreparedTransactionOffset;
        return this;
    }

    public RecordRewriter storeHost(InetSocketAddress newStoreHost) {
        storeHost = newStoreHost;
        return this;
    }

    /** Where it would go it goes later: for now it is stored as a pending one. */
    public RecordRewriter delayed(Delay delay) {
        delay.remember(properties, topic, queueId);
        return to(delay.topic(), delay.queueId()).preparedTransactionOffset(delay.stamp());
    }

    public RecordRewriter properties(Consumer<MessageProperties> edit) {
        edit.accept(properties);
        return this;
    }

    /**
     * The new record. It has a checksum of its own, under which a body that changed on the disk would pass for sound on every
     * replica: so such a body is not taken over.
     *
     * @throws RequestException MESSAGE_ILLEGAL if the properties became too long; SYSTEM_ERROR if the stored body does not match
     *     its checksum, until a repair has brought it back
     */
    public EncodedRecords encode() throws RequestException {
        String problem = source.problemWithBody();
        if (problem != null) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "the message at position " + source.position() + " cannot be read now, try again later: "
                            + problem);
        }
        ByteBuffer propertyBytes = properties.encode();
        if (propertyBytes.remaining() > RecordLayout.PROPERTIES_BYTES_MAX) {
            throw new RequestException(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "the message properties would have " + propertyBytes.remaining() + " bytes, allowed are "
                            + RecordLayout.PROPERTIES_BYTES_MAX);
        }
        ByteBuffer record = MessageRecordCodec.encode(new MessageParts(
                queueId,
                source.flag(),
                sysFlag,
                source.bornTimestampMillis(),
                source.bornHost(),
                storeHost,
                reconsumeTimes,
                preparedTransactionOffset,
                ByteBuffer.wrap(topic.getBytes(StandardCharsets.UTF_8)),
                source.body(),
                propertyBytes));
        return new EncodedRecords(topic, queueId, properties.get(PropertyNames.UNIQUE_KEY), record, new int[] {0});
    }
}
