package io.quorate.broker.request;

import io.quorate.broker.config.LimitConfig;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.runtime.ReadOutcome;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaListener;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestHandler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lets requests that ask for the state of things see all that was acknowledged, to anybody, before they came: on a follower,
 * and on a leader that was replaced and has not heard of it, what is applied here may be older. Costs a question to the
 * group (ReadIndex), shared by all that ask about the same time. Safe from any thread.
 *
 * <p>While the group changes its leader a request waits up to leaderWaitMillis and asks anew; without a leader it is refused
 * at once with SERVICE_NOT_AVAILABLE.
 */
public final class ReadGate implements ReplicaListener {
    private record Parked(RequestContext context, Runnable served, long deadlineMillis) {}

    private final ReplicaHandle replica;
    private final LeaderGate leaders;
    private final LimitConfig limits;
    private final Executor workers;
    private final LongSupplier nowMillis;
    private final Queue<Parked> parked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger parkedCount = new AtomicInteger(); // Invariant: <= parkedRequestsMax

    /**
     * @param leaders knows whether a leader may be expected soon
     * @param workers run the handlers: not the replica loop, which must not wait for their disk reads
     * @param nowMillis a clock that never goes back
     */
    public ReadGate(
            ReplicaHandle replica, LeaderGate leaders, LimitConfig limits, Executor workers, LongSupplier nowMillis) {
        this.replica = replica;
        this.leaders = leaders;
        this.limits = limits;
        this.workers = workers;
        this.nowMillis = nowMillis;
    }

    /** What {@code handler} does, on any replica, behind this gate. The request's body is gone by then. */
    RequestHandler guard(RequestHandler handler) {
        return context -> ask(new Parked(
                context,
                () -> HandlerCall.serve(context, () -> handler.handle(context)),
                nowMillis.getAsLong() + limits.leaderWaitMillis()));
    }

    /** For a request that reached its leader: answers it if this replica still leads, passes it on if not. */
    void answer(LeaderRequest request, Supplier<RemotingCommand> answer) {
        whenRead(
                request,
                () -> HandlerCall.serve(request, () -> request.respond(answer.get())),
                noLeader -> request.redirect());
    }

    private void ask(Parked request) {
        whenRead(request.context(), request.served(), noLeader -> park(request));
    }

    private void whenRead(RequestContext context, Runnable served, Consumer<ReadOutcome.NoLeader> otherwise) {
        var unused = replica.readIndex().thenAccept(outcome -> {
            if (outcome instanceof ReadOutcome.Current) {
                serve(context, served);
            } else if (outcome instanceof ReadOutcome.NoLeader noLeader) {
                otherwise.accept(noLeader);
            } else if (outcome instanceof ReadOutcome.Overloaded overloaded) {
                context.respond(
                        ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST] " + overloaded.waiting() + " reads are waiting");
            }
        });
    }

    private void serve(RequestContext context, Runnable served) {
        try {
            workers.execute(served);
        } catch (RejectedExecutionException full) {
            context.respond(
                    ResponseCode.SYSTEM_BUSY,
                    "[REJECTREQUEST] as many requests of this kind wait as may, try again later");
        }
    }

    private void park(Parked request) {
        if (!leaders.isLeaderExpected()) {
            refuse(
                    request,
                    "no leader is elected at the moment (term " + replica.view().term() + "), try again");
        } else if (nowMillis.getAsLong() >= request.deadlineMillis()) {
            refuse(request, "the leader did not confirm in time that it still leads, try again");
        } else if (parkedCount.incrementAndGet() > limits.parkedRequestsMax()) {
            parkedCount.decrementAndGet();
            refuse(request, "the group is changing its leader and too many requests wait for that, try again");
        } else {
            parked.add(request);
        }
    }

    private static void refuse(Parked request, String why) {
        request.context().respond(ResponseCode.SERVICE_NOT_AVAILABLE, why);
    }

    /** Whoever leads now may answer. To be called after the leader gate heard of it. */
    @Override
    public void viewChanged(ReplicaView view) {
        if (view.leader().isPresent()) {
            askAgain();
        }
    }

    /** To be called every 100 ms or so: gives what is parked another go, or its refusal. */
    public void tick() {
        askAgain();
    }

    private void askAgain() {
        int count = parkedCount.get(); // not those that are parked again meanwhile
        for (int i = 0; i < count; i++) {
            Parked request = parked.poll();
            if (request == null) {
                return;
            }
            parkedCount.decrementAndGet();
            ask(request);
        }
    }
}
