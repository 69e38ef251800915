package io.quorate.broker.request;

import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.PendingTimer;
import io.quorate.broker.state.TimerRecall;
import io.quorate.broker.timer.Timers;
import io.quorate.protocol.Fields;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.protocol.message.RecallHandle;
import io.quorate.raft.runtime.Proposal;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** RECALL_MESSAGE: a timer message shall not be delivered. Success says that it will not be, not that there was one. */
final class RecallHandler implements LeaderHandler {
    private final BrokerState state;
    private final BrokerConfig config;
    private final LogWrites writes;
    private final Timers timers;

    RecallHandler(BrokerState state, BrokerConfig config, LogWrites writes, Timers timers) {
        this.state = state;
        this.config = config;
        this.writes = writes;
        this.timers = timers;
    }

    @Override
    public void handle(LeaderRequest request) throws RequestException {
        if (!config.timers().recallEnabled()) {
            throw new RequestException(
                    ResponseCode.NO_PERMISSION, "messages cannot be recalled here (recallMessageEnable=false)");
        }
        ExtFields fields = request.request().extFields();
        String topic = Fields.required(fields, "topic");
        if (state.topics().find(topic).isEmpty()) {
            throw new RequestException(ResponseCode.TOPIC_NOT_EXIST, "the topic " + topic + " does not exist");
        }
        RecallHandle handle = RecallHandle.decode(Fields.required(fields, RecallHandle.FIELD))
                .filter(known -> known.topic().equals(topic))
                .filter(known -> known.brokerName().equals(config.group().group()))
                .orElseThrow(() -> new RequestException(
                        ResponseCode.ILLEGAL_OPERATION,
                        "this is no handle of a message of the topic " + topic + " on "
                                + config.group().group()));
        checkTime(handle);
        TimerRecall recall = new TimerRecall(handle.deliverMillis(), PendingTimer.mark(topic, handle.uniqueKey()));
        // The proposal wants to know its listener, the listener its ticket, the ticket the proposal's length.
        AtomicReference<LogWrites.Ticket> ticket = new AtomicReference<>();
        Proposal proposal =
                timers.recalls().proposal(recall, outcome -> ticket.get().settle(outcome, () -> recalled(handle)));
        ticket.set(writes.admit(request, proposal.lengthBytes()));
        ticket.get().propose(proposal);
    }

    private RemotingCommand recalled(RecallHandle handle) {
        return RemotingCommand.response(ResponseCode.SUCCESS)
                .field("msgId", handle.uniqueKey())
                .field(PropertyNames.MSG_REGION, config.delivery().regionId());
    }

    private void checkTime(RecallHandle handle) throws RequestException {
        long leftMillis = handle.deliverMillis() - timers.clock().getAsLong();
        if (leftMillis <= 0
                || leftMillis > TimeUnit.SECONDS.toMillis(config.timers().delaySecondsMax())) {
            throw new RequestException(
                    ResponseCode.ILLEGAL_OPERATION,
                    "the message is due in " + leftMillis + " ms: it is too late to recall it, or it never was ours");
        }
    }
}
