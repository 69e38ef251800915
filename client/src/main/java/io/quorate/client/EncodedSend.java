package io.quorate.client;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.SysFlag;
import io.quorate.protocol.message.BatchBody;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.protocol.message.UniqueKeyGenerator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message, or a batch, as it travels: encoded once, whatever the number of attempts. The unique keys are made here, so
 * they stay the same in all of them. Immutable.
 */
final class EncodedSend {
    private final Message first;
    private final List<String> uniqueKeys;
    private final boolean batch;
    private final String properties;
    private final int sysFlag;
    private final byte[] body;
    private final long bornTimestampMillis = System.currentTimeMillis();

    private EncodedSend(
            Message first, List<String> uniqueKeys, boolean batch, String properties, int sysFlag, byte[] body) {
        this.first = first;
        this.uniqueKeys = List.copyOf(uniqueKeys);
        this.batch = batch;
        this.properties = properties;
        this.sysFlag = sysFlag;
        this.body = body;
    }

    static EncodedSend of(Message message, UniqueKeyGenerator keys, int compressAboveBytes) {
        String key = message.uniqueKey().orElseGet(keys::next);
        byte[] body = message.body();
        int sysFlag = 0;
        if (compressAboveBytes > 0 && body.length > compressAboveBytes) {
            byte[] deflated = ZlibBody.deflate(body);
            if (deflated.length < body.length) {
                body = deflated;
                sysFlag = SysFlag.COMPRESSED | SysFlag.COMPRESSION_ZLIB;
            }
        }
        return new EncodedSend(
                message, List.of(key), false, properties(message, key).text(), sysFlag, body);
    }

    /** All messages go to the queue that the first one chooses. */
    static EncodedSend ofBatch(List<Message> messages, UniqueKeyGenerator keys) {
        Checks.require(!messages.isEmpty(), "the batch is empty");
        Message first = messages.get(0);
        List<String> uniqueKeys = new ArrayList<>();
        List<BatchBody.Unit> units = new ArrayList<>();
        for (Message message : messages) {
            Checks.require(
                    message.topic().equals(first.topic()),
                    "a batch goes to one topic, this one names " + first.topic() + " and " + message.topic());
            Checks.require(
                    message.queue().equals(first.queue())
                            && message.shardingKey().equals(first.shardingKey()),
                    "a batch goes to one queue, its messages name different queues or sharding keys");
            String key = message.uniqueKey().orElseGet(keys::next);
            uniqueKeys.add(key);
            units.add(new BatchBody.Unit(
                    message.flag(),
                    ByteBuffer.wrap(message.body()),
                    properties(message, key).encode()));
        }
        byte[] body = BatchBody.encode(units).array();
        Checks.require(
                body.length <= Message.BODY_BYTES_MAX,
                "the batch has " + body.length + " bytes, allowed are " + Message.BODY_BYTES_MAX);
        // Without it a broker makes up a key for the whole.
        String properties = new MessageProperties()
                .put(PropertyNames.UNIQUE_KEY, uniqueKeys.get(0))
                .text();
        return new EncodedSend(first, uniqueKeys, true, properties, 0, body);
    }

    private static MessageProperties properties(Message message, String uniqueKey) {
        MessageProperties properties = new MessageProperties();
        message.properties().forEach(properties::put);
        return properties.put(PropertyNames.UNIQUE_KEY, uniqueKey).put(PropertyNames.WAIT, "true");
    }

    int requestCode() {
        return batch ? RequestCode.SEND_BATCH_MESSAGE : RequestCode.SEND_MESSAGE_V2;
    }

    String topic() {
        return first.topic();
    }

    Optional<MessageQueue> queue() {
        return first.queue();
    }

    Optional<String> shardingKey() {
        return first.shardingKey();
    }

    int flag() {
        return batch ? 0 : first.flag();
    }

    List<String> uniqueKeys() {
        return uniqueKeys;
    }

    boolean isBatch() {
        return batch;
    }

    String properties() {
        return properties;
    }

    int sysFlag() {
        return sysFlag;
    }

    byte[] body() {
        return body;
    }

    long bornTimestampMillis() {
        return bornTimestampMillis;
    }
}
