package io.quorate.broker.lock;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.QueueKey;
import io.quorate.broker.state.QueueLock;
import io.quorate.broker.timer.LogClock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides on the leader which wishes for locks need an entry of the log. Clients wish for each of their queues every 20 s,
 * and for those of others at each rebalance: a lock that is young and a lock that another one holds are answered by the
 * table alone, which has to be read by a leader that is sure to lead (ReadIndex).
 *
 * <p>A client counts on a lock for 30 s from the answer on, by its own clock. So a lock is renewed in the log while it has
 * no more than half its life left, and what an answer may take.
 */
public final class QueueLocks {
    /** Stock clients wait for one second. */
    private static final long ANSWER_MILLIS_MAX = 3000;

    private final BrokerState state;
    private final long lifeMillis;
    private final LogClock clock;

    /** Commands under way, by consumer group. Bounded as requests that wait for the log are. */
    private final ConcurrentHashMap<String, Integer> underWay = new ConcurrentHashMap<>();

    /**
     * @param lifeMillis for how long a lock holds that is not renewed
     * @param clock the log's
     */
    public QueueLocks(BrokerState state, long lifeMillis, LogClock clock) {
        this.state = state;
        this.lifeMillis = lifeMillis;
        this.clock = clock;
    }

    public long lifeMillis() {
        return lifeMillis;
    }

    /** Those of the queues for which the log must be asked; for the others {@link #owned} answers, by the table. */
    public List<QueueKey> undecided(String consumerGroup, String clientId, List<QueueKey> queues) {
        // Looked at before the table: what is not under way any more has been applied. A client that frees a queue and
        // asks for it again must not be told that it has the old lock still.
        if (underWay.containsKey(consumerGroup)) {
            return queues;
        }
        long now = clock.getAsLong();
        return queues.stream()
                .filter(queue -> !isDecided(state.locks().find(consumerGroup, queue), clientId, now))
                .toList();
    }

    private boolean isDecided(Optional<QueueLock> lock, String clientId, long now) {
        if (lock.isEmpty() || !lock.get().isHeldAt(now)) {
            return false;
        }
        boolean young = lock.get().expiresMillis() - now > lifeMillis / 2 + ANSWER_MILLIS_MAX;
        return young || !lock.get().clientId().equals(clientId);
    }

    /** Those of the queues that are the client's by what is applied. */
    public List<QueueKey> owned(String consumerGroup, String clientId, List<QueueKey> queues) {
        long now = clock.getAsLong();
        return queues.stream()
                .filter(queue -> state.locks()
                        .find(consumerGroup, queue)
                        .filter(lock -> lock.isHeldBy(clientId, now))
                        .isPresent())
                .toList();
    }

    /** A command about this group's locks is handed to the log; {@link #completed} is to follow, once. */
    public void proposed(String consumerGroup) {
        underWay.merge(consumerGroup, 1, Integer::sum);
    }

    /** Its fate is known, and it is applied if it ever will be here. */
    public void completed(String consumerGroup) {
        underWay.computeIfPresent(consumerGroup, (group, count) -> count == 1 ? null : count - 1);
    }

    /** Whether a client of the group holds any lock: then the group consumes in order. */
    public boolean isAnyHeld(String consumerGroup) {
        return state.locks().isAnyHeld(consumerGroup, clock.getAsLong());
    }
}
