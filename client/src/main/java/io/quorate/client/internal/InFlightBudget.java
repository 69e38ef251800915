package io.quorate.client.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds what is under way, in number and in bytes. Who comes over the bound waits in line, first come first served, so
 * that order is kept; over {@code waitingMax} in line, newcomers are refused at once. A single piece larger than
 * {@code bytesMax} passes when it is alone. Safe from any thread.
 */
public final class InFlightBudget {
    private final int countMax;
    private final long bytesMax;
    private final int waitingMax;
    private final Loop loop;

    private final ReentrantLock lock = new ReentrantLock();
    // Below: guarded by lock. Invariant: waiting is empty, or the first of it does not fit.
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int count;
    private long bytes;

    private record Waiter(long bytes, CompletableFuture<Boolean> admitted) {}

    public InFlightBudget(int countMax, long bytesMax, int waitingMax, Loop loop) {
        this.countMax = countMax;
        this.bytesMax = bytesMax;
        this.waitingMax = waitingMax;
        this.loop = loop;
    }

    /**
     * Completes with true once admitted (then {@link #release} is owed), with false when the line is full or
     * {@code deadlineNanos} came first.
     */
    public CompletableFuture<Boolean> acquire(long pieceBytes, long deadlineNanos) {
        Waiter waiter;
        lock.lock();
        try {
            if (waiting.isEmpty() && fits(pieceBytes)) {
                take(pieceBytes);
                return CompletableFuture.completedFuture(true);
            }
            if (waiting.size() >= waitingMax) {
                return CompletableFuture.completedFuture(false);
            }
            waiter = new Waiter(pieceBytes, new CompletableFuture<>());
            waiting.add(waiter);
        } finally {
            lock.unlock();
        }
        long leftMillis = Math.max(0, (deadlineNanos - loop.nanoTime()) / 1_000_000);
        Loop.Timer timer = loop.schedule(leftMillis, () -> giveUp(waiter));
        var unused = waiter.admitted.whenComplete((admitted, e) -> timer.cancel());
        return waiter.admitted;
    }

    public void release(long pieceBytes) {
        List<Waiter> admitted;
        lock.lock();
        try {
            count--;
            bytes -= pieceBytes;
            admitted = admitWaiting();
        } finally {
            lock.unlock();
        }
        // Outside the lock: completing runs the waiter's next step here.
        admitted.forEach(waiter -> waiter.admitted.complete(true));
    }

    public int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(Waiter waiter) {
        boolean removed;
        List<Waiter> admitted;
        lock.lock();
        try {
            removed = waiting.remove(waiter);
            // The one that left may have been what kept smaller ones behind it waiting.
            admitted = admitWaiting();
        } finally {
            lock.unlock();
        }
        if (removed) {
            waiter.admitted.complete(false);
        }
        admitted.forEach(next -> next.admitted.complete(true));
    }

    private List<Waiter> admitWaiting() {
        List<Waiter> admitted = new ArrayList<>();
        while (!waiting.isEmpty() && fits(waiting.peek().bytes)) {
            Waiter next = waiting.remove();
            take(next.bytes);
            admitted.add(next);
        }
        return admitted;
    }

    private boolean fits(long pieceBytes) {
        return count == 0 || (count < countMax && bytes + pieceBytes <= bytesMax);
    }

    private void take(long pieceBytes) {
        count++;
        bytes += pieceBytes;
    }
}
