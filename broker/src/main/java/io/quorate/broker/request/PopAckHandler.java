package io.quorate.broker.request;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.PopAck;
import io.quorate.broker.state.PopChange;
import io.quorate.broker.state.PopLease;
import io.quorate.broker.state.PopTable;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.protocol.Fields;
import io.quorate.protocol.PopReceipt;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.BatchAckRequest;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of popped messages: ACK_MESSAGE, BATCH_ACK_MESSAGE, CHANGE_MESSAGE_INVISIBLETIME. */
final class PopAckHandler {
    /** Messages of one batch of acknowledgements; a pop gives 32 at most. */
    private static final int BATCH_MESSAGES_MAX = 10_000;

    private final BrokerState state;
    private final PopChecks checks;
    private final Changes changes;

    PopAckHandler(BrokerState state, PopChecks checks, Changes changes) {
        this.state = state;
        this.checks = checks;
        this.changes = changes;
    }

    /** What such a request says of its message. */
    private record Target(String consumerGroup, String topic, int queueId, long queueOffset, PopReceipt receipt) {
        static Target of(ExtFields fields) throws RequestException {
            String receipt = Fields.required(fields, "extraInfo");
            return new Target(
                    Fields.required(fields, "consumerGroup"),
                    Fields.required(fields, "topic"),
                    Fields.requiredInt(fields, "queueId"),
                    Fields.requiredLong(fields, "offset"),
                    PopReceipt.parse(receipt)
                            .orElseThrow(() -> new RequestException(
                                    ResponseCode.INVALID_PARAMETER,
                                    "extraInfo is \"" + Remarks.shortened(receipt) + "\", which is no receipt")));
        }
    }

    void acknowledge(LeaderRequest request) throws RequestException {
        Target target = Target.of(request.request().extFields());
        check(target, true);
        PopAck ack = new PopAck(List.of(new PopAck.Item(
                target.consumerGroup,
                target.topic,
                target.queueId,
                target.receipt.popMillis(),
                target.receipt.isOrdered(),
                List.of(target.queueOffset))));
        changes.applyQuietly(request, ack, index -> RemotingCommand.response(ResponseCode.SUCCESS));
    }

    void acknowledgeBatch(LeaderRequest request) throws RequestException {
        List<PopAck.Item> items = new ArrayList<>();
        int count = 0;
        List<BatchAckRequest.Ack> acks =
                BatchAckRequest.decode(request.request().body()).acks();
        if (acks.isEmpty()) {
            throw new RequestException(ResponseCode.NO_MESSAGE, "the batch acknowledges nothing");
        }
        for (BatchAckRequest.Ack ack : acks) {
            count += ack.acknowledged().cardinality();
            if (count > BATCH_MESSAGES_MAX) {
                throw new RequestException(
                        ResponseCode.INVALID_PARAMETER,
                        "a batch acknowledges at most " + BATCH_MESSAGES_MAX + " messages");
            }
            // One of a retry topic is not of ours: nothing of it is in hand.
            if (ack.retry().equals(PopReceipt.OF_TOPIC)) {
                items.add(item(ack));
            }
        }
        changes.applyQuietly(request, new PopAck(items), index -> RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private static PopAck.Item item(BatchAckRequest.Ack ack) {
        return new PopAck.Item(
                ack.consumerGroup(),
                ack.topic(),
                ack.queueId(),
                ack.popMillis(),
                ack.reviveQueueId() == PopReceipt.ORDERED,
                ack.acknowledged().stream()
                        .mapToObj(bit -> ack.startOffset() + bit)
                        .toList());
    }

    void changeInvisible(LeaderRequest request) throws RequestException {
        ExtFields fields = request.request().extFields();
        Target target = Target.of(fields);
        long invisibleMillis = Fields.requiredLong(fields, "invisibleTime");
        PopChecks.checkInvisible(invisibleMillis);
        check(target, false);
        PopChange change = new PopChange(
                target.consumerGroup,
                target.topic,
                target.queueId,
                target.queueOffset,
                target.receipt.popMillis(),
                invisibleMillis,
                target.receipt.isOrdered(),
                Fields.flagOr(fields, "suspend", false));
        changes.applyQuietly(request, change, index -> changed(change, target.receipt, index));
    }

    private RemotingCommand changed(PopChange change, PopReceipt receipt, long entryIndex) {
        Optional<PopLease> lease = state.pops()
                .find(new PopTable.Key(change.consumerGroup(), change.topic(), change.queueId()))
                .flatMap(queue -> queue.lease(change.queueOffset()))
                .filter(made -> made.isChangedBy(entryIndex, change.popMillis()));
        if (lease.isEmpty()) {
            return RemotingCommand.response(
                    ResponseCode.NO_MESSAGE, "the message is not in this receipt's hands any more");
        }
        return RemotingCommand.response(ResponseCode.SUCCESS)
                .field("popTime", lease.get().popMillis())
                .field(
                        "invisibleTime",
                        lease.get().visibleMillis() - lease.get().popMillis())
                .field("reviveQid", receipt.reviveQueueId());
    }

    private void check(Target target, boolean endIncluded) throws RequestException {
        TopicConfig topic = checks.topic(target.topic);
        if (target.queueId < 0 || target.queueId >= topic.readQueueCount()) {
            throw new RequestException(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "the topic " + target.topic + " has the read queues 0 to " + (topic.readQueueCount() - 1) + ", not "
                            + target.queueId);
        }
        Optional<QueueIndex> queue = state.queues().find(target.topic, target.queueId);
        long min = queue.map(QueueIndex::minOffset).orElse(0L);
        long max = queue.map(QueueIndex::maxOffset).orElse(0L);
        if (target.queueOffset < min || target.queueOffset > max || (target.queueOffset == max && !endIncluded)) {
            throw new RequestException(
                    ResponseCode.NO_MESSAGE,
                    "the queue " + target.queueId + " of " + target.topic + " has the messages " + min + " to "
                            + (max - 1) + ", not " + target.queueOffset);
        }
    }
}
