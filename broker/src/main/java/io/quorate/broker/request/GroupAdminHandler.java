package io.quorate.broker.request;

import io.quorate.broker.cluster.Client;
import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.ConsumerGroupView;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.ConsumerGroupDelete;
import io.quorate.broker.state.ConsumerGroupPut;
import io.quorate.broker.state.TopicPut;
import io.quorate.protocol.Fields;
import io.quorate.protocol.Names;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.ConsumerGroupConfigs;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Consumer groups: made, changed, deleted through the log; their connected members from this node's registry. */
final class GroupAdminHandler {
    private final BrokerState state;
    private final ClientRegistry clients;
    private final GroupCreation creation;
    private final Changes changes;
    private final LongSupplier nowMillis;

    /** @param nowMillis the clock of {@code clients} */
    GroupAdminHandler(
            BrokerState state,
            ClientRegistry clients,
            GroupCreation creation,
            Changes changes,
            LongSupplier nowMillis) {
        this.state = state;
        this.clients = clients;
        this.creation = creation;
        this.changes = changes;
        this.nowMillis = nowMillis;
    }

    /** UPDATE_AND_CREATE_SUBSCRIPTIONGROUP. */
    void put(LeaderRequest request) throws RequestException {
        List<Command> commands = new ArrayList<>();
        addPut(ConsumerGroupConfig.decode(request.request().body()), commands);
        changes.apply(request, commands);
    }

    /** UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST: all of them or none. */
    void putAll(LeaderRequest request) throws RequestException {
        List<Command> commands = new ArrayList<>();
        for (JsonObject json : JsonObject.parse(request.request().body(), "SubscriptionGroupList")
                .objects("groupConfigList")) {
            addPut(ConsumerGroupConfig.read(json), commands);
        }
        changes.apply(request, commands);
    }

    private void addPut(ConsumerGroupConfig config, List<Command> commands) throws RequestException {
        checkName(config.groupName());
        commands.add(new ConsumerGroupPut(config, false));
        String retryTopic = Names.retryTopic(config.groupName());
        if (state.topics().find(retryTopic).isEmpty()) {
            commands.add(new TopicPut(TopicConfig.of(retryTopic, Math.max(1, config.retryQueueCount())), true));
        }
    }

    private static void checkName(String consumerGroup) throws RequestException {
        String problem = Names.groupProblem(consumerGroup);
        if (problem != null) {
            throw new RequestException(ResponseCode.INVALID_PARAMETER, problem);
        }
    }

    /** DELETE_SUBSCRIPTIONGROUP. 4.9 and 5.x name the same switch differently. */
    void delete(LeaderRequest request) throws RequestException {
        ExtFields fields = request.request().extFields();
        String consumerGroup = Fields.required(fields, "groupName");
        boolean removeOffsets =
                Fields.flagOr(fields, "cleanOffset", false) || Fields.flagOr(fields, "removeOffset", false);
        changes.apply(request, List.of(new ConsumerGroupDelete(consumerGroup, removeOffsets)));
    }

    /** GET_ALL_SUBSCRIPTIONGROUP_CONFIG, all at once: without a total in the header tools ask no second time. */
    void all(RequestContext context) {
        Map<String, ConsumerGroupConfig> groups = new TreeMap<>();
        state.consumerGroups().all().forEach(group -> groups.put(group.groupName(), group));
        ConsumerGroupConfigs configs = new ConsumerGroupConfigs(
                TopicAdminHandler.dataVersion(state.consumerGroups().version()), groups, forbidden());
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(configs.encode()));
    }

    private Map<String, Set<String>> forbidden() {
        Map<String, Set<String>> topics = new TreeMap<>();
        state.forbiddenReads()
                .consumerGroups()
                .forEach(group -> topics.put(group, state.forbiddenReads().topics(group)));
        return topics;
    }

    /** GET_SUBSCRIPTIONGROUP_CONFIG; like RocketMQ it makes the group where that is allowed. */
    void one(LeaderRequest request) throws RequestException {
        String consumerGroup = Fields.required(request.request().extFields(), "group");
        if (!creation.isUsable(consumerGroup)) {
            throw new RequestException(
                    ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                    "the consumer group " + consumerGroup + " does not exist");
        }
        boolean known = state.consumerGroups().find(consumerGroup).isPresent();
        changes.apply(request, known ? List.of() : creation.missing(consumerGroup), () -> config(consumerGroup));
    }

    private RemotingCommand config(String consumerGroup) {
        return state.consumerGroups()
                .find(consumerGroup)
                .map(config -> RemotingCommand.response(ResponseCode.SUCCESS).body(config.encode()))
                .orElseGet(() -> RemotingCommand.response(
                        ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                        "the consumer group " + consumerGroup + " was deleted meanwhile"));
    }

    /** GET_CONSUMER_CONNECTION_LIST. */
    void consumerConnections(RequestContext context) throws RequestException {
        String name = Fields.required(context.request().extFields(), "consumerGroup");
        Optional<ConsumerGroupView> found = clients.consumerGroup(name);
        if (found.isEmpty()) {
            throw new RequestException(
                    ResponseCode.CONSUMER_NOT_ONLINE,
                    "no member of the consumer group " + name + " is connected to this node");
        }
        ConsumerGroupView group = found.get();
        JsonWriter json = new JsonWriter().beginObject();
        writeConnections(json, group.members());
        json.member("consumeFromWhere", group.consumeFromWhere())
                .member("consumeType", group.consumeType())
                .member("messageModel", group.messageModel());
        json.key("subscriptionTable").beginObject();
        new TreeMap<>(group.subscriptions())
                .forEach((topic, subscription) -> subscription.data().write(json.key(topic)));
        json.endObject().endObject();
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(json.toBytes()));
    }

    /** GET_PRODUCER_CONNECTION_LIST. */
    void producerConnections(RequestContext context) throws RequestException {
        String name = Fields.required(context.request().extFields(), "producerGroup");
        List<Client> members = clients.producers(name);
        if (members.isEmpty()) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "no member of the producer group " + name + " is connected to this node");
        }
        JsonWriter json = new JsonWriter().beginObject();
        writeConnections(json, members);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(json.endObject().toBytes()));
    }

    /** GET_ALL_PRODUCER_INFO. */
    void allProducers(RequestContext context) {
        long behindMillis =
                System.currentTimeMillis() - nowMillis.getAsLong(); // from the registry's clock to the wall's
        JsonWriter json = new JsonWriter().beginObject().key("data").beginObject();
        clients.producers().forEach((producerGroup, members) -> {
            json.key(producerGroup).beginArray();
            members.forEach(member -> json.beginObject()
                    .member("clientId", member.clientId())
                    .member("language", member.language().name())
                    .member("lastUpdateTimestamp", member.lastSeenMillis() + behindMillis)
                    .member("remoteIP", "/" + Addresses.text(member.connection().remoteAddress())) // as RocketMQ
                    .member("version", member.version())
                    .endObject());
            json.endArray();
        });
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(json.endObject().endObject().toBytes()));
    }

    private static void writeConnections(JsonWriter json, List<Client> members) {
        json.key("connectionSet").beginArray();
        for (Client member : members) {
            json.beginObject()
                    .member("clientAddr", Addresses.text(member.connection().remoteAddress()))
                    .member("clientId", member.clientId())
                    .member("language", member.language().name())
                    .member("version", member.version())
                    .endObject();
        }
        json.endArray();
    }
}
