package io.quorate.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Sends at a fixed rate. What a stall delayed is sent all the same, and told when it was due (no coordinated omission). */
final class Schedule {
    private Schedule() {}

    /** @param send gets the time at which it was due, on the clock of {@link System#nanoTime} */
    static void run(int perSecond, BooleanSupplier stopped, LongConsumer send) {
        long intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long dueNanos = System.nanoTime();
        while (!stopped.getAsBoolean()) {
            long waitNanos = dueNanos - System.nanoTime();
            if (waitNanos > 0) {
                LockSupport.parkNanos(waitNanos);
            } else {
                send.accept(dueNanos);
                dueNanos += intervalNanos;
            }
        }
    }
}
