package io.quorate.broker.request;

import io.quorate.remoting.Connection;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request that only the leader may serve, on its way through {@link LeaderGate}. Keeps the body until it is answered:
 * a leader that loses its office in between has to pass the request on. Safe from any thread.
 */
final class LeaderRequest implements RequestContext {
    private final RequestContext context;
    private final LeaderGate gate;
    private final LeaderHandler handler;
    private final long deadlineMillis;
    private final AtomicBoolean answered = new AtomicBoolean();

    LeaderRequest(RequestContext context, LeaderGate gate, LeaderHandler handler, long deadlineMillis) {
        this.context = context;
        this.gate = gate;
        this.handler = handler;
        this.deadlineMillis = deadlineMillis;
        context.request().body().retain();
    }

    @Override
    public RemotingCommand request() {
        return context.request();
    }

    @Override
    public Connection connection() {
        return context.connection();
    }

    @Override
    public InetSocketAddress clientAddress() {
        return context.clientAddress();
    }

    @Override
    public void respond(RemotingCommand response) {
        if (answered.compareAndSet(false, true)) {
            context.request().body().release();
            context.respond(response);
        } else {
            response.body().release();
        }
    }

    /** The log refused the request's records because this replica does not lead any more. */
    void redirect() {
        gate.redirect(this);
    }

    /** A peer passed it on: it is not passed on again, the peer decides what next. */
    boolean isFromPeer() {
        return context instanceof ForwardedContext;
    }

    LeaderHandler handler() {
        return handler;
    }

    /** When the answer is due, on the gate's clock. */
    long deadlineMillis() {
        return deadlineMillis;
    }
}
