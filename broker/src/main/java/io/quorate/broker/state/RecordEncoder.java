package io.quorate.broker.state;

import io.quorate.protocol.Names;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.SysFlag;
import io.quorate.protocol.message.BatchBody;
import io.quorate.protocol.message.MessageParts;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.MessageRecordCodec;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.protocol.message.RecordLayout;
import io.quorate.remoting.RequestException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Turns sends into records, on the I/O loop that received them, with one copy of the body. Safe from any thread.
 */
public final class RecordEncoder {
    /**
     * What the encoder puts into every record, and its limit.
     *
     * @param traceOn asked for each message, as is {@code bodyBytesMax}: they may change at run time
     * @param storeHost address under which clients reach this broker: part of message ids
     * @param bodyBytesMax longest body, also of a whole batch
     */
    public record Settings(
            String clusterName,
            String regionId,
            BooleanSupplier traceOn,
            InetSocketAddress storeHost,
            IntSupplier bodyBytesMax) {}

    private final Settings settings;
    private final Supplier<String> uniqueKeys;

    /** @param uniqueKeys makes keys for messages that come without one; from any thread */
    public RecordEncoder(Settings settings, Supplier<String> uniqueKeys) {
        this.settings = settings;
        this.uniqueKeys = uniqueKeys;
    }

    /**
     * One message. Its properties get UNIQ_KEY (if absent), MSG_REGION, TRACE_ON and CLUSTER, and lose what is never
     * stored.
     *
     * @throws RequestException MESSAGE_ILLEGAL when body or properties are too long; SYSTEM_ERROR when the body is empty
     */
    public EncodedRecords encode(IncomingMessage message) throws RequestException {
        return encode(message, Optional.empty());
    }

    /** As {@link #encode(IncomingMessage)}; with a delay the record is that of a pending message, in the broker's own topic. */
    public EncodedRecords encode(IncomingMessage message, Optional<Delay> delay) throws RequestException {
        checkBody(message);
        checkTransaction(message);
        MessageProperties properties = MessageProperties.parse(message.properties());
        removeWhatIsNeverStored(properties);
        if (properties.get(PropertyNames.UNIQUE_KEY) == null) {
            properties.put(PropertyNames.UNIQUE_KEY, uniqueKeys.get());
        }
        properties
                .put(PropertyNames.MSG_REGION, settings.regionId())
                .put(PropertyNames.TRACE_ON, Boolean.toString(settings.traceOn().getAsBoolean()))
                .put(PropertyNames.CLUSTER, settings.clusterName());
        delay.ifPresent(later -> later.remember(properties, message.topic(), message.queueId()));
        ByteBuffer propertyBytes = properties.encode();
        checkProperties(propertyBytes.remaining());
        String topic = delay.map(Delay::topic).orElse(message.topic());
        int queueId = delay.map(Delay::queueId).orElse(message.queueId());
        ByteBuffer record = MessageRecordCodec.encode(new MessageParts(
                queueId,
                message.flag(),
                message.sysFlag(),
                message.bornTimestampMillis(),
                message.bornHost(),
                settings.storeHost(),
                message.reconsumeTimes(),
                delay.map(Delay::stamp).orElse(0L),
                utf8(topic),
                message.body(),
                propertyBytes));
        return new EncodedRecords(topic, queueId, properties.get(PropertyNames.UNIQUE_KEY), record, new int[] {0});
    }

    /**
     * A transactional message as it is kept until it is decided: an ordinary message of the half topic that knows where it is
     * to go. Delays do not go with transactions and are left out.
     *
     * @throws RequestException as {@link #encode}
     */
    public EncodedRecords encodeHalf(IncomingMessage message) throws RequestException {
        MessageProperties properties = MessageProperties.parse(message.properties())
                .remove(PropertyNames.DELAY_LEVEL)
                .remove(PropertyNames.TIMER_DELAY_SECONDS)
                .remove(PropertyNames.TIMER_DELAY_MILLIS)
                .remove(PropertyNames.TIMER_DELIVER_MILLIS);
        if (properties.get(PropertyNames.UNIQUE_KEY) == null) {
            properties.put(PropertyNames.UNIQUE_KEY, uniqueKeys.get());
        }
        properties
                .put(PropertyNames.REAL_TOPIC, message.topic())
                .put(PropertyNames.REAL_QUEUE_ID, Integer.toString(message.queueId()))
                .put(PropertyNames.TRANSACTION_ID, properties.get(PropertyNames.UNIQUE_KEY));
        return encode(new IncomingMessage(
                Names.HALF_TOPIC,
                0,
                SysFlag.withTransaction(message.sysFlag(), SysFlag.TRANSACTION_NONE),
                message.flag(),
                message.bornTimestampMillis(),
                message.bornHost(),
                message.reconsumeTimes(),
                properties.text(),
                message.body()));
    }

    /**
     * The messages of a batch, each a record of its own; their property bytes are stored as they came, the batch's own
     * properties are not.
     *
     * @throws RequestException MESSAGE_ILLEGAL when the batch is too long or wants to go to light queues; SYSTEM_ERROR when it holds no message or ends
     *     within one
     */
    public EncodedRecords encodeBatch(IncomingMessage batch) throws RequestException {
        checkBody(batch);
        int sysFlag = SysFlag.withTransaction(batch.sysFlag(), SysFlag.TRANSACTION_NONE);
        ByteBuffer topic = utf8(batch.topic());
        List<BatchBody.Unit> units = BatchBody.decode(batch.body());
        checkLightQueues(units);
        List<MessageParts> messages = units.stream()
                .map(unit -> new MessageParts(
                        batch.queueId(),
                        unit.flag(),
                        sysFlag,
                        batch.bornTimestampMillis(),
                        batch.bornHost(),
                        settings.storeHost(),
                        batch.reconsumeTimes(),
                        0,
                        topic,
                        unit.body(),
                        unit.properties()))
                .toList();
        int[] starts = new int[messages.size()];
        int length = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = length;
            length = Math.addExact(length, MessageRecordCodec.lengthBytes(messages.get(i)));
        }
        ByteBuffer records = ByteBuffer.allocate(length);
        for (MessageParts message : messages) {
            MessageRecordCodec.encode(records, message);
        }
        return new EncodedRecords(batch.topic(), batch.queueId(), null, records.flip(), starts);
    }

    /** There are none here, and of a batch's messages some would silently not get where they should. */
    private static void checkLightQueues(List<BatchBody.Unit> units) throws RequestException {
        for (BatchBody.Unit unit : units) {
            if (MessageProperties.isNamed(unit.properties(), PropertyNames.INNER_MULTI_DISPATCH)) {
                throw new RequestException(
                        ResponseCode.MESSAGE_ILLEGAL, "a batch cannot go to light message queues (LMQ)");
            }
        }
    }

    private void checkBody(IncomingMessage message) throws RequestException {
        int bodyBytes = message.body().remaining();
        if (bodyBytes == 0) {
            throw new RequestException(ResponseCode.SYSTEM_ERROR, "the message has no body");
        }
        int bodyBytesMax = settings.bodyBytesMax().getAsInt();
        if (bodyBytes > bodyBytesMax) {
            throw new RequestException(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "the message body has " + bodyBytes + " bytes, allowed are " + bodyBytesMax);
        }
    }

    /** A prepared message stored like any other would reach consumers before its transaction is decided. */
    private static void checkTransaction(IncomingMessage message) throws RequestException {
        int transaction = SysFlag.transaction(message.sysFlag());
        if (transaction == SysFlag.TRANSACTION_PREPARED || transaction == SysFlag.TRANSACTION_ROLLBACK) {
            throw new RequestException(
                    ResponseCode.NO_PERMISSION,
                    "a prepared or rolled back message cannot be stored as an ordinary one");
        }
    }

    private static void checkProperties(int lengthBytes) throws RequestException {
        if (lengthBytes > RecordLayout.PROPERTIES_BYTES_MAX) {
            throw new RequestException(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "the message properties have " + lengthBytes + " bytes with those the broker adds, allowed are "
                            + RecordLayout.PROPERTIES_BYTES_MAX);
        }
    }

    private static void removeWhatIsNeverStored(MessageProperties properties) {
        properties.remove(PropertyNames.POP_CK).removePrefixed(PropertyNames.TRANSIENT_PREFIX);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
