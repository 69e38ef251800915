package io.quorate.broker.request;

import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.ConsumerGroupView;
import io.quorate.broker.read.OffsetQueries;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.PopQueue;
import io.quorate.broker.state.PopTable;
import io.quorate.broker.stats.MessageStats;
import io.quorate.protocol.Fields;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.MessageQueue;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** GET_CONSUME_STATS: how far a consumer group is behind, queue by queue. */
final class ConsumeStatsHandler {
    private final BrokerState state;
    private final ClientRegistry clients;
    private final OffsetQueries queries;
    private final MessageStats stats;
    private final String brokerName;

    ConsumeStatsHandler(
            BrokerState state, ClientRegistry clients, OffsetQueries queries, MessageStats stats, String brokerName) {
        this.state = state;
        this.clients = clients;
        this.queries = queries;
        this.stats = stats;
        this.brokerName = brokerName;
    }

    void handle(RequestContext context) throws RequestException {
        String consumerGroup = Fields.required(context.request().extFields(), "consumerGroup");
        String topic = Fields.optional(context.request().extFields(), "topic");
        Set<String> topics = topic.isEmpty() ? state.offsets().topicsOf(consumerGroup) : Set.of(topic);
        JsonWriter json = new JsonWriter().beginObject();
        double perSecond = 0;
        json.key("offsetTable").beginObject();
        for (TopicConfig config : consumed(consumerGroup, topics)) {
            perSecond += stats.deliveredPerSecond(consumerGroup, config.topicName());
            writeQueues(json, consumerGroup, config);
        }
        json.endObject().member("consumeTps", perSecond).endObject();
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(json.toBytes()));
    }

    /**
     * Those of the topics that are there and that the group still consumes: offsets of a topic that it once consumed and no
     * longer does would show as an ever growing lag.
     */
    List<TopicConfig> consumed(String consumerGroup, Set<String> topics) {
        Optional<ConsumerGroupView> online = clients.consumerGroup(consumerGroup);
        return topics.stream()
                .filter(name ->
                        online.isEmpty() || online.get().subscription(name).isPresent())
                .flatMap(name -> state.topics().find(name).stream())
                .toList();
    }

    /** The members of an offsetTable. Returns how many messages the group has not consumed. */
    long writeQueues(JsonWriter json, String consumerGroup, TopicConfig topic) {
        long behind = 0;
        Map<Integer, Long> offsets = state.offsets().queues(consumerGroup, topic.topicName());
        for (int queueId = 0; queueId < topic.readQueueCount(); queueId++) {
            long consumed = offsets.getOrDefault(queueId, 0L);
            long last = consumed > 0 ? queries.storeTimeMillis(topic.topicName(), queueId, consumed - 1) : 0;
            long max = queries.maxOffset(topic.topicName(), queueId);
            behind += Math.max(0, max - consumed);
            json.objectKey(new MessageQueue(topic.topicName(), brokerName, queueId)::write)
                    .beginObject()
                    .member("brokerOffset", max)
                    .member("consumerOffset", consumed)
                    .member("lastTimestamp", Math.max(0, last))
                    .member("pullOffset", given(consumerGroup, topic.topicName(), queueId, consumed))
                    .endObject();
        }
        return behind;
    }

    /** Up to where messages were given out: what is between is in consumers' hands. Of those who pull only they know. */
    private long given(String consumerGroup, String topic, int queueId, long consumed) {
        return state.pops()
                .find(new PopTable.Key(consumerGroup, topic, queueId))
                .map(PopQueue::nextOffset)
                .orElse(consumed);
    }
}
