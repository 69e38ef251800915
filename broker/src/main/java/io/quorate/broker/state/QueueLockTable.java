package io.quorate.broker.state;

import io.quorate.broker.state.QueueLocksRow.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Which client of each consumer group may consume from a queue, for those that consume in order. Time is the log's: whether
 * a lock has expired is decided by the timestamp of the entry that asks for it, and so alike on every replica. Written by
 * the replica loop, read by any thread.
 */
public final class QueueLockTable implements StatePart {
    /** Expired ones make room for more; while there are none, no further queue is locked. Some 20 MB. */
    static final int LOCKS_MAX = 100_000;

    private static final int SNAPSHOT_KIND = 10;

    private final ConcurrentHashMap<String, ConcurrentHashMap<QueueKey, QueueLock>> byGroup = new ConcurrentHashMap<>();
    private int count; // replica loop only; of all groups, expired ones too

    /** The lock, expired or not. */
    public Optional<QueueLock> find(String consumerGroup, QueueKey queue) {
        Map<QueueKey, QueueLock> locks = byGroup.get(consumerGroup);
        return Optional.ofNullable(locks == null ? null : locks.get(queue));
    }

    /** Whether a client of the group holds any lock: then the group consumes in order. */
    public boolean isAnyHeld(String consumerGroup, long timestampMillis) {
        Map<QueueKey, QueueLock> locks = byGroup.get(consumerGroup);
        return locks != null && locks.values().stream().anyMatch(lock -> lock.isHeldAt(timestampMillis));
    }

    /** Gives the queue to the client, unless another one holds it. Its own lock is renewed. */
    void lock(String consumerGroup, QueueKey queue, QueueLock lock, long timestampMillis) {
        Optional<QueueLock> known = find(consumerGroup, queue);
        boolean others = known.isPresent()
                && known.get().isHeldAt(timestampMillis)
                && !known.get().clientId().equals(lock.clientId());
        if (others || (known.isEmpty() && !hasRoom(timestampMillis))) {
            return;
        }
        byGroup.computeIfAbsent(consumerGroup, absent -> new ConcurrentHashMap<>())
                .put(queue, lock);
        if (known.isEmpty()) {
            count++;
        }
    }

    /** Frees the queue if it is this client's. */
    void unlock(String consumerGroup, QueueKey queue, String clientId) {
        Map<QueueKey, QueueLock> locks = byGroup.get(consumerGroup);
        QueueLock lock = locks == null ? null : locks.get(queue);
        if (lock != null && lock.clientId().equals(clientId)) {
            locks.remove(queue);
            removed(consumerGroup, locks, 1);
        }
    }

    private boolean hasRoom(long timestampMillis) {
        if (count >= LOCKS_MAX) {
            removeEverywhere((queue, lock) -> !lock.isHeldAt(timestampMillis));
        }
        return count < LOCKS_MAX;
    }

    @Override
    public int snapshotKind() {
        return SNAPSHOT_KIND;
    }

    @Override
    public void rows(Consumer<byte[]> sink) {
        new TreeMap<>(byGroup).forEach((consumerGroup, locks) -> {
            List<Held> held = new ArrayList<>(locks.size());
            locks.forEach((queue, lock) ->
                    held.add(new Held(queue.topic(), queue.queueId(), lock.clientId(), lock.expiresMillis())));
            held.sort(Held.ORDER);
            sink.accept(QueueLocksRow.SCHEMA.encode(new QueueLocksRow(consumerGroup, held)));
        });
    }

    @Override
    public void restore(byte[] body) {
        QueueLocksRow row = QueueLocksRow.SCHEMA.decode(body);
        ConcurrentHashMap<QueueKey, QueueLock> locks = new ConcurrentHashMap<>();
        for (Held held : row.locks()) {
            locks.put(new QueueKey(held.topic(), held.queueId()), new QueueLock(held.clientId(), held.expiresMillis()));
        }
        byGroup.put(row.consumerGroup(), locks);
        count += locks.size();
    }

    @Override
    public void topicDeleted(String topic) {
        removeEverywhere((queue, lock) -> queue.topic().equals(topic));
    }

    @Override
    public void consumerGroupDeleted(String consumerGroup) {
        removeIf(consumerGroup, (queue, lock) -> true);
    }

    private interface Choice {
        boolean goes(QueueKey queue, QueueLock lock);
    }

    private void removeEverywhere(Choice choice) {
        List.copyOf(byGroup.keySet()).forEach(consumerGroup -> removeIf(consumerGroup, choice));
    }

    private void removeIf(String consumerGroup, Choice choice) {
        Map<QueueKey, QueueLock> locks = byGroup.get(consumerGroup);
        if (locks == null) {
            return;
        }
        int before = locks.size();
        locks.entrySet().removeIf(entry -> choice.goes(entry.getKey(), entry.getValue()));
        removed(consumerGroup, locks, before - locks.size());
    }

    private void removed(String consumerGroup, Map<QueueKey, QueueLock> left, int removedCount) {
        count -= removedCount;
        if (left.isEmpty()) {
            byGroup.remove(consumerGroup); // equal tables give equal rows: an empty group is none
        }
    }
}
