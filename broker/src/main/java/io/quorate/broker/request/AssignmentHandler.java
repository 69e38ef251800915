package io.quorate.broker.request;

import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.ConsumerGroupView;
import io.quorate.broker.cluster.TopicRoutes;
import io.quorate.broker.config.PopConfig;
import io.quorate.broker.pop.QueueSharing;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.RequestMode;
import io.quorate.protocol.Names;
import io.quorate.protocol.Perm;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.MessageQueue;
import io.quorate.protocol.body.QueryAssignmentRequest;
import io.quorate.protocol.body.QueueData;
import io.quorate.protocol.body.TopicRouteData;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** QUERY_ASSIGNMENT: which queues a member of a consumer group reads, and how. On any replica: each knows all members. */
final class AssignmentHandler {
    private static final int QUEUES_MAX = 1 << 20; // of one topic; a route that says more is wrong

    private final BrokerState state;
    private final ClientRegistry clients;
    private final TopicRoutes routes;
    private final PopConfig config;
    private final String brokerName;

    AssignmentHandler(
            BrokerState state, ClientRegistry clients, TopicRoutes routes, PopConfig config, String brokerName) {
        this.state = state;
        this.clients = clients;
        this.routes = routes;
        this.config = config;
        this.brokerName = brokerName;
    }

    void handle(RequestContext context) throws RequestException {
        QueryAssignmentRequest request =
                QueryAssignmentRequest.decode(context.request().body());
        var unused = routes.find(request.topic())
                .thenAccept(route -> HandlerCall.serve(context, () -> context.respond(answer(request, route))));
    }

    private RemotingCommand answer(QueryAssignmentRequest request, Optional<TopicRouteData> route) {
        List<MessageQueue> queues = queues(request.topic(), route);
        RequestMode mode = mode(request);
        Optional<List<MessageQueue>> assigned = assigned(request, mode, queues);
        JsonWriter json = new JsonWriter().beginObject();
        if (assigned.isPresent()) {
            json.key("messageQueueAssignments").beginArray();
            for (MessageQueue queue : assigned.get()) {
                json.beginObject().key("messageQueue");
                queue.write(json);
                json.member("mode", mode.mode()).endObject();
            }
            json.endArray();
        }
        return RemotingCommand.response(ResponseCode.SUCCESS)
                .body(json.endObject().toBytes());
    }

    private RequestMode mode(QueryAssignmentRequest request) {
        if (request.isBroadcasting() || Names.isRetryTopic(request.topic())) {
            return new RequestMode(RequestMode.PULL, 0);
        }
        return state.requestModes()
                .find(request.topic(), request.consumerGroup())
                .orElseGet(() -> new RequestMode(config.requestMode(), config.sharedQueueCount()));
    }

    /** Empty where nothing can be said: the client keeps what it has. */
    private Optional<List<MessageQueue>> assigned(
            QueryAssignmentRequest request, RequestMode mode, List<MessageQueue> queues) {
        if (queues.isEmpty()) {
            return Optional.empty();
        }
        if (request.isBroadcasting() || !config.serverBalancing()) {
            return Optional.of(queues);
        }
        List<String> members = clients.consumerGroup(request.consumerGroup())
                .map(ConsumerGroupView::clientIds)
                .orElse(List.of());
        int member = members.indexOf(request.clientId());
        Optional<QueueSharing> sharing = QueueSharing.of(request.strategyName());
        if (member < 0 || sharing.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                mode.mode().equals(RequestMode.POP)
                        ? sharing.get().toPop(member, members.size(), queues, mode.sharedQueueCount())
                        : sharing.get().toPull(member, members.size(), queues));
    }

    /** Sorted. Of all brokers; of this one alone where no NameServer tells. */
    private List<MessageQueue> queues(String topic, Optional<TopicRouteData> route) {
        TreeSet<MessageQueue> queues = new TreeSet<>();
        route.ifPresent(known -> known.queueDatas().stream()
                .filter(data -> Perm.isReadable(data.perm()))
                .forEach(data -> add(queues, topic, data.brokerName(), data)));
        if (route.isEmpty()) {
            state.topics()
                    .find(topic)
                    .filter(config -> Perm.isReadable(config.perm()))
                    .ifPresent(config -> add(
                            queues,
                            topic,
                            brokerName,
                            new QueueData(
                                    brokerName, config.readQueueCount(), config.writeQueueCount(), config.perm(), 0)));
        }
        return new ArrayList<>(queues);
    }

    private static void add(Set<MessageQueue> queues, String topic, String brokerName, QueueData data) {
        for (int queueId = 0; queueId < data.readQueueCount() && queues.size() < QUEUES_MAX; queueId++) {
            queues.add(new MessageQueue(topic, brokerName, queueId));
        }
    }
}
