package io.quorate.chaos;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for the world, with a deadline. */
public final class Await {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Await() {}

    public static void until(String what, Duration timeout, BooleanSupplier condition) {
        present(what, timeout, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Polls until {@code source} has a value. */
    public static <T> T present(String what, Duration timeout, Supplier<Optional<T>> source) {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<T> value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() > deadlineNanos) {
                throw new AssertionError("waited " + timeout.toSeconds() + " s in vain for " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
