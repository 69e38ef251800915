package io.quorate.broker.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What consumer groups that pop have in hand, by group and queue. Written by the replica loop, read by any thread.
 *
 * <p>The offset table tells tools how far such a group is, and is kept in step with each command. If it says something else
 * when the next command comes, somebody has reset the group's offset: then the queue starts anew from there.
 */
public final class PopTable implements StatePart {
    /** A queue as one consumer group pops it. */
    public record Key(String consumerGroup, String topic, int queueId) {}

    private static final int SNAPSHOT_KIND = 40;

    private static final Comparator<Key> BY_NAME =
            Comparator.comparing(Key::consumerGroup).thenComparing(Key::topic).thenComparingInt(Key::queueId);

    private final ConcurrentHashMap<Key, PopQueue> queues = new ConcurrentHashMap<>();
    private final OffsetTable offsets;
    private final OffsetResetTable resets;
    private volatile long inHandCount;

    PopTable(OffsetTable offsets, OffsetResetTable resets) {
        this.offsets = offsets;
        this.resets = resets;
    }

    /** The queue, if the group has popped it and its offset was not reset since. */
    public Optional<PopQueue> find(Key key) {
        return Optional.ofNullable(queues.get(key)).filter(queue -> isInStep(key, queue));
    }

    /** Messages in hand of all groups. */
    public long inHandCount() {
        return inHandCount;
    }

    void take(PopTake take, PopTake.Item item, AppliedAt at) {
        Key key = new Key(take.consumerGroup(), take.topic(), item.queueId());
        PopQueue queue = queues.get(key);
        if (queue == null) {
            OptionalLong start = startOf(key, item);
            if (start.isEmpty()) {
                return;
            }
            queue = new PopQueue(start.getAsLong());
            queues.put(key, queue);
        }
        take(take, item, key, queue, at);
    }

    private void take(PopTake take, PopTake.Item item, Key key, PopQueue queue, AppliedAt at) {
        update(key, queue, () -> {
            queue.dropBefore(item.keptOffset());
            if (take.ordered() && queue.isBlocked(at.timestampMillis(), take.attemptId())) {
                return;
            }
            boolean evenHidden = take.ordered() && queue.isSameAttempt(take.attemptId());
            queue.takeAgain(item.again(), take.invisibleMillis(), evenHidden, at);
            if (item.isNext(queue.nextOffset())) {
                queue.takeFresh(item.fresh(), item.nextOffset(), take.invisibleMillis(), at);
            }
            queue.attempt(take.attemptId());
        });
    }

    void acknowledge(PopAck.Item item) {
        Key key = new Key(item.consumerGroup(), item.topic(), item.queueId());
        PopQueue queue = queues.get(key);
        if (queue != null) {
            update(key, queue, () -> {
                for (long queueOffset : item.queueOffsets()) {
                    queue.acknowledge(queueOffset, item.popMillis(), item.ordered());
                }
            });
        }
    }

    void change(PopChange change, AppliedAt at) {
        Key key = new Key(change.consumerGroup(), change.topic(), change.queueId());
        PopQueue queue = queues.get(key);
        if (queue != null) {
            update(key, queue, () -> queue.change(change, at));
        }
    }

    /** Empty if what the leader went on from is gone: the topic was deleted meanwhile. */
    private OptionalLong startOf(Key key, PopTake.Item item) {
        OptionalLong committed = committed(key);
        return committed.isPresent() || item.startOffset() < 0 ? committed : OptionalLong.of(item.startOffset());
    }

    // Volatile publishes, only the replica loop writes.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void update(Key key, PopQueue queue, Runnable how) {
        int before = queue.inHandCount();
        if (!isInStep(key, queue)) {
            queue.restart(committed(key).orElseThrow());
            resets.remove(key.consumerGroup, key.topic, key.queueId);
        }
        how.run();
        inHandCount += queue.inHandCount() - before;
        long doneOffset = queue.doneOffset();
        if (committed(key).orElse(-1) != doneOffset) {
            offsets.set(new OffsetCommit.Item(key.consumerGroup, key.topic, key.queueId, doneOffset));
        }
    }

    private boolean isInStep(Key key, PopQueue queue) {
        OptionalLong committed = committed(key);
        return committed.isEmpty()
                || (committed.getAsLong() == queue.doneOffset()
                        && resets.find(key.consumerGroup, key.topic, key.queueId)
                                .isEmpty());
    }

    private OptionalLong committed(Key key) {
        return offsets.find(key.consumerGroup, key.topic, key.queueId);
    }

    @Override
    public int snapshotKind() {
        return SNAPSHOT_KIND;
    }

    @Override
    public void rows(Consumer<byte[]> sink) {
        List<Key> keys = new ArrayList<>(queues.keySet());
        keys.sort(BY_NAME);
        for (Key key : keys) {
            PopQueue queue = queues.get(key);
            sink.accept(PopQueueRow.SCHEMA.encode(new PopQueueRow(
                    key.consumerGroup, key.topic, key.queueId, queue.nextOffset(), queue.attemptId(), queue.leases())));
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // nobody else sees the table yet
    public void restore(byte[] bytes) {
        PopQueueRow row = PopQueueRow.SCHEMA.decode(bytes);
        PopQueue queue = new PopQueue(row.nextOffset());
        queue.restore(row);
        inHandCount += queue.inHandCount();
        queues.put(new Key(row.consumerGroup(), row.topic(), row.queueId()), queue);
    }

    @Override
    public void topicDeleted(String topic) {
        removeIf(key -> key.topic.equals(topic));
    }

    @Override
    public void consumerGroupDeleted(String consumerGroup) {
        removeIf(key -> key.consumerGroup.equals(consumerGroup));
    }

    private void removeIf(Predicate<Key> gone) {
        queues.keySet().removeIf(gone);
        inHandCount = queues.values().stream().mapToLong(PopQueue::inHandCount).sum();
    }
}
