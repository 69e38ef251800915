package io.quorate.broker.state;

import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Offsets that were reset on purpose, until the consumer has moved there: what it commits of where it was does not count
 * meanwhile. Written by the replica loop, read by any thread.
 */
public final class OffsetResetTable implements StatePart {
    private static final int SNAPSHOT_KIND = 50;

    private final OffsetTable pending = new OffsetTable();

    /** Where the group is to go on in the queue, if it has not moved there yet. */
    public OptionalLong find(String consumerGroup, String topic, int queueId) {
        return pending.isEmpty() ? OptionalLong.empty() : pending.find(consumerGroup, topic, queueId);
    }

    public int size() {
        return pending.size();
    }

    boolean isPending(OffsetCommit.Item item) {
        return find(item.consumerGroup(), item.topic(), item.queueId()).isPresent();
    }

    void put(OffsetCommit.Item target) {
        pending.set(target);
    }

    /** Unless the offset was reset anew since. */
    void taken(OffsetCommit.Item target) {
        OptionalLong offset = find(target.consumerGroup(), target.topic(), target.queueId());
        if (offset.isPresent() && offset.getAsLong() == target.offset()) {
            pending.remove(target.consumerGroup(), target.topic(), target.queueId());
        }
    }

    void remove(String consumerGroup, String topic, int queueId) {
        pending.remove(consumerGroup, topic, queueId);
    }

    @Override
    public int snapshotKind() {
        return SNAPSHOT_KIND;
    }

    @Override
    public void rows(Consumer<byte[]> sink) {
        pending.rows().forEach(row -> sink.accept(OffsetsRow.SCHEMA.encode(row)));
    }

    @Override
    public void restore(byte[] row) {
        pending.restore(OffsetsRow.SCHEMA.decode(row));
    }

    @Override
    public void topicDeleted(String topic) {
        pending.removeTopic(topic);
    }

    @Override
    public void consumerGroupDeleted(String consumerGroup) {
        pending.removeConsumerGroup(consumerGroup);
    }
}
