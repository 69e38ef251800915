package io.quorate.broker.request;

import io.netty.buffer.Unpooled;
import io.quorate.broker.cluster.Client;
import io.quorate.broker.cluster.ClientCalls;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.EncodedRecords;
import io.quorate.broker.state.IncomingMessage;
import io.quorate.broker.state.MessageProposal;
import io.quorate.broker.state.RecordEncoder;
import io.quorate.protocol.Names;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.protocol.header.SendMessageReply;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * SEND_REPLY_MESSAGE, SEND_REPLY_MESSAGE_V2: the reply to a request that travelled as a message. It is pushed to the client
 * that asked, over the connection it sent with; that connection may lead to this node or to the leader. What is stored of it,
 * by a leader, is for people to look up: nobody waits for that, and no answer depends on it.
 */
final class ReplyMessageHandler implements RequestHandler {
    /**
     * What it works with beside the state.
     *
     * @param storesReplies whether they are to be stored, and there is room
     */
    record Delivery(SendMessageHandler.Traits traits, Duration pushTimeout, BooleanSupplier storesReplies) {}

    private final SendChecks checks;
    private final RecordEncoder encoder;
    private final BrokerState state;
    private final LogWrites writes;
    private final ClientCalls calls;
    private final LeaderGate gate;
    private final Delivery delivery;
    private final LongSupplier clockMillis;

    /** @param clockMillis wall clock */
    ReplyMessageHandler(
            SendChecks checks,
            RecordEncoder encoder,
            BrokerState state,
            LogWrites writes,
            ClientCalls calls,
            LeaderGate gate,
            Delivery delivery,
            LongSupplier clockMillis) {
        this.checks = checks;
        this.encoder = encoder;
        this.state = state;
        this.writes = writes;
        this.calls = calls;
        this.gate = gate;
        this.delivery = delivery;
        this.clockMillis = clockMillis;
    }

    @Override
    public void handle(RequestContext context) throws Exception {
        RemotingCommand command = context.request();
        SendMessageHeader header = command.code() == RequestCode.SEND_REPLY_MESSAGE
                ? SendMessageHeader.decodeV1(command.extFields())
                : SendMessageHeader.decodeV2(command.extFields());
        String requester = MessageProperties.parse(header.properties()).get(PropertyNames.REPLY_TO_CLIENT);
        if (requester == null) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "the reply does not say whom it is for: its property " + PropertyNames.REPLY_TO_CLIENT
                            + " is missing");
        }
        Optional<Client> here = calls.producer(requester);
        if (here.isPresent()) {
            push(context, header, here.get());
        } else {
            gate.guard(request -> pushOrRefuse(request, header, requester)).handle(context);
        }
    }

    private void pushOrRefuse(LeaderRequest request, SendMessageHeader header, String requester)
            throws RequestException {
        Client client = calls.producer(requester)
                .orElseThrow(() -> new RequestException(
                        ResponseCode.SYSTEM_ERROR,
                        "the client " + requester + " that waits for this reply is not connected to this node"));
        push(request, header, client);
    }

    private void push(RequestContext context, SendMessageHeader header, Client requester) throws RequestException {
        SendChecks.Target target = checks.check(header, false);
        ByteBuffer body = copy(context.request());
        RemotingCommand push = pushRequest(context, header).body(Unpooled.wrappedBuffer(body.duplicate()));
        IncomingMessage reply = new IncomingMessage(
                target.topic(),
                target.queueId(),
                header.sysFlag(),
                header.flag(),
                header.bornTimestampMillis(),
                context.clientAddress(),
                header.reconsumeTimes(),
                header.properties(),
                body);
        EncodedRecords records = encoder.encode(reply);
        var unused = calls.ask(requester, push, delivery.pushTimeout()).thenAccept(answer -> {
            context.respond(answer(answer, requester, target.queueId()));
            answer.body().release();
        });
        if (delivery.storesReplies().getAsBoolean()) {
            writes.proposeUnasked(
                    new MessageProposal(target.before(), records, state.offsetAssigner(), (outcome, placement) -> {}));
        }
    }

    private static ByteBuffer copy(RemotingCommand command) {
        byte[] bytes = new byte[command.body().readableBytes()];
        command.body().getBytes(command.body().readerIndex(), bytes);
        return ByteBuffer.wrap(bytes);
    }

    private RemotingCommand pushRequest(RequestContext context, SendMessageHeader header) {
        long now = clockMillis.getAsLong();
        String properties = MessageProperties.parse(header.properties())
                .put(PropertyNames.PUSH_REPLY_TIME, Long.toString(now))
                .text();
        return RemotingCommand.request(RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT)
                .field("producerGroup", header.producerGroup())
                .field("topic", header.topic())
                .field("defaultTopic", header.defaultTopic().isEmpty() ? Names.TEMPLATE_TOPIC : header.defaultTopic())
                .field("defaultTopicQueueNums", header.defaultTopicQueueCount())
                .field("queueId", header.queueId())
                .field("sysFlag", header.sysFlag())
                .field("bornTimestamp", header.bornTimestampMillis())
                .field("flag", header.flag())
                .field("properties", properties)
                .field("reconsumeTimes", header.reconsumeTimes())
                .field("unitMode", header.unitMode())
                .field("bornHost", Addresses.text(context.clientAddress()))
                .field("storeHost", Addresses.text(delivery.traits().storeHost()))
                .field("storeTimestamp", now);
    }

    private RemotingCommand answer(RemotingCommand pushed, Client requester, int queueId) {
        RemotingCommand response = pushed.code() == ResponseCode.SUCCESS
                ? RemotingCommand.response(ResponseCode.SUCCESS)
                : RemotingCommand.response(
                        ResponseCode.SYSTEM_ERROR,
                        "the client " + requester.clientId() + " did not take the reply: " + pushed.remark());
        response.field(PropertyNames.MSG_REGION, delivery.traits().regionId())
                .field(PropertyNames.TRACE_ON, delivery.traits().traceOn().getAsBoolean());
        // Where it is stored, if it is, nobody knows yet.
        new SendMessageReply("0", queueId, 0, "").encode(response.extFields());
        return response;
    }
}
