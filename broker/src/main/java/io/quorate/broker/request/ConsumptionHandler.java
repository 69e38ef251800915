package io.quorate.broker.request;

import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.read.OffsetQueries;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.stats.MessageStats;
import io.quorate.protocol.Fields;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.DataVersion;
import io.quorate.protocol.body.MessageQueue;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.body.TopicList;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who consumes what, and how far: what tools ask across groups and topics. */
final class ConsumptionHandler {
    private final BrokerState state;
    private final ClientRegistry clients;
    private final OffsetQueries queries;
    private final MessageStats stats;
    private final ConsumeStatsHandler consumeStats;
    private final Place place;

    /**
     * As tools name this broker.
     *
     * @param address where clients reach it
     */
    record Place(String brokerName, String address) {}

    ConsumptionHandler(
            BrokerState state,
            ClientRegistry clients,
            OffsetQueries queries,
            MessageStats stats,
            ConsumeStatsHandler consumeStats,
            Place place) {
        this.state = state;
        this.clients = clients;
        this.queries = queries;
        this.stats = stats;
        this.consumeStats = consumeStats;
        this.place = place;
    }

    /** QUERY_TOPIC_CONSUME_BY_WHO: groups with connected subscribers, and groups with offsets. */
    void consumerGroupsOf(RequestContext context) throws RequestException {
        String topic = Fields.required(context.request().extFields(), "topic");
        Set<String> consumerGroups = new TreeSet<>(clients.subscribersOf(topic));
        consumerGroups.addAll(state.offsets().consumerGroupsOf(topic));
        answer(
                context,
                new JsonWriter()
                        .beginObject()
                        .member("groupList", consumerGroups)
                        .endObject());
    }

    /** QUERY_TOPICS_BY_CONSUMER. */
    void topicsOf(RequestContext context) throws RequestException {
        String consumerGroup = Fields.required(context.request().extFields(), "group");
        Set<String> topics = new TreeSet<>(state.offsets().topicsOf(consumerGroup));
        clients.consumerGroup(consumerGroup)
                .ifPresent(online -> topics.addAll(online.subscriptions().keySet()));
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(TopicList.of(List.copyOf(topics)).encode()));
    }

    /** QUERY_SUBSCRIPTION_BY_CONSUMER; without subscriptionData if no connected member subscribes. */
    void subscription(RequestContext context) throws RequestException {
        ExtFields fields = context.request().extFields();
        String consumerGroup = Fields.required(fields, "group");
        String topic = Fields.required(fields, "topic");
        JsonWriter json =
                new JsonWriter().beginObject().member("group", consumerGroup).member("topic", topic);
        clients.consumerGroup(consumerGroup)
                .flatMap(online -> online.subscription(topic))
                .ifPresent(subscription -> subscription.data().write(json.key("subscriptionData")));
        answer(context, json.endObject());
    }

    /** GET_ALL_CONSUMER_OFFSET. */
    void allOffsets(RequestContext context) {
        Map<String, Map<Integer, Long>> offsets = new TreeMap<>();
        state.offsets()
                .forEach((consumerGroup, topic, queueId, offset) -> offsets.computeIfAbsent(
                                topic + "@" + consumerGroup, absent -> new TreeMap<>())
                        .put(queueId, offset));
        JsonWriter json = new JsonWriter().beginObject();
        new DataVersion(0, state.applied().timestampMillis(), state.applied().index()).write(json.key("dataVersion"));
        json.key("offsetTable").beginObject();
        offsets.forEach((name, queues) -> {
            json.key(name).beginObject();
            queues.forEach((queueId, offset) -> json.member(queueId.toString(), offset));
            json.endObject();
        });
        answer(context, json.endObject().endObject());
    }

    /** GET_BROKER_CONSUME_STATS: every group's lag in each of its topics. */
    void brokerConsumeStats(RequestContext context) throws RequestException {
        Fields.required(context.request().extFields(), "isOrder");
        boolean orderedOnly = Fields.flagOr(context.request().extFields(), "isOrder", false);
        JsonWriter json = new JsonWriter().beginObject().member("brokerAddr", place.address());
        long behind = 0;
        json.key("consumeStatsList").beginArray();
        for (ConsumerGroupConfig config : state.consumerGroups().all()) {
            String consumerGroup = config.groupName();
            List<TopicConfig> topics =
                    consumeStats.consumed(consumerGroup, state.offsets().topicsOf(consumerGroup)).stream()
                            .filter(topic -> topic.order() || !orderedOnly)
                            .toList();
            if (!topics.isEmpty()) {
                behind += writeGroup(json, consumerGroup, topics);
            }
        }
        json.endArray().member("totalDiff", behind).member("totalInflightDiff", 0L);
        answer(context, json.endObject());
    }

    private long writeGroup(JsonWriter json, String consumerGroup, List<TopicConfig> topics) {
        long behind = 0;
        json.beginObject().key(consumerGroup).beginArray();
        for (TopicConfig topic : topics) {
            json.beginObject()
                    .member("consumeTps", stats.deliveredPerSecond(consumerGroup, topic.topicName()))
                    .key("offsetTable")
                    .beginObject();
            behind += consumeStats.writeQueues(json, consumerGroup, topic);
            json.endObject().endObject();
        }
        json.endArray().endObject();
        return behind;
    }

    /** QUERY_CONSUME_TIME_SPAN: how old what is stored and what is consumed is, queue by queue. */
    void timeSpan(RequestContext context) throws RequestException {
        ExtFields fields = context.request().extFields();
        String consumerGroup = Fields.required(fields, "group");
        String name = Fields.required(fields, "topic");
        TopicConfig topic = state.topics()
                .find(name)
                .orElseThrow(() -> new RequestException(
                        ResponseCode.TOPIC_NOT_EXIST, "the topic " + Remarks.shortened(name) + " does not exist"));
        JsonWriter json =
                new JsonWriter().beginObject().key("consumeTimeSpanSet").beginArray();
        for (int queueId = 0; queueId < topic.writeQueueCount(); queueId++) {
            writeSpan(json, consumerGroup, new MessageQueue(name, place.brokerName(), queueId));
        }
        answer(context, json.endArray().endObject());
    }

    private void writeSpan(JsonWriter json, String consumerGroup, MessageQueue queue) {
        String topic = queue.topic();
        int queueId = queue.queueId();
        long max = queries.maxOffset(topic, queueId);
        long consumed = state.offsets().find(consumerGroup, topic, queueId).orElse(0);
        long oldestMillis = queries.earliestStoreTimeMillis(topic, queueId);
        long consumedMillis = consumed > 0 ? queries.storeTimeMillis(topic, queueId, consumed - 1) : oldestMillis;
        long nextMillis = consumed < max ? queries.storeTimeMillis(topic, queueId, consumed) : OffsetQueries.NO_TIME;
        queue.write(json.beginObject().key("messageQueue"));
        json.member("minTimeStamp", oldestMillis)
                .member(
                        "maxTimeStamp",
                        max > 0 ? queries.storeTimeMillis(topic, queueId, max - 1) : OffsetQueries.NO_TIME)
                .member("consumeTimeStamp", consumedMillis)
                .member("delayTime", nextMillis < 0 ? 0 : Math.max(0, System.currentTimeMillis() - nextMillis))
                .endObject();
    }

    private static void answer(RequestContext context, JsonWriter json) {
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(json.toBytes()));
    }
}
