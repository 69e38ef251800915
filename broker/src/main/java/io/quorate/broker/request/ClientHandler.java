package io.quorate.broker.request;

import io.quorate.broker.cluster.Client;
import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.ConsumerGroupView;
import io.quorate.broker.cluster.Subscription;
import io.quorate.broker.filter.MessageFilters;
import io.quorate.protocol.Fields;
import io.quorate.protocol.Names;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.CheckClientConfig;
import io.quorate.protocol.body.ConsumerData;
import io.quorate.protocol.body.ConsumerIdList;
import io.quorate.protocol.body.HeartbeatData;
import io.quorate.protocol.body.SubscriptionData;
import io.quorate.protocol.header.UnregisterClientHeader;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Clients that come, live and go. Served on every replica: each keeps its own registry, a new leader knows all members. */
final class ClientHandler {
    /** Groups of one heartbeat, and topics of one group; a client with more is refused, since the registry keeps them. */
    private static final int REGISTERED_MAX = 4096;

    private final ClientRegistry clients;
    private final GroupCreation creation;
    private final MessageFilters filters;
    private final LongSupplier nowMillis;

    ClientHandler(ClientRegistry clients, GroupCreation creation, MessageFilters filters, LongSupplier nowMillis) {
        this.clients = clients;
        this.creation = creation;
        this.filters = filters;
        this.nowMillis = nowMillis;
    }

    /** HEART_BEAT. Consumer groups that may not be made are skipped without a word, as RocketMQ does. */
    void heartbeat(RequestContext context) throws RequestException {
        RemotingCommand request = context.request();
        HeartbeatData heartbeat = HeartbeatData.decode(request.body());
        checkBound(heartbeat.producers().size() + heartbeat.consumers().size());
        long now = nowMillis.getAsLong();
        Client client = new Client(
                context.connection(),
                heartbeat.clientId(),
                request.language(),
                request.version(),
                request.field(QuorateFields.SDK) != null,
                now);
        for (ConsumerData consumer : heartbeat.consumers()) {
            checkBound(consumer.subscriptions().size());
            if (creation.isUsable(consumer.groupName())) {
                creation.createInPassing(consumer.groupName());
                clients.consumerSeen(view(consumer, client), now);
            }
        }
        for (String producerGroup : heartbeat.producers()) {
            if (Names.groupProblem(producerGroup) == null) {
                clients.producerSeen(producerGroup, client, now);
            }
        }
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private ConsumerGroupView view(ConsumerData consumer, Client client) {
        Map<String, Subscription> subscriptions = new TreeMap<>();
        for (SubscriptionData subscription : consumer.subscriptions()) {
            subscriptions.put(subscription.topic(), Subscription.of(subscription, filters));
        }
        return new ConsumerGroupView(
                consumer.groupName(),
                consumer.consumeType(),
                consumer.messageModel(),
                consumer.consumeFromWhere(),
                subscriptions,
                List.of(client));
    }

    private static void checkBound(int count) throws RequestException {
        if (count > REGISTERED_MAX) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    "a heartbeat names " + count + " groups or topics, at most " + REGISTERED_MAX + " are kept");
        }
    }

    /** UNREGISTER_CLIENT. */
    void unregister(RequestContext context) throws RequestException {
        UnregisterClientHeader header =
                UnregisterClientHeader.decode(context.request().extFields());
        if (!header.producerGroup().isEmpty()) {
            clients.unregisterProducer(header.producerGroup(), context.connection());
        }
        if (!header.consumerGroup().isEmpty()) {
            clients.unregisterConsumer(header.consumerGroup(), context.connection(), header.clientId());
        }
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    /** GET_CONSUMER_LIST_BY_GROUP. With an error rather than an empty list clients keep the queues they have. */
    void consumerIds(RequestContext context) throws RequestException {
        String name = Fields.required(context.request().extFields(), "consumerGroup");
        Optional<ConsumerGroupView> group = clients.consumerGroup(name);
        if (group.isEmpty()) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "no member of the consumer group " + name + " is connected to this node");
        }
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(new ConsumerIdList(group.get().clientIds()).encode()));
    }

    /** CHECK_CLIENT_CONFIG: would this subscription work here? */
    void check(RequestContext context) throws RequestException {
        SubscriptionData subscription =
                CheckClientConfig.decode(context.request().body()).subscription();
        filters.of(subscription);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }
}
