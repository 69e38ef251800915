package io.quorate.simulation.workload;

import io.quorate.broker.state.QueueKey;
import io.quorate.broker.state.QueueLock;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What clients were told of queue locks. On the log's clock no two clients have one queue at once, whoever told them; and nobody
 * is told of a lock that it gave up before.
 */
final class QueueLockHistory {
    static final String CONSUMER_GROUP = "in-order";
    static final String TOPIC = "T0";

    /** From the entry that granted or renewed it. */
    private static final class Told {
        final long number;
        final boolean byTable;
        final String client;
        final long fromMillis;
        final long expiresMillis;
        boolean givenUp; // perhaps: its owner has asked for that

        Told(long number, boolean byTable, String client, long fromMillis, long expiresMillis) {
            this.number = number;
            this.byTable = byTable;
            this.client = client;
            this.fromMillis = fromMillis;
            this.expiresMillis = expiresMillis;
        }
    }

    private long count; // of what was told
    private final Map<QueueKey, List<Told>> told = new HashMap<>();
    private final Map<String, Long> freed = new HashMap<>(); // by queue and client: locks that expire by then are gone

    /**
     * The client asks the log for the queue: it may have a new lock from now on, and while the log's clock stands still, behind a
     * leader whose clock was ahead, that one expires when the one given up did (seed 164).
     */
    void asksFor(QueueKey queue, String client) {
        freed.remove(queue + client);
    }

    /**
     * A node says that the queue is the client's.
     *
     * @param byTable without asking the log for it: of a lock that it got earlier
     */
    void owned(SimulatedNode node, QueueKey queue, String client, boolean byTable) {
        QueueLock lock = node.state().locks().find(CONSUMER_GROUP, queue).orElseThrow();
        Told mine = new Told(
                ++count, byTable, client, lock.expiresMillis() - SimulatedNode.LOCK_LIFE_MILLIS, lock.expiresMillis());
        if (byTable && mine.expiresMillis <= freed.getOrDefault(queue + client, Long.MIN_VALUE)) {
            throw new CheckFailure(
                    "locks: given up", node + " tells " + client + " of the lock on " + queue + " that it gave up");
        }
        List<Told> all = told.computeIfAbsent(queue, absent -> new ArrayList<>());
        for (Told other : all) {
            boolean overlap = other.fromMillis < mine.expiresMillis && mine.fromMillis < other.expiresMillis;
            if (overlap && !other.givenUp && !other.client.equals(client)) {
                throw new CheckFailure(
                        "locks: exclusive",
                        node + " tells " + client + " that it owns " + queue + " from " + mine.fromMillis + " to "
                                + mine.expiresMillis + ", and " + other.client + " was told so from "
                                + other.fromMillis + " to " + other.expiresMillis);
            }
        }
        all.add(mine);
    }

    /**
     * The client asks for its locks on the queue to be taken away: from now on somebody else may have it.
     *
     * @return for {@link #gone}
     */
    long givesUp(QueueKey queue, String client) {
        of(queue, client).forEach(each -> each.givenUp = true);
        return count;
    }

    /** The log says so now. Whoever was told since it was asked for that the lock is there was told of one about to go. */
    void gone(QueueKey queue, String client, long since) {
        long latest = of(queue, client)
                .filter(each -> each.number <= since)
                .mapToLong(each -> each.expiresMillis)
                .max()
                .orElse(Long.MIN_VALUE);
        of(queue, client)
                .filter(each -> each.number > since && each.byTable && each.expiresMillis <= latest)
                .findFirst()
                .ifPresent(each -> {
                    throw new CheckFailure(
                            "locks: given up", client + " was told of the lock on " + queue + " while giving it up");
                });
    }

    /** It was told that they are gone. */
    void gaveUp(QueueKey queue, String client) {
        of(queue, client)
                .mapToLong(each -> each.expiresMillis)
                .max()
                .ifPresent(latest -> freed.merge(queue + client, latest, Math::max));
    }

    private Stream<Told> of(QueueKey queue, String client) {
        return told.getOrDefault(queue, List.of()).stream().filter(each -> each.client.equals(client));
    }
}
