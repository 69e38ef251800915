package io.quorate.broker.read;

import io.quorate.broker.state.ArrivalListener;
import io.quorate.broker.state.QueueKey;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.Connection;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Long polling: pulls that found nothing are held until a message they want is applied, their time is up, or their
 * connection is gone. All methods from any thread; answers are given on the executor or the caller of {@link #serve}.
 *
 * <p>The replica loop only compares tag hashes and hands over: pulls are evaluated again on the executor. A held pull is
 * taken by whoever comes first (arrival, tick, close, {@link #answerAll}), which {@link Parked#take} decides.
 */
public final class ParkedPulls implements ArrivalListener {
    /** One held pull. Re-parked after a vain wake-up as a new object. */
    private static final class Parked {
        final PullQuery query;
        final Connection connection;
        final long deadlineMillis;
        final long number;
        final Consumer<PullResult> answer;
        private final AtomicBoolean taken = new AtomicBoolean();

        Parked(PullQuery query, Connection connection, long deadlineMillis, long number, Consumer<PullResult> answer) {
            this.query = query;
            this.connection = connection;
            this.deadlineMillis = deadlineMillis;
            this.number = number;
            this.answer = answer;
        }

        /** True for exactly one caller, who then owns the pull's fate. */
        boolean take() {
            return taken.compareAndSet(false, true);
        }

        boolean isTaken() {
            return taken.get();
        }
    }

    /**
     * How long a pull is held that only the leader can help: not for all its time, and yet not for none, since a client that
     * does not know yet who leads comes back here at once.
     */
    private static final long ELSEWHERE_MILLIS_MAX = 1000;

    private final Function<PullQuery, PullResult> pulls;
    private final Executor executor;
    private final LongSupplier clockMillis;
    private final int parkedPullsMax;

    private final AtomicInteger parkedCount = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();

    /** Grows with each arrival. Written by the replica loop before it looks for held pulls, see {@link #park}. */
    private volatile long arrivals;

    /**
     * Changed under the map's lock of the queue, so that an emptied set can go; the replica loop walks a set without. A
     * queue may have thousands of pulls, when many broadcasting consumers read it: each must come and go in little time.
     */
    private final ConcurrentHashMap<QueueKey, Set<Parked>> byQueue = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<Connection, Set<Parked>> byConnection = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Parked> byDeadline =
            new ConcurrentSkipListSet<>(Comparator.<Parked>comparingLong(parked -> parked.deadlineMillis)
                    .thenComparingLong(parked -> parked.number));

    /**
     * @param pulls evaluates a pull over what is applied now
     * @param executor runs evaluations and answers; must accept work for as long as the replica applies
     * @param clockMillis a clock that never goes back; only differences count
     * @param parkedPullsMax pulls held at a time. One more is answered SYSTEM_BUSY, after which clients wait a second or
     *     more; PULL_NOT_FOUND would bring them back at once
     */
    public ParkedPulls(
            Function<PullQuery, PullResult> pulls, Executor executor, LongSupplier clockMillis, int parkedPullsMax) {
        this.pulls = pulls;
        this.executor = executor;
        this.clockMillis = clockMillis;
        this.parkedPullsMax = parkedPullsMax;
    }

    /**
     * Evaluates the pull and answers it exactly once: now, or when there is something, or after {@code suspendMillis} at
     * the latest (plus the distance of two ticks). Never, if the connection closes first.
     *
     * @param suspendMillis how long the pull may be held; 0 or less for not at all
     */
    public void serve(PullQuery query, Connection connection, long suspendMillis, Consumer<PullResult> answer) {
        if (suspendMillis <= 0) {
            answer.accept(pulls.apply(query));
            return;
        }
        evaluate(query, connection, clockMillis.getAsLong() + suspendMillis, answer, false);
    }

    /** Pulls held now. */
    public int size() {
        return parkedCount.get();
    }

    @Override
    // Only the replica loop writes; volatile publishes.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void messageApplied(String topic, int queueId, long queueOffset, long tagHash) {
        arrivals++;
        if (parkedCount.get() == 0) {
            return;
        }
        for (Parked parked : byQueue.getOrDefault(new QueueKey(topic, queueId), Set.of())) {
            // A follower also holds pulls beyond its end: a message before the wanted one does not concern them.
            if (queueOffset >= parked.query.queueOffset()
                    && parked.query.filter().mayMatch(tagHash)
                    && parked.take()) {
                executor.execute(() -> resume(parked));
            }
        }
    }

    /** What the pulls wait for may be among what was skipped: they are answered, and their clients ask again. */
    @Override
    // Only the replica loop writes; volatile publishes.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void stateRestored() {
        arrivals++; // a pull evaluated over the state before and not yet parked is evaluated again
        answerAll();
    }

    /** Answers the pulls whose time is up. To be called often: the distance of two calls adds to the longest wait. */
    public void tick() {
        long now = clockMillis.getAsLong();
        for (Parked parked : byDeadline) {
            if (parked.deadlineMillis > now) {
                return;
            }
            finish(parked);
        }
    }

    /**
     * Answers every held pull with what it finds now, mostly PULL_NOT_FOUND. For a change of leader: clients must not wait
     * out their time at a node that hears of no new messages.
     */
    public void answerAll() {
        byDeadline.forEach(this::finish);
    }

    /** Answers the pulls held on one queue with what they find now: their consumers are to come again. */
    public void answerQueue(String topic, int queueId) {
        byQueue.getOrDefault(new QueueKey(topic, queueId), Set.of()).forEach(this::finish);
    }

    private void finish(Parked parked) {
        if (parked.take()) {
            executor.execute(() -> {
                forget(parked);
                parked.answer.accept(pulls.apply(parked.query));
            });
        }
    }

    private void resume(Parked parked) {
        forget(parked);
        evaluate(parked.query, parked.connection, parked.deadlineMillis, parked.answer, true);
    }

    /** @param held the pull was woken by what may be of no interest to it: then it is held on */
    private void evaluate(
            PullQuery asked, Connection connection, long deadlineMillis, Consumer<PullResult> answer, boolean held) {
        PullQuery query = asked;
        while (true) {
            long arrivalsBefore = arrivals;
            PullResult result = pulls.apply(query);
            if (held && result.isAllFiltered() && deadlineMillis > clockMillis.getAsLong()) {
                query = query.from(result.nextBeginOffset());
                continue; // from here on it finds nothing, or what came meanwhile
            }
            if (!result.mayWait() || deadlineMillis <= clockMillis.getAsLong()) {
                answer.accept(result);
                return;
            }
            if (parkedCount.incrementAndGet() > parkedPullsMax) {
                parkedCount.decrementAndGet();
                answer.accept(PullResult.empty(
                        ResponseCode.SYSTEM_BUSY,
                        PullStatus.TOO_MANY_PULLS,
                        query.queueOffset(),
                        result.minOffset(),
                        result.maxOffset()));
                return;
            }
            long untilMillis = result.isForTheLeader()
                    ? Math.min(deadlineMillis, clockMillis.getAsLong() + ELSEWHERE_MILLIS_MAX)
                    : deadlineMillis;
            Parked parked = new Parked(query, connection, untilMillis, numbers.incrementAndGet(), answer);
            park(parked);
            // A message applied between the evaluation and the parking found nobody to wake. Both sides write first and
            // look second (arrivals / byQueue), so at least one of them sees the other.
            if (arrivals == arrivalsBefore || !parked.take()) {
                return;
            }
            forget(parked);
        }
    }

    private void park(Parked parked) {
        byDeadline.add(parked);
        byQueue.compute(keyOf(parked), (key, held) -> with(held, parked));
        Connection connection = parked.connection;
        Set<Parked> fresh = ConcurrentHashMap.newKeySet();
        Set<Parked> known = byConnection.putIfAbsent(connection, fresh);
        (known == null ? fresh : known).add(parked);
        if (known == null) {
            connection.onClose(() -> drop(connection));
        }
        if (parked.isTaken()) {
            // Whoever took it may have looked for it in places where it was not yet.
            unlink(parked);
        } else if (!connection.isActive() && parked.take()) {
            // Closed before the pull stood in the set that onClose walks: nobody else would drop it before its
            // time is up.
            forget(parked);
        }
    }

    private void drop(Connection connection) {
        Set<Parked> held = byConnection.remove(connection);
        if (held != null) {
            for (Parked parked : held) {
                if (parked.take()) {
                    forget(parked);
                }
            }
        }
    }

    /** Called once, by who took it. */
    private void forget(Parked parked) {
        parkedCount.decrementAndGet();
        unlink(parked);
    }

    private void unlink(Parked parked) {
        byDeadline.remove(parked);
        byQueue.computeIfPresent(keyOf(parked), (key, held) -> without(held, parked));
        Set<Parked> held = byConnection.get(parked.connection);
        if (held != null) {
            held.remove(parked);
        }
    }

    private static QueueKey keyOf(Parked parked) {
        return new QueueKey(parked.query.topic(), parked.query.queueId());
    }

    private static Set<Parked> with(Set<Parked> held, Parked more) {
        Set<Parked> all = held == null ? ConcurrentHashMap.newKeySet(1) : held; // mostly it stays the only one
        all.add(more);
        return all;
    }

    private static Set<Parked> without(Set<Parked> held, Parked gone) {
        held.remove(gone);
        return held.isEmpty() ? null : held;
    }
}
