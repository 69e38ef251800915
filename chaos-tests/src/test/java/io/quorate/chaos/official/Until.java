package io.quorate.chaos.official;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what a client brings about, with a deadline. */
final class Until {
    private static final long POLL_MILLIS = 20;

    private Until() {}

    static void holds(String what, long secondsMax, Callable<Boolean> condition) throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsMax);
        while (!condition.call()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new TimeoutException("waited in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}
