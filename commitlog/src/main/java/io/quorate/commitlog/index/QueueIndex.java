package io.quorate.commitlog.index;

import io.quorate.raft.Invariants;

/**
 * Where the messages of one queue are in the log, by queue offset. Dense. Messages come at the end and, when the log lets
 * go of its oldest segments, leave at the start.
 *
 * <p>One writer, the replica loop; any number of readers. A message is written before the volatile {@code maxOffset} that
 * covers it, and never changed after. Readers take a {@link #view()}.
 *
 * <p>Memory: some 150 bytes, and 12 to 16 for each segment in which the queue has messages (looked up, for segments of an
 * earlier life, when the queue is first asked for). The messages themselves are in {@link MessageIndex}.
 */
public final class QueueIndex {
    private final MessageIndex messages;
    private final QueueName name;
    private final long restoredPosition; // segments before it are those of an earlier life

    private volatile QueuePieces pieces; // replaced under the lock of this; never held over a read of the disk
    private volatile long maxOffset; // written last; publishes the unit before it

    // Replica loop only, but that a queue whose life began before this one never gets another born position.
    private volatile long bornPosition;
    private long lastTimestampMillis;

    /** A queue that is to get its first message. */
    public QueueIndex(MessageIndex messages, String topic, int queueId) {
        this.messages = messages;
        this.name = new QueueName(topic, queueId);
        this.restoredPosition = 0;
        this.pieces = QueuePieces.none(true);
    }

    /**
     * A queue as a snapshot knows it.
     *
     * @param maxOffset offset of its next message
     * @param lastTimestampMillis when its newest message was stored
     * @param bornPosition of its first message: what is before it under this name was of a topic deleted since
     * @param restoredPosition where the snapshot was taken
     */
    public QueueIndex(
            MessageIndex messages,
            String topic,
            int queueId,
            long maxOffset,
            long lastTimestampMillis,
            long bornPosition,
            long restoredPosition) {
        Invariants.check(maxOffset >= 0, "queue offsets start at 0 or later", maxOffset, 0);
        Invariants.check(
                bornPosition >= 0 && bornPosition <= restoredPosition,
                "a queue was born before the snapshot",
                bornPosition,
                restoredPosition);
        this.messages = messages;
        this.name = new QueueName(topic, queueId);
        this.restoredPosition = restoredPosition;
        this.pieces = QueuePieces.none(Math.max(messages.basePosition(), bornPosition) >= restoredPosition);
        this.maxOffset = maxOffset;
        this.lastTimestampMillis = lastTimestampMillis;
        this.bornPosition = bornPosition;
    }

    /**
     * Offset of the oldest message; equals {@link #maxOffset()} when empty.
     *
     * @throws MissingIndexException as {@link #view()}
     */
    public long minOffset() {
        return view().minOffset();
    }

    /** Offset the next message will have. */
    public long maxOffset() {
        return maxOffset;
    }

    /** When the newest message ever was stored, kept or not; 0 if there was none. Replica loop only. */
    public long lastTimestampMillis() {
        return lastTimestampMillis;
    }

    /** Where its first message ever stands; 0 if there was none. Replica loop only. */
    public long bornPosition() {
        return bornPosition;
    }

    /**
     * The messages of now.
     *
     * @throws MissingIndexException if where they are is not known yet
     */
    public QueueView view() {
        // The end first: whatever is kept later covers the messages up to it, or has let go of them.
        long max = maxOffset;
        QueuePieces now = pieces;
        if (!now.isComplete()) {
            now = complete();
        }
        int first = now.firstFrom(messages.basePosition());
        long min = first < now.count() ? now.firstOffset(first) : max;
        return new QueueView(name, now, min, Math.max(max, min));
    }

    /** Looks up in which segments of an earlier life there are messages. */
    private QueuePieces complete() {
        QueuePieces earlier = QueuePieces.none(true);
        long from = Math.max(messages.basePosition(), bornPosition);
        for (SegmentIndex segment : messages.segments()) {
            if (segment.endPosition() > from && segment.endPosition() <= restoredPosition) {
                earlier = withPiece(earlier, segment);
            }
        }
        synchronized (this) {
            if (!pieces.isComplete()) {
                pieces = earlier.followedBy(pieces);
            }
            return pieces;
        }
    }

    private QueuePieces withPiece(QueuePieces earlier, SegmentIndex segment) {
        try {
            long firstOffset = segment.firstOffset(name);
            return firstOffset < 0 ? earlier : earlier.with(segment, firstOffset);
        } catch (IndexOutOfBoundsException gone) {
            return earlier; // the log let go of it just now
        }
    }

    /**
     * Adds the message at {@code maxOffset()}. Replica loop only. Times never decrease along a queue, for those of the log
     * do not.
     */
    public void append(long queueOffset, long position, int sizeBytes, int tagHash, long storeTimestampMillis) {
        long next = maxOffset;
        Invariants.check(queueOffset == next, "queue offsets are dense", queueOffset, next);
        Invariants.check(sizeBytes > 0 && position >= 0, "a message has bytes somewhere", position, sizeBytes);
        Invariants.check(
                storeTimestampMillis >= lastTimestampMillis,
                "store times never decrease along a queue",
                storeTimestampMillis,
                lastTimestampMillis);
        if (next == 0) {
            bornPosition = position;
        }
        SegmentIndex segment = messages.segmentAt(position);
        if (!pieces.endsWith(segment)) {
            synchronized (this) {
                pieces = pieces.with(segment, queueOffset);
            }
        }
        segment.messages()
                .message(
                        name,
                        queueOffset,
                        (int) (position - segment.startPosition()),
                        sizeBytes,
                        tagHash,
                        storeTimestampMillis);
        lastTimestampMillis = storeTimestampMillis;
        maxOffset = next + 1;
    }

    /** The queue's topic is deleted. Replica loop only. */
    public void delete() {
        messages.drop(name);
    }
}
