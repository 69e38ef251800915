package io.quorate.raft.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * The thread that owns a replica: takes inputs from a queue in batches, ticks by the clock, and lets the replica work after
 * each batch. The queue has no bound of its own: what goes in is bounded where it comes from (bytes of client requests in
 * flight, requests a peer may have under way, one flush job).
 */
final class ReplicaLoop {
    private static final int QUEUE_CHUNK = 1024;
    private static final int BATCH_MAX = 512;
    private static final long CLOSE_MILLIS = 10_000;

    private final Replica replica;
    private final long tickNanos;
    private final Runnable afterTurn;
    private final Consumer<Throwable> whenFailed;
    private final MpscUnboundedArrayQueue<Runnable> inputs = new MpscUnboundedArrayQueue<>(QUEUE_CHUNK);
    private final Thread thread;
    private volatile boolean parked;
    private volatile boolean closing;

    /**
     * @param afterTurn runs on the loop after every turn
     * @param whenFailed hears why the loop ended early; on the loop
     */
    ReplicaLoop(String name, Replica replica, int tickMillis, Runnable afterTurn, Consumer<Throwable> whenFailed) {
        this.replica = replica;
        this.tickNanos = TimeUnit.MILLISECONDS.toNanos(tickMillis);
        this.afterTurn = afterTurn;
        this.whenFailed = whenFailed;
        this.thread = new Thread(this::run, name);
    }

    void start() {
        thread.start();
    }

    /** Runs {@code input} on the loop. From any thread. */
    void execute(Runnable input) {
        inputs.offer(input);
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    boolean isOnLoop() {
        return Thread.currentThread() == thread;
    }

    private void run() {
        try {
            long nextTick = System.nanoTime() + tickNanos;
            while (!closing) {
                boolean more = turn(nextTick);
                long now = System.nanoTime();
                if (now - nextTick >= 0) {
                    replica.tick();
                    // After a pause (of the machine or the collector) time goes on from now: a burst of ticks would
                    // take
                    // away the others' chance to be heard first.
                    nextTick = Math.max(nextTick + tickNanos, now);
                } else if (!more) {
                    park(nextTick - now);
                }
            }
        } catch (RuntimeException | Error failure) {
            whenFailed.accept(failure);
        }
    }

    private boolean turn(long nextTick) {
        int taken = inputs.drain(Runnable::run, BATCH_MAX);
        // Before anybody is answered: what rests on a lease must know how long this replica was asleep.
        long lateNanos = System.nanoTime() - nextTick;
        if (lateNanos >= tickNanos) {
            replica.ticksLost((int) Math.min(Integer.MAX_VALUE, lateNanos / tickNanos));
        }
        boolean more = replica.pump();
        afterTurn.run();
        return more || taken == BATCH_MAX;
    }

    private void park(long nanos) {
        parked = true;
        if (inputs.isEmpty()) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = false;
    }

    boolean close() throws InterruptedException {
        closing = true;
        LockSupport.unpark(thread);
        if (!isOnLoop()) {
            thread.join(CLOSE_MILLIS);
        }
        return !thread.isAlive();
    }
}
