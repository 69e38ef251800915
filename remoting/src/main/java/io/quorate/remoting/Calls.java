package io.quorate.remoting;

import io.netty.channel.EventLoop;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.Future;
import io.quorate.remoting.RemotingException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests one connection sent and has no answer to. Owned by the connection's I/O loop but for admission.
 *
 * <p>There is no timer per call: one sweep is armed for the earliest deadline seen, and by the time it runs most calls
 * are long answered, so that under steady load it runs about once per timeout.
 */
final class Calls {
    private static final long SWEEP_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final EventLoop loop;
    private final int inFlightMax;
    // Admitted and not over yet; counts calls on their way to the I/O loop, too, so that these are bounded as well.
    private final AtomicInteger inFlight = new AtomicInteger();
    private final IntObjectMap<Call> byOpaque = new IntObjectHashMap<>();
    private int lastOpaque;
    private RemotingException closed; // null while open
    private Future<?> sweep; // null when none is armed
    private long sweepAtNanos;

    Calls(EventLoop loop, int inFlightMax) {
        this.loop = loop;
        this.inFlightMax = inFlightMax;
    }

    /** Takes a place, to be given back with {@link #leave()}; false when there is none. From any thread. */
    boolean enter() {
        if (inFlight.incrementAndGet() <= inFlightMax) {
            return true;
        }
        inFlight.decrementAndGet();
        return false;
    }

    /** From any thread. */
    void leave() {
        inFlight.decrementAndGet();
    }

    /** Files the call under an opaque of its own; false, and the call has failed, when the connection is closed. */
    boolean add(Call call) {
        if (closed != null) {
            leave();
            call.completeExceptionally(closed);
            return false;
        }
        do {
            lastOpaque++;
        } while (byOpaque.containsKey(lastOpaque));
        call.opaque = lastOpaque;
        byOpaque.put(lastOpaque, call);
        armSweep(call.deadlineNanos);
        return true;
    }

    /** False when nobody waits for this response: it came too late, or twice. */
    boolean answer(RemotingCommand response) {
        Call call = byOpaque.remove(response.opaque());
        if (call == null) {
            return false;
        }
        leave();
        return call.complete(response);
    }

    /** Ends this very call, unless it is over. */
    void fail(Call call, RemotingException why) {
        if (byOpaque.remove(call.opaque, call)) {
            leave();
            call.completeExceptionally(why);
        }
    }

    /** Fails all, now and from now on. */
    void close(RemotingException why) {
        closed = why;
        if (sweep != null) {
            sweep.cancel(false);
        }
        List<Call> left = new ArrayList<>(byOpaque.values());
        for (Call call : left) {
            fail(call, why);
        }
    }

    private void armSweep(long deadlineNanos) {
        if (sweep != null) {
            if (deadlineNanos - sweepAtNanos >= 0) {
                return;
            }
            sweep.cancel(false);
        }
        sweepAtNanos = deadlineNanos;
        sweep = loop.schedule(this::sweep, deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void sweep() {
        sweep = null;
        long now = System.nanoTime();
        List<Call> late = new ArrayList<>();
        long leastLeftNanos = Long.MAX_VALUE;
        for (Call call : byOpaque.values()) {
            long leftNanos = call.deadlineNanos - now;
            if (leftNanos <= 0) {
                late.add(call);
            } else {
                leastLeftNanos = Math.min(leastLeftNanos, leftNanos);
            }
        }
        if (leastLeftNanos < Long.MAX_VALUE) {
            armSweep(now + Math.max(leastLeftNanos, SWEEP_GAP_NANOS));
        }
        for (Call call : late) {
            fail(call, new RemotingException(Reason.TIMED_OUT, call.describe() + " was not answered in time"));
        }
    }
}
