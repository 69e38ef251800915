package io.quorate.client.internal;

import java.util.concurrent.Executor;

/**
 * One thread and one clock: timers, retries and all consumer state live here. Tasks run one after another and must not
 * block. A closed loop drops tasks silently. Tests hand in one with virtual time.
 */
public interface Loop extends Executor {
    /** The clock of {@link #schedule}; only differences mean anything. */
    long nanoTime();

    /** Runs {@code task} on the loop in {@code delayMillis} or a little later. */
    Timer schedule(long delayMillis, Runnable task);

    /** A task that has not run yet. */
    @FunctionalInterface
    interface Timer {
        /** Idempotent; too late once the task has begun. */
        void cancel();
    }
}
