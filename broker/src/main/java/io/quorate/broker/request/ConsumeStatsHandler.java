package io.quorate.broker.request;

import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.ConsumerGroupView;
import io.quorate.broker.read.OffsetQueries;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.PopQueue;
import io.quorate.broker.state.PopTable;
import io.quorate.protocol.Fields;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.MessageQueue;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** GET_CONSUME_STATS: how far a consumer group is behind, queue by queue. */
final class ConsumeStatsHandler {
    private final BrokerState state;
    private final ClientRegistry clients;
    private final OffsetQueries queries;
    private final String brokerName;

    ConsumeStatsHandler(BrokerState state, ClientRegistry clients, OffsetQueries queries, String brokerName) {
        this.state = state;
        this.clients = clients;
        this.queries = queries;
        this.brokerName = brokerName;
    }

    void handle(RequestContext context) throws RequestException {
        String consumerGroup = Fields.required(context.request().extFields(), "consumerGroup");
        String topic = Fields.optional(context.request().extFields(), "topic");
        Set<String> topics = topic.isEmpty() ? state.offsets().topicsOf(consumerGroup) : Set.of(topic);
        Optional<ConsumerGroupView> online = clients.consumerGroup(consumerGroup);
        JsonWriter json = new JsonWriter().beginObject().member("consumeTps", 0.0);
        json.key("offsetTable").beginObject();
        for (String name : topics) {
            // Offsets of a topic the group once consumed and no longer does would show as an ever growing lag.
            boolean current =
                    online.isEmpty() || online.get().subscription(name).isPresent();
            Optional<TopicConfig> config = state.topics().find(name);
            if (current && config.isPresent()) {
                writeTopic(json, consumerGroup, config.get());
            }
        }
        json.endObject().endObject();
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(json.toBytes()));
    }

    private void writeTopic(JsonWriter json, String consumerGroup, TopicConfig topic) {
        Map<Integer, Long> offsets = state.offsets().queues(consumerGroup, topic.topicName());
        for (int queueId = 0; queueId < topic.readQueueCount(); queueId++) {
            long consumed = offsets.getOrDefault(queueId, 0L);
            long last = consumed > 0 ? queries.storeTimeMillis(topic.topicName(), queueId, consumed - 1) : 0;
            json.objectKey(new MessageQueue(topic.topicName(), brokerName, queueId)::write)
                    .beginObject()
                    .member("brokerOffset", queries.maxOffset(topic.topicName(), queueId))
                    .member("consumerOffset", consumed)
                    .member("lastTimestamp", Math.max(0, last))
                    .member("pullOffset", given(consumerGroup, topic.topicName(), queueId, consumed))
                    .endObject();
        }
    }

    /** Up to where messages were given out: what is between is in consumers' hands. Of those who pull only they know. */
    private long given(String consumerGroup, String topic, int queueId, long consumed) {
        return state.pops()
                .find(new PopTable.Key(consumerGroup, topic, queueId))
                .map(PopQueue::nextOffset)
                .orElse(consumed);
    }
}
