package io.quorate.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what must become true. */
final class Poll {
    private static final Duration MAX = Duration.ofSeconds(20);

    private Poll() {}

    static void until(BooleanSupplier condition) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + MAX.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("did not become true within " + MAX);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
