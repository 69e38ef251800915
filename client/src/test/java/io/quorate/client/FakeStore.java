package io.quorate.client;

import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.protocol.message.BatchBody;
import io.quorate.protocol.message.MessageParts;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.MessageRecordCodec;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.RequestException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a fake replica group has stored: topics, messages as records, committed offsets. Its monitor guards it all. */
final class FakeStore {
    /** A stored message, and what tests ask of it. */
    record Stored(ByteBuffer record, String uniqueKey, String tag, String body) {}

    private static final InetSocketAddress HOST = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911);

    private final Map<String, Integer> topics = new TreeMap<>();
    private final Map<MessageQueue, List<Stored>> queues = new TreeMap<>();
    private final Map<String, Long> committed = new TreeMap<>();
    private final Map<MessageQueue, Long> firstOffsets = new TreeMap<>();
    private long position;

    synchronized void createTopic(String topic, int queueCount) {
        topics.put(topic, queueCount);
    }

    synchronized void deleteTopic(String topic) {
        topics.remove(topic);
    }

    synchronized int queueCount(String topic) {
        return topics.getOrDefault(topic, 0);
    }

    /** Of the first message. */
    synchronized long append(String brokerName, SendMessageHeader header, ByteBuffer body) throws RequestException {
        MessageQueue queue = new MessageQueue(header.topic(), brokerName, header.queueId());
        long first = maxOffset(queue);
        if (header.batch()) {
            for (BatchBody.Unit unit : BatchBody.decode(body)) {
                append(queue, header, unit.flag(), unit.body(), unit.properties());
            }
        } else {
            ByteBuffer properties = ByteBuffer.wrap(header.properties().getBytes(StandardCharsets.UTF_8));
            append(queue, header, header.flag(), body, properties);
        }
        return first;
    }

    private void append(
            MessageQueue queue, SendMessageHeader header, int flag, ByteBuffer body, ByteBuffer properties) {
        byte[] copy = new byte[body.remaining()];
        body.duplicate().get(copy);
        ByteBuffer record = MessageRecordCodec.encode(new MessageParts(
                queue.queueId(),
                flag,
                header.sysFlag(),
                header.bornTimestampMillis(),
                HOST,
                HOST,
                0,
                0,
                ByteBuffer.wrap(queue.topic().getBytes(StandardCharsets.UTF_8)),
                ByteBuffer.wrap(copy),
                properties));
        MessageRecordCodec.assign(record, 0, maxOffset(queue), position, System.currentTimeMillis());
        position += record.remaining();
        MessageProperties read = MessageProperties.parse(properties);
        queues.computeIfAbsent(queue, q -> new ArrayList<>())
                .add(new Stored(
                        record,
                        read.get(PropertyNames.UNIQUE_KEY),
                        read.get(PropertyNames.TAGS),
                        new String(copy, StandardCharsets.UTF_8)));
    }

    /** Makes the queue begin at this offset, as if older messages had expired. To be called while it is empty. */
    synchronized void beginAt(MessageQueue queue, long offset) {
        firstOffsets.put(queue, offset);
    }

    synchronized long minOffset(MessageQueue queue) {
        return firstOffsets.getOrDefault(queue, 0L);
    }

    synchronized long maxOffset(MessageQueue queue) {
        return minOffset(queue) + queues.getOrDefault(queue, List.of()).size();
    }

    synchronized List<Stored> from(MessageQueue queue, long offset, int countMax) {
        List<Stored> all = queues.getOrDefault(queue, List.of());
        int from = (int) Math.min(all.size(), offset - minOffset(queue));
        return List.copyOf(all.subList(from, Math.min(all.size(), from + countMax)));
    }

    synchronized List<Stored> all(MessageQueue queue) {
        return List.copyOf(queues.getOrDefault(queue, List.of()));
    }

    /** Bodies of all messages of the topic, queue after queue. */
    synchronized List<String> bodies(String topic) {
        return queues.entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic))
                .flatMap(entry -> entry.getValue().stream())
                .map(Stored::body)
                .toList();
    }

    synchronized void commit(String group, MessageQueue queue, long offset) {
        committed.put(group + "/" + queue, offset);
    }

    /** Or null. */
    synchronized Long committed(String group, MessageQueue queue) {
        return committed.get(group + "/" + queue);
    }
}
