package io.quorate.broker.request;

import io.quorate.broker.config.LimitConfig;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.NodeId;
import io.quorate.raft.Role;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaListener;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where a request that only the leader may serve goes: here, to the leader, or back with SERVICE_NOT_AVAILABLE,
 * which stock clients try again.
 *
 * <pre>
 *   this replica                          the request
 *   leads and serves                      is served here
 *   leads, own no-op not applied yet      is parked up to leaderWaitMillis, then decided anew
 *   follows a known leader                is passed on, unless it was passed on already
 *   knows no leader                       is refused at once
 * </pre>
 *
 * Safe from any thread.
 */
public final class LeaderGate implements ReplicaListener {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderGate.class);

    private final ReplicaHandle replica;
    private final LimitConfig limits;
    private final Executor timer;
    private final LongSupplier nowMillis;
    private final Queue<LeaderRequest> parked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger parkedCount = new AtomicInteger();

    /**
     * @param timer runs what was parked, never the replica loop
     * @param nowMillis a clock that never goes back
     */
    public LeaderGate(ReplicaHandle replica, LimitConfig limits, Executor timer, LongSupplier nowMillis) {
        this.replica = replica;
        this.limits = limits;
        this.timer = timer;
        this.nowMillis = nowMillis;
    }

    /** What {@code handler} does, behind this gate. */
    RequestHandler guard(LeaderHandler handler) {
        return context ->
                decide(new LeaderRequest(context, this, handler, nowMillis.getAsLong() + limits.sendTimeoutMillis()));
    }

    /** A view that lets parked requests go on lets all of them go on. */
    @Override
    public void viewChanged(ReplicaView view) {
        if (parkedCount.get() > 0 && !isTakingOffice(view)) {
            timer.execute(this::unpark);
        }
    }

    /** To be called every 100 ms or so: refuses what has been parked for too long. */
    public void tick() {
        long parkedSince = nowMillis.getAsLong() + limits.sendTimeoutMillis() - limits.leaderWaitMillis();
        LeaderRequest oldest = parked.peek();
        while (oldest != null && oldest.deadlineMillis() <= parkedSince && parked.remove(oldest)) {
            parkedCount.decrementAndGet();
            refuse(oldest, "the leader is elected but does not serve yet, try again");
            oldest = parked.peek();
        }
        // Covers a request parked while the view changed: the listener may have run between its look and its parking.
        if (oldest != null && !isTakingOffice(replica.view())) {
            unpark();
        }
    }

    void redirect(LeaderRequest request) {
        ReplicaView view = replica.view();
        if (view.leader().isPresent() && view.role() != Role.LEADER) {
            forward(request, view.leader().get());
        } else {
            refuse(request, "this node does not lead any more and the new leader is not known yet, try again");
        }
    }

    private void decide(LeaderRequest request) {
        ReplicaView view = replica.view();
        if (view.serving()) {
            serve(request);
        } else if (isTakingOffice(view)) {
            park(request);
        } else if (view.leader().isPresent()) {
            forward(request, view.leader().get());
        } else {
            refuse(request, "no leader is elected at the moment (term " + view.term() + "), try again");
        }
    }

    private static boolean isTakingOffice(ReplicaView view) {
        return view.role() == Role.LEADER && !view.serving();
    }

    @SuppressWarnings("IllegalCatch") // a handler's mistake must answer its request, not stop the loop or the timer
    private void serve(LeaderRequest request) {
        try {
            request.handler().handle(request);
        } catch (RequestException e) {
            request.respond(e.responseCode(), e.getMessage());
        } catch (Exception e) {
            LOG.warn("request {} from {} failed", request.request().code(), request.clientAddress(), e);
            request.respond(ResponseCode.SYSTEM_ERROR, e.toString());
        }
    }

    private void park(LeaderRequest request) {
        if (parkedCount.incrementAndGet() > limits.parkedRequestsMax()) {
            parkedCount.decrementAndGet();
            refuse(request, "the leader does not serve yet and too many requests wait for it, try again");
        } else {
            parked.add(request);
        }
    }

    private void unpark() {
        LeaderRequest request = parked.poll();
        while (request != null) {
            parkedCount.decrementAndGet();
            decide(request);
            request = isTakingOffice(replica.view()) ? null : parked.poll();
        }
    }

    private void forward(LeaderRequest request, NodeId leader) {
        if (!request.mayForward()) {
            refuse(
                    request,
                    "this node does not lead, " + leader + " does; the request was passed on once already, try again");
            return;
        }
        long leftMillis = Math.max(1, request.deadlineMillis() - nowMillis.getAsLong());
        var unused = replica.forward(asCall(request.request()), request.clientAddress(), Duration.ofMillis(leftMillis))
                .whenComplete((answer, failure) -> relay(request, leader, answer, failure));
    }

    /** A copy that may be renumbered, and that is answered also when the client wants no answer: we want to know. */
    private static RemotingCommand asCall(RemotingCommand request) {
        return RemotingCommand.request(request.code())
                .language(request.language())
                .version(request.version())
                .extFields(request.extFields())
                .body(request.body());
    }

    private void relay(LeaderRequest request, NodeId leader, RemotingCommand answer, Throwable failure) {
        if (failure == null) {
            request.respond(answer);
        } else {
            refuse(request, "passed on to the leader " + leader + ": " + describe(failure) + ", try again");
        }
    }

    private static String describe(Throwable failure) {
        Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
        if (cause instanceof RemotingException remoting) {
            return switch (remoting.reason()) {
                case CONNECT_FAILED, TOO_MANY_IN_FLIGHT, NOT_ENCODABLE, SHUT_DOWN ->
                    "not carried out: " + cause.getMessage();
                case CONNECTION_CLOSED, TIMED_OUT -> "fate unknown: " + cause.getMessage();
            };
        }
        return cause.toString();
    }

    private static void refuse(LeaderRequest request, String why) {
        request.respond(ResponseCode.SERVICE_NOT_AVAILABLE, why);
    }
}
