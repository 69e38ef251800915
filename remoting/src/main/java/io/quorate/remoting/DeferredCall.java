package io.quorate.remoting;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.quorate.remoting.RemotingException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request that waits for its connection first. The wait is part of its timeout. */
final class DeferredCall extends CompletableFuture<RemotingCommand> implements AddressSlot.Waiter {
    private final RemotingCommand request;
    private final long deadlineNanos; // of System.nanoTime()
    private final AtomicBoolean settled = new AtomicBoolean(); // who sets it owns the request
    private final Future<?> timer;

    DeferredCall(RemotingCommand request, Duration timeout, EventExecutor loop) {
        this.request = request;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
        this.timer = loop.schedule(this::timedOut, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void connected(NettyConnection connection) {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        timer.cancel(false);
        Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
        RemotingClient.relay(connection.invoke(request, left), this);
    }

    @Override
    public void failed(RemotingException why) {
        timer.cancel(false);
        fail(why);
    }

    private void fail(RemotingException why) {
        if (settled.compareAndSet(false, true)) {
            request.body().release();
            completeExceptionally(why);
        }
    }

    private void timedOut() {
        // Nothing was sent yet, so the outcome is better known than for other timeouts.
        fail(new RemotingException(
                Reason.CONNECT_FAILED, "request " + request.code() + " got no connection within its timeout"));
    }
}
