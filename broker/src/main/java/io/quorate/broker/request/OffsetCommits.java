package io.quorate.broker.request;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.OffsetCommit;
import io.quorate.broker.state.OffsetCommitBatcher;
import io.quorate.broker.state.OffsetCommitBatcher.Offer;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.function.Supplier;

/** Consumer offsets on their way into the log, many in one command. */
final class OffsetCommits {
    /** About what one commit costs while it waits. */
    private static final int ITEM_BYTES = 128;

    private final BrokerState state;
    private final ReplicaHandle replica;
    private final OffsetCommitBatcher batcher;
    private final LogWrites writes;
    private final ReadGate reads;

    OffsetCommits(
            BrokerState state, ReplicaHandle replica, OffsetCommitBatcher batcher, LogWrites writes, ReadGate reads) {
        this.state = state;
        this.replica = replica;
        this.batcher = batcher;
        this.writes = writes;
        this.reads = reads;
    }

    void commit(LeaderRequest request, OffsetCommit.Item item) throws RequestException {
        if (request.request().isOneway()) {
            // Over the bound it is dropped: the next one comes in five seconds and says more.
            batcher.offer(item, null);
            request.respond(done());
            return;
        }
        LogWrites.Ticket ticket = writes.admit(request, ITEM_BYTES);
        Offer offer = batcher.offer(item, outcome -> ticket.settle(outcome, OffsetCommits::done));
        if (offer == Offer.UNCHANGED) {
            ticket.withdraw();
            request.respond(done());
        } else if (offer == Offer.OVERLOADED) {
            ticket.withdraw();
            request.respond(ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST] too many offset commits wait for the log");
        }
    }

    /**
     * A commit carried by a pull. On a follower it is left alone: consumers commit by requests of their own as well, and
     * those are forwarded. A group that is not made yet has nothing to commit.
     */
    void commitInPassing(String consumerGroup, String topic, int queueId, long offset) {
        if (replica.view().serving()
                && state.consumerGroups().find(consumerGroup).isPresent()) {
            batcher.offer(new OffsetCommit.Item(consumerGroup, topic, queueId, offset), null);
        }
    }

    /**
     * Answers a query of a queue's offset when the commits that came before it are applied: a queue that changes hands is
     * asked for by its new reader within milliseconds of the old one's last commit. Where none is under way the group is
     * asked instead: a leader that was replaced would not know the newest.
     */
    void answerAfterCommits(
            LeaderRequest request, String consumerGroup, String topic, int queueId, Supplier<RemotingCommand> answer)
            throws RequestException {
        if (!batcher.isUnderWay(consumerGroup, topic, queueId)) {
            reads.answer(request, answer);
            return;
        }
        LogWrites.Ticket ticket = writes.admit(request, ITEM_BYTES);
        boolean waits =
                batcher.awaitCommitsBefore(consumerGroup, topic, queueId, outcome -> ticket.settle(outcome, answer));
        if (!waits) {
            ticket.withdraw();
            reads.answer(request, answer);
        }
    }

    private static RemotingCommand done() {
        return RemotingCommand.response(ResponseCode.SUCCESS);
    }
}
