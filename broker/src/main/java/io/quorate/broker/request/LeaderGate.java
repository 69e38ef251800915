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
import io.quorate.remoting.RequestHandler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Decides where a request that only the leader may serve goes: here, to the leader, or back with SERVICE_NOT_AVAILABLE,
 * which stock clients try again.
 *
 * <pre>
 *   this replica                              the request
 *   leads and serves                          is served here
 *   leads, own no-op not applied yet          waits up to leaderWaitMillis, then is decided anew
 *   follows a known leader                    is passed on, unless a peer passed it on to us
 *   lost its leader within leaderWaitMillis   waits likewise: a planned change of leader takes milliseconds
 *   knows no leader for longer                is refused at once
 * </pre>
 *
 * A request of which it is certain that nobody carried it out goes round again within the same time: this is what makes
 * a planned change of leader fail no send. Safe from any thread.
 */
public final class LeaderGate implements ReplicaListener {
    private final ReplicaHandle replica;
    private final LimitConfig limits;
    private final Executor timer;
    private final LongSupplier nowMillis;
    private final Queue<LeaderRequest> parked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger parkedCount = new AtomicInteger(); // Invariant: <= parkedRequestsMax
    private volatile long leaderKnownMillis = Long.MIN_VALUE / 2; // last time a leader was known

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
        if (view.leader().isPresent()) {
            leaderKnownMillis = nowMillis.getAsLong();
        }
        if (parkedCount.get() > 0 && isSettled(view)) {
            timer.execute(this::unpark);
        }
    }

    /** To be called every 100 ms or so: refuses what has been parked for too long, gives the others another go. */
    public void tick() {
        ReplicaView view = replica.view();
        if (view.leader().isPresent()) {
            leaderKnownMillis = nowMillis.getAsLong();
        }
        unpark();
    }

    /** The log refused the request's records, for good, because this replica does not lead any more. */
    void redirect(LeaderRequest request) {
        ReplicaView view = replica.view();
        if (view.role() != Role.LEADER && view.leader().isPresent()) {
            forward(request, view.leader().get());
        } else {
            park(request);
        }
    }

    private void decide(LeaderRequest request) {
        ReplicaView view = replica.view();
        if (view.serving()) {
            HandlerCall.serve(request, () -> request.handler().handle(request));
        } else if (!isSettled(view)) {
            park(request);
        } else if (view.leader().isPresent()) {
            forward(request, view.leader().get());
        } else {
            refuse(request, "no leader is elected at the moment (term " + view.term() + "), try again");
        }
    }

    /** False while it is worth waiting: a leader is coming into office, or may be found any moment. */
    private boolean isSettled(ReplicaView view) {
        if (view.role() == Role.LEADER) {
            return view.serving();
        }
        return view.leader().isPresent() || nowMillis.getAsLong() - leaderKnownMillis > limits.leaderWaitMillis();
    }

    /** Whether there is a leader, or one may be found any moment. */
    boolean isLeaderExpected() {
        return replica.view().leader().isPresent()
                || nowMillis.getAsLong() - leaderKnownMillis <= limits.leaderWaitMillis();
    }

    private void park(LeaderRequest request) {
        if (hasWaitedEnough(request)) {
            refuse(request, "the group is changing its leader, try again");
        } else if (parkedCount.incrementAndGet() > limits.parkedRequestsMax()) {
            parkedCount.decrementAndGet();
            refuse(request, "the group is changing its leader and too many requests wait for that, try again");
        } else {
            parked.add(request);
        }
    }

    private boolean hasWaitedEnough(LeaderRequest request) {
        long sinceMillis = request.deadlineMillis() - limits.sendTimeoutMillis();
        return nowMillis.getAsLong() - sinceMillis >= limits.leaderWaitMillis();
    }

    private void unpark() {
        int count = parkedCount.get(); // not those that are parked again meanwhile
        for (int i = 0; i < count; i++) {
            unparkOne();
        }
    }

    private void unparkOne() {
        LeaderRequest request = parked.poll();
        if (request != null) {
            parkedCount.decrementAndGet();
            decide(request);
        }
    }

    private void forward(LeaderRequest request, NodeId leader) {
        if (request.isFromPeer()) {
            refuse(request, "this node does not lead, " + leader + " does");
            return;
        }
        long leftMillis = Math.max(1, request.deadlineMillis() - nowMillis.getAsLong());
        var unused = replica.forward(asCall(request.request()), request.clientAddress(), Duration.ofMillis(leftMillis))
                .whenComplete((answer, failure) -> relay(request, leader, answer, failure));
    }

    private void relay(LeaderRequest request, NodeId leader, RemotingCommand answer, Throwable failure) {
        if (failure == null && answer.field(QuorateFields.NOT_LEADER) == null) {
            request.respond(answer);
        } else if (failure == null || isNotCarriedOut(failure)) {
            if (failure == null) {
                answer.body().release();
            }
            park(request);
        } else {
            refuse(request, "passed on to the leader " + leader + ", fate unknown: " + failure.getMessage());
        }
    }

    private static boolean isNotCarriedOut(Throwable failure) {
        return failure instanceof RemotingException remoting
                && remoting.reason() == RemotingException.Reason.CONNECT_FAILED;
    }

    /** A copy that may be renumbered, and that is answered also when the client wants no answer: we want to know. */
    private static RemotingCommand asCall(RemotingCommand request) {
        return RemotingCommand.request(request.code())
                .language(request.language())
                .version(request.version())
                .extFields(request.extFields())
                .body(request.body());
    }

    /** Whatever is refused here was carried out by nobody, unless the reason says otherwise. */
    private static void refuse(LeaderRequest request, String why) {
        RemotingCommand refusal = RemotingCommand.response(ResponseCode.SERVICE_NOT_AVAILABLE, why);
        if (request.isFromPeer()) {
            refusal.field(QuorateFields.NOT_LEADER, true);
        }
        request.respond(refusal);
    }
}
