package io.quorate.broker.request;

import io.quorate.broker.read.MessageLookup;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.BundleProposal;
import io.quorate.broker.state.EncodedRecords;
import io.quorate.broker.state.OpenTransaction;
import io.quorate.broker.state.TransactionEnd.Decision;
import io.quorate.broker.state.TransactionResume;
import io.quorate.broker.transaction.HalfRecord;
import io.quorate.broker.transaction.TransactionEnds;
import io.quorate.protocol.Fields;
import io.quorate.protocol.Names;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.EndTransactionHeader;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.OffsetMessageId;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** END_TRANSACTION and RESUME_CHECK_HALF_MESSAGE. */
final class TransactionHandler {
    private final BrokerState state;
    private final TransactionEnds ends;
    private final MessageLookup lookup;
    private final LogWrites writes;
    private final Changes changes;
    private final LongSupplier clockMillis;

    /** @param clockMillis wall clock */
    TransactionHandler(
            BrokerState state,
            TransactionEnds ends,
            MessageLookup lookup,
            LogWrites writes,
            Changes changes,
            LongSupplier clockMillis) {
        this.state = state;
        this.ends = ends;
        this.lookup = lookup;
        this.writes = writes;
        this.changes = changes;
        this.clockMillis = clockMillis;
    }

    /** END_TRANSACTION. Producers send it one way: what is refused here they never learn, but they are asked again. */
    void end(LeaderRequest request) throws RequestException {
        EndTransactionHeader header =
                EndTransactionHeader.decode(request.request().extFields());
        Optional<Decision> decision = decision(header.outcome());
        if (decision.isEmpty()) {
            request.respond(done()); // the producer does not know yet
            return;
        }
        checkNotLate(header);
        TransactionEnds.Ending ending =
                ends.begin(header.queueOffset(), header.position(), header.producerGroup(), decision.get());
        LogWrites.Ticket ticket;
        try {
            ticket = writes.admit(request, ending.lengthBytes());
        } catch (RequestException refused) {
            ending.cancel();
            throw refused;
        }
        ticket.propose(ending.proposal(outcome -> ticket.settle(outcome, TransactionHandler::done)));
    }

    private static Optional<Decision> decision(int outcome) throws RequestException {
        return switch (outcome) {
            case EndTransactionHeader.UNKNOWN -> Optional.empty();
            case EndTransactionHeader.COMMIT -> Optional.of(Decision.COMMIT);
            case EndTransactionHeader.ROLLBACK -> Optional.of(Decision.ROLLBACK);
            default ->
                throw new RequestException(
                        ResponseCode.SYSTEM_ERROR,
                        "the field commitOrRollback is " + outcome
                                + ", it may be 0 (unknown), 8 (commit), 12 (rollback)");
        };
    }

    /** A producer that says itself how long it may take, and takes longer, has to wait until it is asked. */
    private void checkNotLate(EndTransactionHeader header) throws RequestException {
        if (header.fromCheck()) {
            return;
        }
        Optional<OpenTransaction> open = state.transactions().find(header.queueOffset());
        if (open.isPresent()
                && open.get().immunityMillis() != OpenTransaction.USUAL_IMMUNITY
                && clockMillis.getAsLong() - open.get().storedMillis()
                        > open.get().immunityMillis()) {
            throw new RequestException(
                    ResponseCode.ILLEGAL_OPERATION,
                    "the transaction " + header.queueOffset()
                            + " is older than its own CHECK_IMMUNITY_TIME_IN_SECONDS: its producer is going to be asked");
        }
    }

    /** RESUME_CHECK_HALF_MESSAGE: an open transaction is asked for anew, one that was put aside becomes open again. */
    void resume(LeaderRequest request) throws RequestException {
        String messageId = Fields.required(request.request().extFields(), "msgId");
        ByteBuffer record = OffsetMessageId.decode(messageId)
                .flatMap(id -> lookup.byPosition(id.position()))
                .orElseThrow(() -> new RequestException(
                        ResponseCode.SYSTEM_ERROR, "no message has the offset message id " + messageId));
        MessageRecordView view = new MessageRecordView().wrap(record);
        switch (view.topic()) {
            case Names.HALF_TOPIC -> resumeOpen(request, view.queueOffset(), view.position());
            case Names.TRANSACTION_CHECK_MAX_TOPIC -> reopen(request, new HalfRecord(record).resumed());
            default ->
                throw new RequestException(
                        ResponseCode.SYSTEM_ERROR, "the message " + messageId + " is of no undecided transaction");
        }
    }

    private void resumeOpen(LeaderRequest request, long queueOffset, long position) throws RequestException {
        if (state.transactions().find(queueOffset).isEmpty()) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR, "the transaction " + queueOffset + " was decided or put aside already");
        }
        changes.apply(request, List.of(new TransactionResume(queueOffset, position)));
    }

    private void reopen(LeaderRequest request, EncodedRecords half) throws RequestException {
        LogWrites.Ticket ticket = writes.admit(request, half.lengthBytes());
        ticket.propose(new BundleProposal(
                List.of(),
                List.of(half),
                state.offsetAssigner(),
                (outcome, placements) -> ticket.settle(outcome, TransactionHandler::done)));
    }

    private static RemotingCommand done() {
        return RemotingCommand.response(ResponseCode.SUCCESS);
    }
}
