package io.quorate.remoting;

import io.quorate.remoting.RemotingException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The one connection to one address:
 *
 * <pre>
 *            first waiter                    connected
 *   ABSENT ───────────────▶ CONNECTING ─────────────────────▶ OPEN
 *     ▲ ▲                       │ failed: waiters fail,         │ closed
 *     │ └───────────────────────┘ none tried until retryAt      │
 *     └─────────────────────────────────────────────────────────┘
 * </pre>
 *
 * Shared by all threads; its lock is never held while a waiter is told.
 */
final class AddressSlot {
    private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int BACKOFF_DOUBLINGS_MAX = 16;

    /** Told once, how it went. */
    interface Waiter {
        /** On the connection's I/O loop, or on the asking thread if it was open already. */
        void connected(NettyConnection connection);

        void failed(RemotingException why);
    }

    private final String address;
    private final int waitersMax;
    private final long backoffNanosMax;

    private volatile NettyConnection open; // null unless OPEN
    private boolean connecting;
    private final List<Waiter> waiters = new ArrayList<>(); // empty unless CONNECTING
    private int failureCount; // since the last success
    private long retryAtNanos;
    private String lastFailure;
    private boolean shutDown;

    AddressSlot(String address, int waitersMax, int backoffMillisMax) {
        this.address = address;
        this.waitersMax = waitersMax;
        this.backoffNanosMax = TimeUnit.MILLISECONDS.toNanos(backoffMillisMax);
    }

    String address() {
        return address;
    }

    /** The open connection, or null. */
    NettyConnection open() {
        NettyConnection connection = open;
        return connection != null && connection.isActive() ? connection : null;
    }

    /** Tells the waiter of the connection, at once or when it is made; true when the caller has to make it. */
    boolean await(Waiter waiter) {
        NettyConnection ready;
        RemotingException refusal = null;
        boolean first = false;
        synchronized (this) {
            ready = open();
            if (shutDown) {
                refusal = new RemotingException(Reason.SHUT_DOWN, "this client is closed");
            } else if (ready == null) {
                refusal = refusal();
            }
            if (refusal == null && ready == null) {
                waiters.add(waiter);
                first = !connecting;
                connecting = true;
            }
        }
        if (refusal != null) {
            waiter.failed(refusal);
        } else if (ready != null) {
            waiter.connected(ready);
        }
        return first;
    }

    /** On the connection's I/O loop. Calls made from other threads meanwhile queue up behind the waiters' there. */
    void connected(NettyConnection connection) {
        List<Waiter> told;
        synchronized (this) {
            told = takeWaiters();
            failureCount = 0;
            if (!shutDown) {
                open = connection;
            }
        }
        if (open != connection) {
            connection.shutDown();
        }
        told.forEach(waiter -> waiter.connected(connection));
    }

    void failed(String why) {
        List<Waiter> told;
        synchronized (this) {
            told = takeWaiters();
            lastFailure = why;
            long backoffNanos = FIRST_BACKOFF_NANOS << Math.min(failureCount++, BACKOFF_DOUBLINGS_MAX);
            retryAtNanos = System.nanoTime() + Math.min(backoffNanos, backoffNanosMax);
        }
        RemotingException failure = unreachable(why);
        told.forEach(waiter -> waiter.failed(failure));
    }

    synchronized void closed(NettyConnection connection) {
        if (open == connection) {
            open = null;
        }
    }

    synchronized boolean isAbsent() {
        return open() == null && !connecting;
    }

    void shutDown() {
        List<Waiter> told;
        synchronized (this) {
            shutDown = true;
            told = takeWaiters();
        }
        NettyConnection connection = open;
        if (connection != null) {
            connection.shutDown();
        }
        told.forEach(waiter -> waiter.failed(new RemotingException(Reason.SHUT_DOWN, "this client was closed")));
    }

    private RemotingException refusal() {
        if (connecting) {
            return waiters.size() < waitersMax
                    ? null
                    : new RemotingException(
                            Reason.TOO_MANY_IN_FLIGHT, waitersMax + " calls wait for a connection to " + address);
        }
        boolean backingOff = failureCount > 0 && System.nanoTime() - retryAtNanos < 0;
        return backingOff ? unreachable(lastFailure) : null;
    }

    private RemotingException unreachable(String why) {
        return new RemotingException(Reason.CONNECT_FAILED, "cannot connect to " + address + ": " + why);
    }

    private List<Waiter> takeWaiters() {
        List<Waiter> taken = List.copyOf(waiters);
        waiters.clear();
        connecting = false;
        return taken;
    }
}
