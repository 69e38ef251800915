package io.quorate.commitlog.index;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the messages of one segment are, in memory, until it is sealed. One writer, the replica loop (or whoever makes a
 * lost index again); any readers.
 *
 * <p>Memory: 20 bytes a message, 8 bytes for each of its keys, and some 200 bytes for each queue that has messages in the
 * segment; as much again while the files are being written.
 */
final class SegmentMessages {
    /** A message of about every so many bytes is kept as a mark of time. */
    private static final int SAMPLE_BYTES = 256 << 10;

    /** No message. */
    static final long NO_TIME = -1;

    private final ConcurrentHashMap<QueueName, QueueUnits> queues = new ConcurrentHashMap<>();
    private final KeyList keys = new KeyList();

    private volatile long firstMillis = NO_TIME;
    private volatile long lastMillis = NO_TIME;

    // Writer only, and whoever it hands this to.
    private long[] sampleMillis = new long[16];
    private int[] sampleOffsets = new int[16];
    private int sampleCount;
    private int messageCount;

    /** Adds the next message of a queue. Times never decrease along the segment. */
    void message(QueueName queue, long queueOffset, int offset, int sizeBytes, int tagHash, long storeTimestampMillis) {
        QueueUnits units = queues.get(queue);
        if (units == null) {
            units = new QueueUnits(queueOffset);
            queues.put(queue, units);
        }
        units.add(offset, sizeBytes, tagHash, storeTimestampMillis);
        if (messageCount == 0) {
            firstMillis = storeTimestampMillis;
        }
        lastMillis = storeTimestampMillis;
        messageCount++;
        if (sampleCount == 0 || offset - sampleOffsets[sampleCount - 1] >= SAMPLE_BYTES) {
            addSample(storeTimestampMillis, offset);
        }
    }

    private void addSample(long millis, int offset) {
        if (sampleCount == sampleMillis.length) {
            sampleMillis = Arrays.copyOf(sampleMillis, 2 * sampleCount);
            sampleOffsets = Arrays.copyOf(sampleOffsets, 2 * sampleCount);
        }
        sampleMillis[sampleCount] = millis;
        sampleOffsets[sampleCount++] = offset;
    }

    /** The message at this offset can be found by a key of this hash. */
    void key(int hash, int offset) {
        keys.add(hash, offset);
    }

    /** The queue's topic is deleted. */
    void drop(QueueName queue) {
        queues.remove(queue);
    }

    /** The queue's units; null if it has none here, or none any more. */
    QueueUnits units(QueueName queue) {
        return queues.get(queue);
    }

    ConcurrentHashMap<QueueName, QueueUnits> queues() {
        return queues;
    }

    KeyList keys() {
        return keys;
    }

    /** When the first message was stored, {@link #NO_TIME} if there is none. */
    long firstMillis() {
        return firstMillis;
    }

    long lastMillis() {
        return lastMillis;
    }

    int messageCount() {
        return messageCount;
    }

    int sampleCount() {
        return sampleCount;
    }

    long sampleMillis(int number) {
        return sampleMillis[number];
    }

    int sampleOffset(int number) {
        return sampleOffsets[number];
    }
}
