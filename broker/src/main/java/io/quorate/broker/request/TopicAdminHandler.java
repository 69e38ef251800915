package io.quorate.broker.request;

import io.quorate.broker.config.GroupConfig;
import io.quorate.broker.read.OffsetQueries;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.TableVersion;
import io.quorate.broker.state.TopicDelete;
import io.quorate.broker.state.TopicPut;
import io.quorate.broker.stats.MessageStats;
import io.quorate.protocol.Fields;
import io.quorate.protocol.Names;
import io.quorate.protocol.Perm;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.DataVersion;
import io.quorate.protocol.body.MessageQueue;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.body.TopicConfigs;
import io.quorate.protocol.body.TopicFilterType;
import io.quorate.protocol.body.TopicList;
import io.quorate.protocol.header.CreateTopicHeader;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Topics: made, changed, deleted through the log; shown from what is applied here. */
final class TopicAdminHandler {
    private static final int QUEUE_COUNT_MAX = 1024;

    private final BrokerState state;
    private final OffsetQueries queries;
    private final Changes changes;
    private final MessageStats stats;
    private final GroupConfig group;

    TopicAdminHandler(
            BrokerState state, OffsetQueries queries, Changes changes, MessageStats stats, GroupConfig group) {
        this.state = state;
        this.queries = queries;
        this.changes = changes;
        this.stats = stats;
        this.group = group;
    }

    /** UPDATE_AND_CREATE_TOPIC. */
    void put(LeaderRequest request) throws RequestException {
        CreateTopicHeader header = CreateTopicHeader.decode(request.request().extFields());
        Map<String, String> known =
                state.topics().find(header.topic()).map(TopicConfig::attributes).orElse(Map.of());
        TopicConfig topic = new TopicConfig(
                header.topic(),
                header.readQueueCount(),
                header.writeQueueCount(),
                header.perm(),
                TopicFilterType.parse(header.topicFilterType()),
                header.topicSysFlag(),
                header.order(),
                TopicAttributes.change(known, header.attributes()));
        check(topic);
        changes.apply(request, List.of(new TopicPut(topic, false)));
    }

    /** UPDATE_AND_CREATE_TOPIC_LIST: all of them or none. */
    void putAll(LeaderRequest request) throws RequestException {
        List<Command> commands = new ArrayList<>();
        for (JsonObject json : JsonObject.parse(request.request().body(), "CreateTopicListRequestBody")
                .objects("topicConfigList")) {
            TopicConfig topic = TopicConfig.read(json, null);
            check(topic);
            commands.add(new TopicPut(topic, false));
        }
        changes.apply(request, commands);
    }

    private void check(TopicConfig topic) throws RequestException {
        String problem = Names.topicProblem(topic.topicName());
        if (problem == null && isSystem(topic.topicName())) {
            problem = "the topic " + topic.topicName() + " is the system's own";
        }
        if (problem == null && !(isQueueCount(topic.readQueueCount()) && isQueueCount(topic.writeQueueCount()))) {
            problem = "a topic has 0 to " + QUEUE_COUNT_MAX + " queues to read and to write, not "
                    + topic.readQueueCount() + " and " + topic.writeQueueCount();
        }
        if (problem == null && !Perm.isValid(topic.perm())) {
            problem = "perm " + topic.perm() + " has unknown bits: 4 is to read, 2 to write, 1 to inherit";
        }
        if (problem != null) {
            throw new RequestException(ResponseCode.INVALID_PARAMETER, problem);
        }
    }

    private static boolean isQueueCount(int count) {
        return count >= 0 && count <= QUEUE_COUNT_MAX;
    }

    private boolean isSystem(String topic) {
        return Names.isSystemTopic(topic, group.cluster(), group.group());
    }

    /** DELETE_TOPIC_IN_BROKER. Tools send it to every replica and stop at an error: a topic already gone is none. */
    void delete(LeaderRequest request) throws RequestException {
        String topic = Fields.optional(request.request().extFields(), "topic");
        if (topic.isBlank() || isSystem(topic)) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    "the topic \"" + topic + "\" cannot be deleted: it is blank or the system's");
        }
        // Also if it is unknown: here it may be for want of what the leader after us has committed.
        changes.apply(request, List.of(new TopicDelete(topic)));
    }

    /** GET_ALL_TOPIC_CONFIG, all at once: without a total in the header tools ask no second time. */
    void all(RequestContext context) {
        Map<String, TopicConfig> topics = new TreeMap<>();
        state.topics().all().forEach(topic -> topics.put(topic.topicName(), topic));
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(new TopicConfigs(dataVersion(state.topics().version()), topics).encode()));
    }

    static DataVersion dataVersion(TableVersion version) {
        return new DataVersion(0, version.timestampMillis(), version.counter());
    }

    /** GET_TOPIC_CONFIG. */
    void one(RequestContext context) throws RequestException {
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(find(context).encode()));
    }

    private TopicConfig find(RequestContext context) throws RequestException {
        String topic = Fields.required(context.request().extFields(), "topic");
        return state.topics()
                .find(topic)
                .orElseThrow(() ->
                        new RequestException(ResponseCode.TOPIC_NOT_EXIST, "the topic " + topic + " does not exist"));
    }

    /** GET_SYSTEM_TOPIC_LIST_FROM_BROKER. */
    void systemTopics(RequestContext context) {
        TreeSet<String> topics = new TreeSet<>(Names.systemTopics());
        state.topics().all().stream()
                .map(TopicConfig::topicName)
                .filter(this::isSystem)
                .forEach(topics::add);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(TopicList.of(List.copyOf(topics)).encode()));
    }

    /** GET_TOPIC_STATS_INFO. */
    void stats(RequestContext context) throws RequestException {
        TopicConfig topic = find(context);
        JsonWriter json = new JsonWriter().beginObject().key("offsetTable").beginObject();
        int queueCount = topic.queueCount();
        for (int queueId = 0; queueId < queueCount; queueId++) {
            long max = queries.maxOffset(topic.topicName(), queueId);
            long min = queries.minOffset(topic.topicName(), queueId);
            long updated = max > min ? queries.storeTimeMillis(topic.topicName(), queueId, max - 1) : 0;
            json.objectKey(new MessageQueue(topic.topicName(), group.group(), queueId)::write)
                    .beginObject()
                    .member("lastUpdateTimestamp", Math.max(0, updated))
                    .member("maxOffset", max)
                    .member("minOffset", min)
                    .endObject();
        }
        json.endObject()
                .member("topicPutTps", stats.storedPerSecond(topic.topicName()))
                .endObject();
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(json.toBytes()));
    }
}
