package io.quorate.broker.request;

import io.quorate.broker.cluster.Client;
import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.ConsumerGroupView;
import io.quorate.broker.read.OffsetQueries;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.broker.state.OffsetReset;
import io.quorate.broker.state.OffsetsClone;
import io.quorate.protocol.Fields;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.MessageQueue;
import io.quorate.protocol.body.QueueOffsets;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.header.ResetOffsetHeader;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Offsets of consumer groups changed by tools: reset, copied, and looked at for what others have consumed. */
final class OffsetResetHandler {
    /** Offsets that wait for consumers to move to them; most of their consumers never come again, else they would not. */
    private static final int PENDING_MAX = 100_000;

    private final BrokerState state;
    private final OffsetQueries queries;
    private final ClientRegistry clients;
    private final GroupCreation creation;
    private final Changes changes;
    private final String brokerName;
    private final boolean serverSide;

    /** @param serverSide consumers learn of a reset from their next pull, else they are told by a request */
    OffsetResetHandler(
            BrokerState state,
            OffsetQueries queries,
            ClientRegistry clients,
            GroupCreation creation,
            Changes changes,
            String brokerName,
            boolean serverSide) {
        this.state = state;
        this.queries = queries;
        this.clients = clients;
        this.creation = creation;
        this.changes = changes;
        this.brokerName = brokerName;
        this.serverSide = serverSide;
    }

    /** INVOKE_BROKER_TO_RESET_OFFSET. */
    void reset(LeaderRequest request) throws RequestException {
        ResetOffsetHeader header = ResetOffsetHeader.decode(request.request().extFields());
        checkGroup(header.consumerGroup());
        Map<Integer, Long> targets = targets(header, topic(header.topic()));
        if (serverSide) {
            resetHere(request, header, targets);
        } else {
            tellConsumers(request, header, targets);
        }
    }

    private void resetHere(LeaderRequest request, ResetOffsetHeader header, Map<Integer, Long> targets)
            throws RequestException {
        if (state.resets().size() + targets.size() > PENDING_MAX) {
            throw new RequestException(
                    ResponseCode.SYSTEM_BUSY,
                    "[REJECTREQUEST] " + state.resets().size() + " reset offsets wait for their consumers, at most "
                            + PENDING_MAX + " may");
        }
        List<Item> items = new ArrayList<>();
        targets.forEach(
                (queueId, offset) -> items.add(new Item(header.consumerGroup(), header.topic(), queueId, offset)));
        RemotingCommand answer = RemotingCommand.response(ResponseCode.SUCCESS)
                .body(offsets(header.topic(), targets).encode());
        changes.apply(request, List.of(new OffsetReset(items)), () -> answer);
    }

    /** As RocketMQ 4 does: who is connected moves and commits; nobody moves forward unless forced. */
    private void tellConsumers(LeaderRequest request, ResetOffsetHeader header, Map<Integer, Long> targets)
            throws RequestException {
        Optional<ConsumerGroupView> group = clients.consumerGroup(header.consumerGroup());
        if (group.isEmpty()) {
            throw new RequestException(
                    ResponseCode.CONSUMER_NOT_ONLINE,
                    "no member of the consumer group " + header.consumerGroup() + " is connected to the leader");
        }
        Map<Integer, Long> committed = state.offsets().queues(header.consumerGroup(), header.topic());
        Map<Integer, Long> moves = new TreeMap<>();
        for (Map.Entry<Integer, Long> target : targets.entrySet()) {
            Long current = committed.get(target.getKey());
            if (current == null) {
                throw new RequestException(
                        ResponseCode.SYSTEM_ERROR,
                        "the consumer group " + header.consumerGroup() + " has no offset yet in " + header.topic()
                                + " queue " + target.getKey());
            }
            moves.put(target.getKey(), header.isForced() ? target.getValue() : Math.min(target.getValue(), current));
        }
        byte[] body = offsets(header.topic(), moves).encode();
        for (Client member : group.get().members()) {
            RemotingCommand notice = RemotingCommand.oneway(RequestCode.RESET_CONSUMER_CLIENT_OFFSET)
                    .field("topic", header.topic())
                    .field("group", header.consumerGroup())
                    .field("timestamp", header.timestampMillis())
                    .field("isForce", header.isForced())
                    .body(body);
            var unused = member.connection().invokeOneway(notice);
        }
        request.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(body));
    }

    private QueueOffsets offsets(String topic, Map<Integer, Long> byQueueId) {
        Map<MessageQueue, Long> offsets = new TreeMap<>();
        byQueueId.forEach((queueId, offset) -> offsets.put(new MessageQueue(topic, brokerName, queueId), offset));
        return new QueueOffsets(offsets);
    }

    private Map<Integer, Long> targets(ResetOffsetHeader header, TopicConfig topic) throws RequestException {
        Map<Integer, Long> targets = new TreeMap<>();
        if (header.queueId() >= 0) {
            if (header.queueId() >= topic.readQueueCount()) {
                throw new RequestException(
                        ResponseCode.INVALID_PARAMETER,
                        "the topic " + header.topic() + " has the read queues 0 to " + (topic.readQueueCount() - 1)
                                + ", not " + header.queueId());
            }
            targets.put(header.queueId(), target(header, header.queueId()));
            return targets;
        }
        for (int queueId = 0; queueId < topic.readQueueCount(); queueId++) {
            targets.put(queueId, byTime(header, queueId));
        }
        return targets;
    }

    private long target(ResetOffsetHeader header, int queueId) throws RequestException {
        if (header.offset() < 0) {
            return byTime(header, queueId);
        }
        long min = queries.minOffset(header.topic(), queueId);
        long max = queries.maxOffset(header.topic(), queueId);
        if (header.offset() < min || header.offset() > max) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "the offset " + header.offset() + " is outside of the queue, it goes from " + min + " to " + max);
        }
        return header.offset();
    }

    /** A time before any means the end. */
    private long byTime(ResetOffsetHeader header, int queueId) {
        return header.timestampMillis() < 0
                ? queries.maxOffset(header.topic(), queueId)
                : queries.searchByTime(header.topic(), queueId, header.timestampMillis(), OffsetQueries.Boundary.LOWER);
    }

    /** CLONE_GROUP_OFFSET. */
    void cloneOffsets(LeaderRequest request) throws RequestException {
        var fields = request.request().extFields();
        String source = Fields.required(fields, "srcGroup");
        String target = Fields.required(fields, "destGroup");
        String topic = Fields.optional(fields, "topic");
        checkGroup(source);
        if (!creation.isUsable(target)) {
            throw unknownGroup(target);
        }
        List<Command> commands = new ArrayList<>(creation.missing(target));
        Set<String> topics = topic.isEmpty()
                ? state.offsets().topicsOf(source)
                : Set.of(topic(topic).topicName());
        commands.add(new OffsetsClone(source, target, List.copyOf(topics)));
        changes.apply(request, commands);
    }

    /**
     * QUERY_CORRECTION_OFFSET: for each queue of the topic the least that any consumer group, but for some, has consumed; and the
     * largest number where the compared group has consumed less still.
     */
    void correction(RequestContext context) throws RequestException {
        var fields = context.request().extFields();
        String topic = Fields.required(fields, "topic");
        String compared = Fields.required(fields, "compareGroup");
        Set<String> leftOut =
                new HashSet<>(List.of(Fields.optional(fields, "filterGroups").split(",")));
        Map<Integer, Long> least = new TreeMap<>();
        for (String consumerGroup : state.offsets().consumerGroupsOf(topic)) {
            if (!leftOut.contains(consumerGroup)) {
                state.offsets().queues(consumerGroup, topic).forEach((queueId, offset) -> {
                    // Less than the queue has left is of groups that are not there any more.
                    if (offset >= queries.minOffset(topic, queueId)) {
                        least.merge(queueId, offset, Math::min);
                    }
                });
            }
        }
        state.offsets().queues(compared, topic).forEach((queueId, offset) -> {
            if (least.getOrDefault(queueId, Long.MAX_VALUE) > offset) {
                least.put(queueId, Long.MAX_VALUE);
            }
        });
        JsonWriter json =
                new JsonWriter().beginObject().key("correctionOffsets").beginObject();
        least.forEach((queueId, offset) -> json.key(Integer.toString(queueId)).value(offset));
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(json.endObject().endObject().toBytes()));
    }

    private void checkGroup(String consumerGroup) throws RequestException {
        if (state.consumerGroups().find(consumerGroup).isEmpty()) {
            throw unknownGroup(consumerGroup);
        }
    }

    private static RequestException unknownGroup(String consumerGroup) {
        return new RequestException(
                ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "the consumer group " + consumerGroup + " does not exist");
    }

    private TopicConfig topic(String name) throws RequestException {
        return state.topics()
                .find(name)
                .orElseThrow(() ->
                        new RequestException(ResponseCode.TOPIC_NOT_EXIST, "the topic " + name + " does not exist"));
    }
}
