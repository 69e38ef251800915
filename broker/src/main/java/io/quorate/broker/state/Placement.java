package io.quorate.broker.state;

/** Where the messages of a proposal came to stand. Immutable. */
public final class Placement {
    private final int queueId;
    private final long firstQueueOffset;
    private final long[] positions;
    private final long storeTimestampMillis;

    Placement(int queueId, long firstQueueOffset, long[] positions, long storeTimestampMillis) {
        this.queueId = queueId;
        this.firstQueueOffset = firstQueueOffset;
        this.positions = positions;
        this.storeTimestampMillis = storeTimestampMillis;
    }

    public int queueId() {
        return queueId;
    }

    /** Queue offset of the first message; the others follow without gap. */
    public long firstQueueOffset() {
        return firstQueueOffset;
    }

    public int count() {
        return positions.length;
    }

    /** Position in the log of the record with this number, from 0. */
    public long position(int number) {
        return positions[number];
    }

    public long storeTimestampMillis() {
        return storeTimestampMillis;
    }
}
