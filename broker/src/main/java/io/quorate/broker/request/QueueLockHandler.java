package io.quorate.broker.request;

import io.quorate.broker.lock.QueueLocks;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.LockQueues;
import io.quorate.broker.state.QueueKey;
import io.quorate.broker.state.UnlockQueues;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.LockBatchReply;
import io.quorate.protocol.body.LockBatchRequest;
import io.quorate.protocol.body.MessageQueue;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * LOCK_BATCH_MQ and UNLOCK_BATCH_MQ: who consumes a queue in order. Unknown topics and consumer groups may be locked, as
 * in RocketMQ.
 */
final class QueueLockHandler {
    /** Queues of one request; consumers have all they want to own of a broker in one. */
    private static final int QUEUES_MAX = 4096;

    private static final int NAME_CHARS_MAX = 255;

    private final BrokerState state;
    private final QueueLocks locks;
    private final LogWrites writes;
    private final ReadGate reads;

    QueueLockHandler(BrokerState state, QueueLocks locks, LogWrites writes, ReadGate reads) {
        this.state = state;
        this.locks = locks;
        this.writes = writes;
        this.reads = reads;
    }

    /** LOCK_BATCH_MQ. The answer has those of the queues that are the client's now, named as it named them. */
    void lock(LeaderRequest request) throws RequestException {
        LockBatchRequest wish = decode(request);
        List<QueueKey> queues = keys(wish);
        List<QueueKey> undecided = locks.undecided(wish.consumerGroup(), wish.clientId(), queues);
        Supplier<RemotingCommand> answer = () -> owned(wish, queues);
        if (undecided.isEmpty()) {
            reads.answer(request, answer);
        } else {
            propose(
                    request,
                    wish.consumerGroup(),
                    new LockQueues(wish.consumerGroup(), wish.clientId(), locks.lifeMillis(), undecided),
                    answer);
        }
    }

    private RemotingCommand owned(LockBatchRequest wish, List<QueueKey> queues) {
        Set<QueueKey> owned = new HashSet<>(locks.owned(wish.consumerGroup(), wish.clientId(), queues));
        List<MessageQueue> locked = wish.queues().stream()
                .filter(queue -> owned.contains(key(queue)))
                .toList();
        return RemotingCommand.response(ResponseCode.SUCCESS).body(new LockBatchReply(locked).encode());
    }

    /** UNLOCK_BATCH_MQ. */
    void unlock(LeaderRequest request) throws RequestException {
        LockBatchRequest wish = decode(request);
        List<QueueKey> queues = keys(wish);
        if (queues.isEmpty()) {
            request.respond(done());
            return;
        }
        propose(
                request,
                wish.consumerGroup(),
                new UnlockQueues(wish.consumerGroup(), wish.clientId(), queues),
                QueueLockHandler::done);
    }

    private void propose(LeaderRequest request, String consumerGroup, Command command, Supplier<RemotingCommand> answer)
            throws RequestException {
        // The proposal wants to know its listener, the listener its ticket, the ticket the proposal's length.
        AtomicReference<LogWrites.Ticket> ticket = new AtomicReference<>();
        CommandProposal proposal =
                new CommandProposal(List.of(command), state.offsetAssigner(), (ProposeOutcome outcome) -> {
                    locks.completed(consumerGroup);
                    ticket.get().settle(outcome, answer);
                });
        ticket.set(writes.admit(request, proposal.lengthBytes()));
        locks.proposed(consumerGroup);
        ticket.get().propose(proposal);
    }

    private static LockBatchRequest decode(LeaderRequest request) throws RequestException {
        LockBatchRequest wish = LockBatchRequest.decode(request.request().body());
        checkName("consumer group", wish.consumerGroup());
        checkName("client id", wish.clientId());
        if (wish.queues().size() > QUEUES_MAX) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    wish.queues().size() + " queues at a time, at most " + QUEUES_MAX + " are locked");
        }
        for (MessageQueue queue : wish.queues()) {
            checkName("topic", queue.topic());
        }
        return wish;
    }

    /** Names stay in the table for a while, also of what does not exist. */
    private static void checkName(String what, String name) throws RequestException {
        if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    "a " + what + " of " + name.length() + " characters, it has 1 to " + NAME_CHARS_MAX);
        }
    }

    private static List<QueueKey> keys(LockBatchRequest wish) {
        return wish.queues().stream().map(QueueLockHandler::key).distinct().toList();
    }

    /** Whatever broker name the client knows the group by. */
    private static QueueKey key(MessageQueue queue) {
        return new QueueKey(queue.topic(), queue.queueId());
    }

    private static RemotingCommand done() {
        return RemotingCommand.response(ResponseCode.SUCCESS);
    }
}
