package io.quorate.client.internal;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A loop whose clock the test moves; runs tasks on the test's thread. */
public final class VirtualLoop implements Loop {
    private record Task(long atNanos, long number, Runnable action, AtomicBoolean cancelled) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::number));
    private long nowNanos = 1_000_000_000L;
    private long taskCount;

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public void execute(Runnable task) {
        var unused = schedule(0, task);
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        AtomicBoolean cancelled = new AtomicBoolean();
        tasks.add(new Task(nowNanos + TimeUnit.MILLISECONDS.toNanos(delayMillis), taskCount++, task, cancelled));
        return () -> cancelled.set(true);
    }

    /** Runs what is due within {@code millis}, moving the clock along. */
    public void advance(long millis) {
        long untilNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!tasks.isEmpty() && tasks.peek().atNanos <= untilNanos) {
            Task task = tasks.remove();
            nowNanos = Math.max(nowNanos, task.atNanos);
            if (!task.cancelled.get()) {
                task.action.run();
            }
        }
        nowNanos = untilNanos;
    }

    public long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nowNanos);
    }
}
