package io.quorate.commitlog.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The {@code .queues} of a sealed segment. Big-endian.
 *
 * <pre>
 * directory   int topicCount
 *             topics, sorted by hash, then by name:
 *                 int hash of the name (String.hashCode), int where in the directory the topic is
 *             of each topic, there:
 *                 int nameBytes, name in UTF-8, int queueCount
 *                 queues, sorted: int queueId, int count, long firstOffset, int firstUnit
 * body        units of all queues, as {@link QueueUnits} draws them, in the directory's order, each queue's in offset order
 * </pre>
 *
 * <p>All methods but {@link #encode} want the file retained by the caller. Any thread.
 */
final class SealedQueues {
    /**
     * A queue's messages in the segment.
     *
     * @param firstUnit number of its first unit in the body
     */
    record Found(long firstOffset, int count, int firstUnit) {}

    private static final int TOPIC_BYTES = 2 * Integer.BYTES;
    private static final int QUEUE_BYTES = 3 * Integer.BYTES + Long.BYTES;
    private static final Comparator<QueueName> ORDER = Comparator.<QueueName>comparingInt(
                    queue -> queue.topic().hashCode())
            .thenComparing(QueueName::topic)
            .thenComparingInt(QueueName::queueId);

    private final IndexFile file;

    SealedQueues(IndexFile file) {
        this.file = file;
    }

    static IndexBody encode(SegmentMessages messages) {
        List<Map.Entry<QueueName, QueueUnits>> queues =
                new ArrayList<>(messages.queues().entrySet());
        queues.sort(Map.Entry.comparingByKey(ORDER));
        int unitCount = 0;
        List<TopicDraft> topics = new ArrayList<>();
        List<ByteBuffer> body = new ArrayList<>();
        for (Map.Entry<QueueName, QueueUnits> entry : queues) {
            QueueUnits units = entry.getValue();
            QueueName name = entry.getKey();
            if (topics.isEmpty() || !topics.get(topics.size() - 1).topic.equals(name.topic())) {
                topics.add(new TopicDraft(name.topic()));
            }
            topics.get(topics.size() - 1).add(name.queueId(), units, unitCount);
            unitCount += units.count();
        }
        ByteBuffer all = ByteBuffer.allocate(Math.multiplyExact(unitCount, QueueUnits.UNIT_BYTES));
        queues.forEach(entry -> entry.getValue().writeTo(all));
        body.add(all.flip());
        return new IndexBody(List.of(directory(topics)), body);
    }

    private static ByteBuffer directory(List<TopicDraft> topics) {
        int at = Integer.BYTES + topics.size() * TOPIC_BYTES;
        int lengthBytes = at + topics.stream().mapToInt(TopicDraft::bytes).sum();
        ByteBuffer directory = ByteBuffer.allocate(lengthBytes).putInt(topics.size());
        for (TopicDraft topic : topics) {
            directory.putInt(topic.topic.hashCode()).putInt(at);
            at += topic.bytes();
        }
        topics.forEach(topic -> topic.writeTo(directory));
        return directory.flip();
    }

    /** A topic of a directory being made. */
    private static final class TopicDraft {
        private final String topic;
        private final byte[] name;
        private final List<Integer> queueIds = new ArrayList<>();
        private final List<Found> queues = new ArrayList<>();

        TopicDraft(String topic) {
            this.topic = topic;
            this.name = topic.getBytes(StandardCharsets.UTF_8);
        }

        void add(int queueId, QueueUnits units, int firstUnit) {
            queueIds.add(queueId);
            queues.add(new Found(units.firstOffset(), units.count(), firstUnit));
        }

        int bytes() {
            return 2 * Integer.BYTES + name.length + queues.size() * QUEUE_BYTES;
        }

        void writeTo(ByteBuffer target) {
            target.putInt(name.length).put(name).putInt(queues.size());
            for (int i = 0; i < queues.size(); i++) {
                Found queue = queues.get(i);
                target.putInt(queueIds.get(i))
                        .putInt(queue.count)
                        .putLong(queue.firstOffset)
                        .putInt(queue.firstUnit);
            }
        }
    }

    /** Null if the segment has no message of the queue. */
    Found find(QueueName queue) {
        ByteBuffer directory = file.directory();
        byte[] name = queue.topic().getBytes(StandardCharsets.UTF_8);
        int hash = queue.topic().hashCode();
        int topicCount = directory.getInt(0);
        for (int i = firstWithHash(directory, topicCount, hash); i < topicCount && hash(directory, i) == hash; i++) {
            int at = directory.getInt(Integer.BYTES + i * TOPIC_BYTES + Integer.BYTES);
            if (isName(directory, at, name)) {
                return find(directory, at + Integer.BYTES + name.length, queue.queueId());
            }
        }
        return null;
    }

    private static int hash(ByteBuffer directory, int number) {
        return directory.getInt(Integer.BYTES + number * TOPIC_BYTES);
    }

    private static int firstWithHash(ByteBuffer directory, int topicCount, int hash) {
        int low = 0;
        int high = topicCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hash(directory, middle) >= hash) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static boolean isName(ByteBuffer directory, int at, byte[] name) {
        return directory.getInt(at) == name.length
                && directory.slice(at + Integer.BYTES, name.length).equals(ByteBuffer.wrap(name));
    }

    private static Found find(ByteBuffer directory, int queuesAt, int queueId) {
        int low = 0;
        int high = directory.getInt(queuesAt) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = queuesAt + Integer.BYTES + middle * QUEUE_BYTES;
            int there = directory.getInt(at);
            if (there == queueId) {
                return new Found(
                        directory.getLong(at + 2 * Integer.BYTES),
                        directory.getInt(at + Integer.BYTES),
                        directory.getInt(at + 2 * Integer.BYTES + Long.BYTES));
            }
            if (there < queueId) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Copies units by their number in the body. */
    void copy(int firstUnit, int unitCount, int[] target) throws DamagedIndexException {
        file.body()
                .slice(firstUnit * QueueUnits.UNIT_BYTES, unitCount * QueueUnits.UNIT_BYTES)
                .asIntBuffer()
                .get(target, 0, unitCount * QueueUnits.UNIT_INTS);
    }
}
