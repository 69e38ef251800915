package io.quorate.broker.request;

import io.quorate.broker.config.LimitConfig;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Requests that wait for the log. Bounds their bytes, turns the fate of their records into an answer, and answers in time
 * when that fate is slow to come. Safe from any thread.
 */
public final class LogWrites {
    private final ReplicaHandle replica;
    private final LimitConfig limits;
    private final int proposalBytesMax;
    private final Executor announced;
    private final LongSupplier nowMillis;
    private final AtomicLong inFlightBytes = new AtomicLong();
    private final Set<Ticket> waiting = ConcurrentHashMap.newKeySet(); // bounded with inFlightBytes

    /**
     * @param proposalBytesMax largest proposal that fits an entry of the log
     * @param announced runs an action when the NameServers know the topics as they are now, soon in any case
     */
    public LogWrites(
            ReplicaHandle replica,
            LimitConfig limits,
            int proposalBytesMax,
            Executor announced,
            LongSupplier nowMillis) {
        this.replica = replica;
        this.limits = limits;
        this.proposalBytesMax = proposalBytesMax;
        this.announced = announced;
        this.nowMillis = nowMillis;
    }

    /**
     * Lets a request in that will put {@code bytes} into the log.
     *
     * @throws RequestException SYSTEM_BUSY, at once, when too much is waiting: memory must not grow with load;
     *     MESSAGE_ILLEGAL when no entry could hold it
     */
    Ticket admit(LeaderRequest request, int bytes) throws RequestException {
        if (bytes > proposalBytesMax) {
            throw new RequestException(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "this would take " + bytes + " bytes in the log, one request may take " + proposalBytesMax);
        }
        long before = inFlightBytes.getAndAdd(bytes);
        // A lone request is let in whatever its size: else one larger than the bound could never pass.
        if (before > 0 && before + bytes > limits.inFlightBytesMax()) {
            inFlightBytes.addAndGet(-bytes);
            throw new RequestException(
                    ResponseCode.SYSTEM_BUSY,
                    "[REJECTREQUEST] " + before + " bytes wait for the log, at most " + limits.inFlightBytesMax()
                            + " may");
        }
        Ticket ticket = new Ticket(request, bytes);
        waiting.add(ticket);
        return ticket;
    }

    /**
     * Proposes what nobody asked for and nobody waits for. Dropped if this node does not lead, or if no entry could hold it; what
     * is too much is refused by the replica.
     */
    void proposeUnasked(Proposal proposal) {
        if (replica.view().serving() && proposal.lengthBytes() <= proposalBytesMax) {
            replica.propose(proposal);
        }
    }

    /** To be called every 100 ms or so: answers what has waited for too long. Its bytes count on until its fate is known. */
    public void tick() {
        long now = nowMillis.getAsLong();
        List<Ticket> overdue =
                waiting.stream().filter(ticket -> ticket.isOverdue(now)).toList();
        overdue.forEach(Ticket::giveUp);
    }

    public long inFlightBytes() {
        return inFlightBytes.get();
    }

    /** One admitted request. */
    final class Ticket {
        private final LeaderRequest request;
        private final int bytes;

        private Ticket(LeaderRequest request, int bytes) {
            this.request = request;
            this.bytes = bytes;
        }

        private boolean isOverdue(long now) {
            return request.deadlineMillis() <= now;
        }

        private void giveUp() {
            if (waiting.remove(this)) {
                request.respond(
                        ResponseCode.SERVICE_NOT_AVAILABLE,
                        "not committed within " + limits.sendTimeoutMillis()
                                + " ms, fate unknown: it may still be stored");
            }
        }

        /** Hands the records over; {@code proposal} must call {@link #settle} on completion. */
        void propose(Proposal proposal) {
            replica.propose(proposal);
        }

        /** Nothing was proposed after all; the caller answers. */
        void withdraw() {
            waiting.remove(this);
            inFlightBytes.addAndGet(-bytes);
        }

        /** Answers by what became of the records. Called once, on the replica loop. */
        void settle(ProposeOutcome outcome, Supplier<RemotingCommand> answer) {
            settle(outcome, answer, Runnable::run);
        }

        /** The same for records that changed topics: a success is answered when clients can find them by their route. */
        void settleAnnounced(ProposeOutcome outcome, Supplier<RemotingCommand> answer) {
            settle(outcome, answer, announced);
        }

        private void settle(ProposeOutcome outcome, Supplier<RemotingCommand> answer, Executor success) {
            inFlightBytes.addAndGet(-bytes);
            // Whoever takes the ticket out answers; the request is not to be touched after that.
            if (!waiting.remove(this)) {
                return;
            }
            if (outcome instanceof ProposeOutcome.Committed) {
                HandlerCall.serve(request, () -> {
                    RemotingCommand response = answer.get();
                    success.execute(() -> request.respond(response));
                });
            } else if (outcome instanceof ProposeOutcome.NotLeader) {
                request.redirect();
            } else if (outcome instanceof ProposeOutcome.Overloaded overloaded) {
                request.respond(
                        ResponseCode.SYSTEM_BUSY,
                        "[REJECTREQUEST] " + overloaded.pendingBytes() + " bytes wait for the log, at most "
                                + overloaded.pendingBytesMax() + " may");
            } else {
                request.respond(
                        ResponseCode.SERVICE_NOT_AVAILABLE,
                        "leadership was lost before the commit was seen, fate unknown: it may still be stored");
            }
        }
    }
}
