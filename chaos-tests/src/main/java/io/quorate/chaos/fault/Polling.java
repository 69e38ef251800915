package io.quorate.chaos.fault;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waiting for the world, where it may as well not come about. */
final class Polling {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Polling() {}

    /** Empty if there was no answer within that time. */
    static <T> Optional<T> poll(Duration most, Supplier<Optional<T>> question) {
        long deadlineNanos = System.nanoTime() + most.toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent() || System.nanoTime() - deadlineNanos > 0) {
                return answer;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    static void sleep(double seconds) {
        long endNanos = System.nanoTime() + (long) (seconds * 1e9);
        for (long left = endNanos - System.nanoTime(); left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
