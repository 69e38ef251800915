package io.quorate.broker.request;

import io.netty.buffer.Unpooled;
import io.quorate.broker.cluster.Client;
import io.quorate.broker.cluster.ClientCalls;
import io.quorate.broker.read.MessageLookup;
import io.quorate.protocol.Fields;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerStatus;
import io.quorate.protocol.body.MessageQueue;
import io.quorate.protocol.message.OffsetMessageId;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What tools ask of a consumer: passed on to it over its own connection, its answer given back as it is. Consumers are
 * connected to every replica; where one is not, the leader is asked.
 */
final class ConsumerCallHandler {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10); // tools wait for 15 s
    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(5);

    private final ClientCalls calls;
    private final MessageLookup lookup;
    private final String brokerName;
    private final LeaderGate gate;

    ConsumerCallHandler(ClientCalls calls, MessageLookup lookup, String brokerName, LeaderGate gate) {
        this.calls = calls;
        this.lookup = lookup;
        this.brokerName = brokerName;
        this.gate = gate;
    }

    /** What becomes of the request once the consumer is known. */
    @FunctionalInterface
    private interface WithConsumer {
        void serve(RequestContext context, Client consumer) throws RequestException;
    }

    /** GET_CONSUMER_RUNNING_INFO. */
    void runningInfo(RequestContext context) throws Exception {
        ExtFields fields = context.request().extFields();
        pass(
                context,
                Fields.required(fields, "consumerGroup"),
                Fields.required(fields, "clientId"),
                (request, consumer) -> relay(request, consumer, copy(request)));
    }

    /** CONSUME_MESSAGE_DIRECTLY: the message is found here and goes along. Without a client id any member may take it. */
    void consumeDirectly(RequestContext context) throws Exception {
        ExtFields fields = context.request().extFields();
        long position = position(Fields.required(fields, "msgId"));
        String group = Fields.required(fields, "consumerGroup");
        pass(context, group, Fields.optional(fields, "clientId"), (request, consumer) -> {
            ByteBuffer record = lookup.byPosition(position)
                    .orElseThrow(() -> new RequestException(
                            ResponseCode.SYSTEM_ERROR, "no message starts at position " + position));
            RemotingCommand call = copy(request)
                    .field("brokerName", brokerName)
                    .field("topicSysFlag", 0)
                    .field("groupSysFlag", 0)
                    .body(Unpooled.wrappedBuffer(record));
            relay(request, consumer, call);
        });
    }

    private static long position(String messageId) throws RequestException {
        return OffsetMessageId.decode(messageId)
                .orElseThrow(() -> new RequestException(
                        ResponseCode.SYSTEM_ERROR, "the field msgId is no offset message id: " + messageId))
                .position();
    }

    private void pass(RequestContext context, String group, String clientId, WithConsumer next) throws Exception {
        Optional<Client> here = calls.consumer(group, clientId);
        if (here.isPresent()) {
            next.serve(context, here.get());
            return;
        }
        LeaderHandler atLeader = request -> next.serve(
                request,
                calls.consumer(group, clientId)
                        .orElseThrow(() -> new RequestException(
                                ResponseCode.SYSTEM_ERROR,
                                "the consumer " + group + " " + clientId + " is not connected to this node")));
        gate.guard(atLeader).handle(context);
    }

    private void relay(RequestContext context, Client consumer, RemotingCommand call) {
        var unused = calls.ask(consumer, call, CALL_TIMEOUT).thenAccept(context::respond);
    }

    /** Another command, for the other connection numbers it anew. */
    private static RemotingCommand copy(RequestContext context) {
        RemotingCommand call = RemotingCommand.request(context.request().code());
        context.request().extFields().forEach(call::field);
        return call;
    }

    /** INVOKE_BROKER_TO_GET_CONSUMER_STATUS: where each member of a group, or one of them, is in the queues of a topic. */
    void status(RequestContext context) throws Exception {
        ExtFields fields = context.request().extFields();
        String topic = Fields.required(fields, "topic");
        String group = Fields.required(fields, "group");
        String clientId = Fields.optional(fields, "clientAddr");
        if (askAll(context, topic, group, clientId)) {
            return;
        }
        LeaderHandler atLeader = request -> {
            if (!askAll(request, topic, group, clientId)) {
                throw new RequestException(
                        ResponseCode.CONSUMER_NOT_ONLINE,
                        "no such member of the consumer group " + group + " is connected to this node");
            }
        };
        gate.guard(atLeader).handle(context);
    }

    /** False, and nobody was asked, if none of them is connected to this node. */
    private boolean askAll(RequestContext context, String topic, String group, String clientId) {
        List<String> members = calls.consumers(group).stream()
                .map(Client::clientId)
                .filter(id -> clientId.isEmpty() || clientId.equals(id))
                .distinct()
                .toList();
        Map<String, CompletableFuture<RemotingCommand>> answers = new TreeMap<>();
        for (String member : members) {
            RemotingCommand call = RemotingCommand.request(RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT)
                    .field("topic", topic)
                    .field("group", group);
            calls.consumer(group, member)
                    .ifPresent(client -> answers.put(member, calls.ask(client, call, STATUS_TIMEOUT)));
        }
        if (answers.isEmpty()) {
            return false;
        }
        var unused = CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                .thenRun(() -> HandlerCall.serve(context, () -> answerStatus(context, answers)));
        return true;
    }

    private static void answerStatus(RequestContext context, Map<String, CompletableFuture<RemotingCommand>> answers)
            throws RequestException {
        Map<String, Map<MessageQueue, Long>> status = new TreeMap<>();
        for (Map.Entry<String, CompletableFuture<RemotingCommand>> each : answers.entrySet()) {
            RemotingCommand answer = each.getValue().join(); // complete: never waits
            if (answer.code() != ResponseCode.SUCCESS) {
                throw new RequestException(answer.code(), answer.remark());
            }
            status.put(each.getKey(), ConsumerStatus.decodeQueues(answer.body()));
        }
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(new ConsumerStatus(status).encode()));
    }
}
