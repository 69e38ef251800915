package io.quorate.commitlog.index;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.commitlog.index.MessageTwin.Line;
import io.quorate.commitlog.index.MessageTwin.Logged;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.LogBase;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/** A log that is only told of, its message index, and the index's slow twin. */
final class IndexedLog implements SegmentReader {
    static final long SEGMENT_BYTES = 4000;
    static final Path FOLDER = Path.of("/log");

    final SimulatedDisk disk = new SimulatedDisk(1);
    final MessageTwin twin = new MessageTwin();
    final Queue<Runnable> sealing = new ArrayDeque<>();
    boolean sealsAtOnce = true;
    int readCount;

    MessageIndex index = new MessageIndex(place(), 0);
    final Map<String, Map<Integer, QueueIndex>> queues = new HashMap<>();
    long endPosition;
    long millis = 1_000_000;
    private long restoredPosition;

    IndexedLog() {
        disk.createDirectories(FOLDER);
    }

    private IndexPlace place() {
        return new IndexPlace(disk, FOLDER, SEGMENT_BYTES, this::seal, this);
    }

    private void seal(Runnable work) {
        if (sealsAtOnce) {
            work.run();
        } else {
            sealing.add(work);
        }
    }

    void message(String topic, int queueId, int sizeBytes, int tagHash, List<Integer> keys) {
        if (endPosition % SEGMENT_BYTES + sizeBytes > SEGMENT_BYTES) {
            endSegment();
        }
        QueueIndex queue = queues.computeIfAbsent(topic, absent -> new TreeMap<>())
                .computeIfAbsent(queueId, absent -> new QueueIndex(index, topic, queueId));
        Logged message = new Logged(
                topic, queueId, queue.maxOffset(), endPosition, sizeBytes, tagHash, millis, List.copyOf(keys));
        queue.append(message.queueOffset(), endPosition, sizeBytes, tagHash, millis);
        keys.forEach(key -> index.key(key, message.position()));
        twin.message(message);
        endPosition += sizeBytes;
    }

    void deleteTopic(String topic) {
        Map<Integer, QueueIndex> gone = queues.remove(topic);
        if (gone != null) {
            gone.values().forEach(QueueIndex::delete);
        }
        twin.delete(topic, endPosition);
    }

    void endSegment() {
        long start = endPosition - endPosition % SEGMENT_BYTES;
        endPosition = start + SEGMENT_BYTES;
        index.segmentEnded(segment(start));
    }

    private static SealedSegment segment(long start) {
        return new SealedSegment(start, SEGMENT_BYTES, fingerprint(start + SEGMENT_BYTES));
    }

    private static long fingerprint(long position) {
        return 31 * position + 7;
    }

    void moveBase(long position) {
        index.releaseBefore(position);
        twin.basePosition = position;
    }

    /** As a process that starts from a snapshot of the newest segment's end, after which nothing had come. */
    void restart() {
        sealAll();
        if (endPosition % SEGMENT_BYTES != 0) {
            endSegment();
        }
        reopen();
        sealAll();
    }

    /** The same, with what waits for the sealer left waiting. */
    void reopen() {
        sealAll();
        restoredPosition = endPosition;
        MessageIndex before = index;
        LogBase base = twin.basePosition == 0 ? LogBase.EMPTY : base(twin.basePosition);
        index = endPosition == 0 ? new MessageIndex(place(), 0) : MessageIndex.open(place(), base, base(endPosition));
        queues.replaceAll((topic, all) -> {
            Map<Integer, QueueIndex> restored = new TreeMap<>();
            all.forEach((queueId, queue) -> restored.put(
                    queueId,
                    new QueueIndex(
                            index,
                            topic,
                            queueId,
                            queue.maxOffset(),
                            queue.lastTimestampMillis(),
                            queue.bornPosition(),
                            restoredPosition)));
            return restored;
        });
        before.close();
    }

    /** What waits for the sealer is done. */
    void sealAll() {
        while (!sealing.isEmpty()) {
            sealing.remove().run();
        }
    }

    private static LogBase base(long position) {
        return new LogBase(position, 1, position, 0, fingerprint(position));
    }

    @Override
    public void read(SealedSegment segment, SegmentDraft draft) throws CorruptEntryException {
        readCount++;
        for (Line line : twin.lines) {
            if (line.position() >= segment.startPosition() && line.position() < segment.endPosition()) {
                tell(draft, line);
            }
        }
    }

    private static void tell(SegmentDraft draft, Line line) {
        Logged message = line.message();
        if (message == null) {
            draft.topicDeleted(line.deletedTopic());
            return;
        }
        draft.message(
                message.topic(),
                message.queueId(),
                message.queueOffset(),
                message.position(),
                message.sizeBytes(),
                message.tagHash(),
                message.millis());
        message.keys().forEach(key -> draft.key(key, message.position()));
    }

    @Override
    public long fingerprintBefore(long position) {
        return fingerprint(position);
    }
}
