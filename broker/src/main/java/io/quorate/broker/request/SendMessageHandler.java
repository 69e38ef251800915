package io.quorate.broker.request;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Delay;
import io.quorate.broker.state.EncodedRecords;
import io.quorate.broker.state.IncomingMessage;
import io.quorate.broker.state.MessageProposal;
import io.quorate.broker.state.Placement;
import io.quorate.broker.state.RecordEncoder;
import io.quorate.broker.stats.MessageStats;
import io.quorate.protocol.Names;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.protocol.header.SendMessageReply;
import io.quorate.protocol.message.OffsetMessageId;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.protocol.message.RecallHandle;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * SEND_MESSAGE, SEND_MESSAGE_V2, SEND_BATCH_MESSAGE. The record is encoded here, on the I/O loop; the replica loop only
 * gives it its place. "Stored" (code 0) is answered after the commit and for nothing less.
 */
final class SendMessageHandler implements LeaderHandler {
    /** A delayed or half message is written again under its topic's name, with a command: that must fit an entry, too. */
    static final int DELIVERY_BYTES_MAX = 512;

    private final SendChecks checks;
    private final RecordEncoder encoder;
    private final BrokerState state;
    private final LogWrites writes;
    private final Traffic traffic;
    private final MessageStats stats;
    private final Traits traits;
    private final LongSupplier nowMillis;

    /** What every successful answer says of this broker. */
    record Traits(String brokerName, InetSocketAddress storeHost, String regionId, BooleanSupplier traceOn) {}

    SendMessageHandler(
            SendChecks checks,
            RecordEncoder encoder,
            BrokerState state,
            LogWrites writes,
            Traffic traffic,
            MessageStats stats,
            Traits traits,
            LongSupplier nowMillis) {
        this.checks = checks;
        this.encoder = encoder;
        this.state = state;
        this.writes = writes;
        this.traffic = traffic;
        this.stats = stats;
        this.traits = traits;
        this.nowMillis = nowMillis;
    }

    @Override
    public void handle(LeaderRequest request) throws RequestException {
        long startMillis = nowMillis.getAsLong();
        RemotingCommand command = request.request();
        SendMessageHeader header = SendMessageHeader.decode(command.code(), command.extFields());
        boolean batch = header.batch() || command.code() == RequestCode.SEND_BATCH_MESSAGE;
        SendChecks.Target target = checks.check(header, batch);
        IncomingMessage message = new IncomingMessage(
                target.topic(),
                target.queueId(),
                header.sysFlag(),
                header.flag(),
                header.bornTimestampMillis(),
                request.clientAddress(),
                header.reconsumeTimes(),
                target.properties(),
                command.body().nioBuffer());
        EncodedRecords records = encode(message, target, batch);
        int deliveryBytes = target.delay().isPresent() || target.half() ? DELIVERY_BYTES_MAX : 0;
        LogWrites.Ticket ticket = writes.admit(request, records.lengthBytes() + deliveryBytes);
        ticket.propose(new MessageProposal(target.before(), records, state.offsetAssigner(), (outcome, placement) -> {
            count(outcome, records, startMillis);
            if (target.before().isEmpty()) {
                ticket.settle(outcome, () -> answer(target, records, placement));
            } else {
                ticket.settleAnnounced(outcome, () -> answer(target, records, placement));
            }
        }));
    }

    private EncodedRecords encode(IncomingMessage message, SendChecks.Target target, boolean batch)
            throws RequestException {
        if (batch) {
            return encoder.encodeBatch(message);
        }
        return target.half() ? encoder.encodeHalf(message) : encoder.encode(message, target.delay());
    }

    /** A delayed message is told its place among the pending ones, but the queue that was asked for, as RocketMQ does. */
    private RemotingCommand answer(SendChecks.Target target, EncodedRecords records, Placement placement) {
        RemotingCommand response = RemotingCommand.response(ResponseCode.SUCCESS)
                .field(PropertyNames.MSG_REGION, traits.regionId())
                .field(PropertyNames.TRACE_ON, traits.traceOn().getAsBoolean());
        new SendMessageReply(ids(placement), target.queueId(), placement.firstQueueOffset(), records.uniqueKey())
                .encode(response.extFields());
        target.delay()
                .filter(delay -> delay.isRecallable() && !Names.isRetryTopic(target.topic()))
                .ifPresent(
                        delay -> response.field(RecallHandle.FIELD, handle(target.topic(), delay, records, placement)));
        return response;
    }

    private String handle(String topic, Delay delay, EncodedRecords records, Placement placement) {
        long deliverMillis = delay.deliverMillis(placement.storeTimestampMillis());
        return new RecallHandle(topic, traits.brokerName(), deliverMillis, records.uniqueKey()).encode();
    }

    private String ids(Placement placement) {
        String first = id(placement, 0);
        if (placement.count() == 1) {
            return first;
        }
        StringBuilder all = new StringBuilder(placement.count() * (first.length() + 1)).append(first);
        for (int number = 1; number < placement.count(); number++) {
            all.append(',').append(id(placement, number));
        }
        return all.toString();
    }

    private String id(Placement placement, int number) {
        return new OffsetMessageId(traits.storeHost(), placement.position(number)).encode();
    }

    private void count(ProposeOutcome outcome, EncodedRecords records, long startMillis) {
        if (outcome instanceof ProposeOutcome.Committed) {
            traffic.messagesPut(records.count(), records.lengthBytes(), nowMillis.getAsLong() - startMillis);
            stats.stored(records.topic(), records.count(), records.lengthBytes());
        } else {
            traffic.putFailed();
        }
    }
}
