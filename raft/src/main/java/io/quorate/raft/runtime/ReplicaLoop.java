package io.quorate.raft.runtime;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a replica on the I/O loop that serves its peers: takes inputs from a queue in batches, ticks by the clock, and lets the
 * replica work after each batch. On that very thread, since what a commit costs is threads waking each other: a message of
 * a peer is handled where it was read, and what the replica sends leaves from where it was made. The queue has no bound of its
 * own: what goes in is bounded where it comes from (bytes of client requests in flight, requests a peer may have under way,
 * one flush job).
 */
final class ReplicaLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaLoop.class);
    private static final int QUEUE_CHUNK = 1024;
    private static final int BATCH_MAX = 512;
    private static final long CLOSE_MILLIS = 10_000;

    private final EventExecutor thread;
    private final Replica replica;
    private final long tickNanos;
    private final Runnable afterTurn;
    private final Consumer<Throwable> whenFailed;
    private final MpscUnboundedArrayQueue<Runnable> inputs = new MpscUnboundedArrayQueue<>(QUEUE_CHUNK);
    private final AtomicBoolean turnDue = new AtomicBoolean(); // a turn has been asked for and has not begun
    private long nextTick; // that thread only, as is the next
    private boolean ended;

    /**
     * @param thread an I/O loop; nobody else may block it
     * @param afterTurn runs on the loop after every turn
     * @param whenFailed hears why the loop ended early; on the loop
     */
    ReplicaLoop(
            EventExecutor thread, Replica replica, int tickMillis, Runnable afterTurn, Consumer<Throwable> whenFailed) {
        this.thread = thread;
        this.replica = replica;
        this.tickNanos = TimeUnit.MILLISECONDS.toNanos(tickMillis);
        this.afterTurn = afterTurn;
        this.whenFailed = whenFailed;
    }

    void start() {
        thread.execute(() -> {
            nextTick = System.nanoTime() + tickNanos;
            wakeForTick();
            guarded(this::turn);
        });
    }

    /** Runs {@code input} on the loop. From any thread. */
    void execute(Runnable input) {
        inputs.offer(input);
        wake();
    }

    private void wake() {
        if (!turnDue.get() && turnDue.compareAndSet(false, true)) {
            try {
                thread.execute(() -> {
                    turnDue.set(false); // first: what is offered from now on may miss this turn
                    guarded(this::turn);
                });
            } catch (RejectedExecutionException shutDown) {
                LOG.debug("an input came after the end: the I/O loop is shut down");
            }
        }
    }

    private void wakeForTick() {
        try {
            var unused = thread.schedule(() -> guarded(this::tick), nextTick - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            LOG.debug("no more ticks: the I/O loop is shut down");
        }
    }

    private void guarded(Runnable action) {
        if (ended) {
            return;
        }
        try {
            action.run();
        } catch (RuntimeException | Error failure) {
            ended = true;
            whenFailed.accept(failure);
        }
    }

    private void turn() {
        int taken = inputs.drain(Runnable::run, BATCH_MAX);
        // Before anybody is answered: what rests on a lease must know how long this replica was asleep.
        long lateNanos = System.nanoTime() - nextTick;
        if (lateNanos >= tickNanos) {
            replica.ticksLost((int) Math.min(Integer.MAX_VALUE, lateNanos / tickNanos));
        }
        boolean more = replica.pump();
        afterTurn.run();
        if (more || taken == BATCH_MAX) {
            wake();
        }
    }

    private void tick() {
        turn(); // what has come meanwhile is heard before time passes
        replica.tick();
        // After a pause (of the machine or the collector) time goes on from now: a burst of ticks would take away the
        // others' chance to be heard first.
        nextTick = Math.max(nextTick + tickNanos, System.nanoTime());
        wakeForTick();
        turn();
    }

    /**
     * Lets the replica have what was offered so far, and nothing after that.
     *
     * @return whether that is over, so that the replica is the caller's
     */
    boolean close() throws InterruptedException {
        Future<?> last = thread.submit(() -> {
            guarded(this::turn);
            ended = true;
        });
        return thread.inEventLoop() || last.await(CLOSE_MILLIS);
    }
}
