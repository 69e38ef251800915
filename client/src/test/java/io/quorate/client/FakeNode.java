package io.quorate.client;

import io.netty.buffer.Unpooled;
import io.quorate.client.internal.GroupCall;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerData;
import io.quorate.protocol.body.ConsumerIdList;
import io.quorate.protocol.body.HeartbeatData;
import io.quorate.protocol.header.CreateTopicHeader;
import io.quorate.protocol.header.PullMessageHeader;
import io.quorate.protocol.header.PullMessageReply;
import io.quorate.protocol.header.QueryConsumerOffsetHeader;
import io.quorate.protocol.header.QueueHeader;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.protocol.header.SendMessageReply;
import io.quorate.protocol.header.UnregisterClientHeader;
import io.quorate.protocol.header.UpdateConsumerOffsetHeader;
import io.quorate.remoting.Connection;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingServer;
import io.quorate.remoting.RemotingServerConfig;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/** One replica of a fake group, on a real socket. Misbehaves as told. */
final class FakeNode implements AutoCloseable {
    /** What it does with any request but heartbeats. */
    enum Mode {
        SERVES,
        NO_LEADER,
        SILENT,
        STORES_AND_IS_SILENT,
        HANGS_UP
    }

    private static final long PULL_POLL_MILLIS = 5;

    final int number;
    final Deque<Integer> served = new ConcurrentLinkedDeque<>();
    /** Answers to give to the next pulls instead of true ones. */
    final Deque<RemotingCommand> pullAnswers = new ConcurrentLinkedDeque<>();
    /** Codes to answer the next QUERY_CONSUMER_OFFSET with instead of the truth. */
    final Deque<Integer> offsetCodes = new ConcurrentLinkedDeque<>();

    volatile Mode mode = Mode.SERVES;
    /** Answers sends with this, unless 0. */
    volatile int sendCode;

    private final FakeCluster cluster;
    private final IoLoops loops;
    private final Map<String, Map<Connection, String>> members = new ConcurrentHashMap<>();
    private RemotingServer server;
    private int port;

    FakeNode(FakeCluster cluster, IoLoops loops, int number) {
        this.cluster = cluster;
        this.loops = loops;
        this.number = number;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    boolean isUp() {
        return server != null;
    }

    /** Again on the same port after a close. */
    FakeNode start() throws IOException {
        HandlerTable handlers = HandlerTable.builder()
                .on(RequestCode.SEND_MESSAGE_V2, moody(this::send))
                .on(RequestCode.SEND_BATCH_MESSAGE, moody(this::send))
                .on(RequestCode.PULL_MESSAGE, moody(this::pull))
                .on(RequestCode.QUERY_CONSUMER_OFFSET, moody(this::queryOffset))
                .on(RequestCode.UPDATE_CONSUMER_OFFSET, moody(this::commitOffset))
                .on(RequestCode.GET_MAX_OFFSET, moody(this::maxOffset))
                .on(RequestCode.GET_MIN_OFFSET, moody(this::minOffset))
                .on(RequestCode.UPDATE_AND_CREATE_TOPIC, moody(this::createTopic))
                .on(RequestCode.DELETE_TOPIC_IN_BROKER, moody(this::deleteTopic))
                .on(RequestCode.GET_CONSUMER_LIST_BY_GROUP, moody(this::members))
                .on(NodeStatus.REQUEST_CODE, this::status)
                .on(RequestCode.HEART_BEAT, this::heartbeat)
                .on(RequestCode.UNREGISTER_CLIENT, this::unregister)
                .build();
        server = new RemotingServer(RemotingServerConfig.forClients("127.0.0.1", port), loops, handlers);
        server.start();
        port = server.port();
        return this;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    Set<String> membersOf(String group) {
        return new TreeSet<>(members.getOrDefault(group, Map.of()).values());
    }

    private RequestHandler moody(RequestHandler handler) {
        return context -> {
            served.add(context.request().code());
            switch (mode) {
                case NO_LEADER -> context.respond(ResponseCode.SERVICE_NOT_AVAILABLE, "no leader");
                case SILENT -> {}
                case HANGS_UP -> context.connection().close();
                case STORES_AND_IS_SILENT -> handler.handle(new Unanswered(context));
                case SERVES -> handler.handle(context);
            }
        };
    }

    private record Unanswered(RequestContext context) implements RequestContext {
        @Override
        public RemotingCommand request() {
            return context.request();
        }

        @Override
        public Connection connection() {
            return context.connection();
        }

        @Override
        public InetSocketAddress clientAddress() {
            return context.clientAddress();
        }

        @Override
        public void respond(RemotingCommand response) {
            response.body().release();
        }
    }

    // A follower forwards, and names the leader; without a leader it says so.
    private void respondAsLeader(RequestContext context, RemotingCommand response) {
        FakeNode leader = cluster.leader();
        if (leader != this) {
            response.field(GroupCall.LEADER_FIELD, leader.address());
        }
        context.respond(response);
    }

    private boolean leaderless(RequestContext context) {
        boolean leaderless = !cluster.leader().isUp();
        if (leaderless) {
            context.respond(ResponseCode.SERVICE_NOT_AVAILABLE, "the leader is down");
        }
        return leaderless;
    }

    private void send(RequestContext context) throws Exception {
        if (leaderless(context)) {
            return;
        }
        if (sendCode != 0) {
            context.respond(sendCode, "as told");
            return;
        }
        SendMessageHeader header = SendMessageHeader.decodeV2(context.request().extFields());
        if (cluster.store.queueCount(header.topic()) == 0) {
            if (!cluster.autoCreate) {
                context.respond(ResponseCode.TOPIC_NOT_EXIST, "no topic " + header.topic());
                return;
            }
            cluster.store.createTopic(header.topic(), header.defaultTopicQueueCount());
        }
        ByteBuffer body = context.request().body().nioBuffer();
        long offset = cluster.store.append(FakeCluster.GROUP, header, body);
        RemotingCommand response = RemotingCommand.response(ResponseCode.SUCCESS);
        new SendMessageReply("7F00000100002A9F0000000000000000", header.queueId(), offset, "")
                .encode(response.extFields());
        respondAsLeader(context, response);
    }

    private void pull(RequestContext context) throws Exception {
        RemotingCommand prepared = pullAnswers.poll();
        if (prepared != null) {
            context.respond(prepared);
            return;
        }
        PullMessageHeader header = PullMessageHeader.decode(context.request().extFields());
        answerPull(context, header, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(header.suspendTimeoutMillis()));
    }

    private void answerPull(RequestContext context, PullMessageHeader header, long deadlineNanos) {
        MessageQueue queue = new MessageQueue(header.topic(), FakeCluster.GROUP, header.queueId());
        long max = cluster.store.maxOffset(queue);
        long min = cluster.store.minOffset(queue);
        if (header.queueOffset() < min || header.queueOffset() > max) {
            long next = header.queueOffset() < min ? min : max;
            context.respond(pullResponse(ResponseCode.PULL_OFFSET_MOVED, next, min, max));
            return;
        }
        List<FakeStore.Stored> found = cluster.store.from(queue, header.queueOffset(), header.messagesMax());
        if (found.isEmpty() && System.nanoTime() < deadlineNanos) {
            var unused = loops.group()
                    .schedule(
                            () -> answerPull(context, header, deadlineNanos), PULL_POLL_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        if (found.isEmpty()) {
            context.respond(pullResponse(ResponseCode.PULL_NOT_FOUND, header.queueOffset(), min, max));
            return;
        }
        RemotingCommand response = pullResponse(ResponseCode.SUCCESS, header.queueOffset() + found.size(), min, max);
        // Not filtered by tag: clients must do that themselves.
        context.respond(response.body(Unpooled.wrappedBuffer(
                found.stream().map(stored -> stored.record().duplicate()).toArray(ByteBuffer[]::new))));
    }

    static RemotingCommand pullResponse(int code, long next, long min, long max) {
        RemotingCommand response = RemotingCommand.response(code);
        new PullMessageReply(0, next, min, max).encode(response.extFields());
        return response;
    }

    private void queryOffset(RequestContext context) throws Exception {
        QueryConsumerOffsetHeader header =
                QueryConsumerOffsetHeader.decode(context.request().extFields());
        Integer code = offsetCodes.poll();
        Long offset = cluster.store.committed(
                header.consumerGroup(), new MessageQueue(header.topic(), FakeCluster.GROUP, header.queueId()));
        if (code != null) {
            context.respond(code, "as told");
        } else if (offset == null) {
            context.respond(ResponseCode.QUERY_NOT_FOUND, "none");
        } else {
            context.respond(RemotingCommand.response(ResponseCode.SUCCESS).field("offset", offset));
        }
    }

    private void commitOffset(RequestContext context) throws Exception {
        if (leaderless(context)) {
            return;
        }
        UpdateConsumerOffsetHeader header =
                UpdateConsumerOffsetHeader.decode(context.request().extFields());
        cluster.store.commit(
                header.consumerGroup(),
                new MessageQueue(header.topic(), FakeCluster.GROUP, header.queueId()),
                header.commitOffset());
        respondAsLeader(context, RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private void maxOffset(RequestContext context) throws Exception {
        QueueHeader header = QueueHeader.decode(context.request().extFields());
        long offset = cluster.store.maxOffset(new MessageQueue(header.topic(), FakeCluster.GROUP, header.queueId()));
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).field("offset", offset));
    }

    private void minOffset(RequestContext context) throws Exception {
        QueueHeader header = QueueHeader.decode(context.request().extFields());
        long offset = cluster.store.minOffset(new MessageQueue(header.topic(), FakeCluster.GROUP, header.queueId()));
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).field("offset", offset));
    }

    private void createTopic(RequestContext context) throws Exception {
        CreateTopicHeader header = CreateTopicHeader.decode(context.request().extFields());
        cluster.store.createTopic(header.topic(), header.writeQueueCount());
        respondAsLeader(context, RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private void deleteTopic(RequestContext context) {
        cluster.store.deleteTopic(context.request().field("topic"));
        respondAsLeader(context, RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private void heartbeat(RequestContext context) throws Exception {
        HeartbeatData data = HeartbeatData.decode(context.request().body());
        Connection connection = context.connection();
        for (ConsumerData consumer : data.consumers()) {
            Map<Connection, String> group =
                    members.computeIfAbsent(consumer.groupName(), name -> new ConcurrentHashMap<>());
            if (group.put(connection, data.clientId()) == null) {
                connection.onClose(() -> leave(consumer.groupName(), connection));
                notifyMembers(consumer.groupName());
            }
        }
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private void unregister(RequestContext context) throws Exception {
        UnregisterClientHeader header =
                UnregisterClientHeader.decode(context.request().extFields());
        leave(header.consumerGroup(), context.connection());
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private void leave(String group, Connection connection) {
        Map<Connection, String> left = members.get(group);
        if (left != null && left.remove(connection) != null) {
            notifyMembers(group);
        }
    }

    private void notifyMembers(String group) {
        for (Connection member : members.getOrDefault(group, Map.of()).keySet()) {
            var unused = member.invokeOneway(RemotingCommand.oneway(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED)
                    .field("consumerGroup", group));
        }
    }

    private void members(RequestContext context) {
        List<String> ids = List.copyOf(membersOf(context.request().field("consumerGroup")));
        if (ids.isEmpty()) {
            context.respond(ResponseCode.SYSTEM_ERROR, "no consumer for this group");
        } else {
            context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(new ConsumerIdList(ids).encode()));
        }
    }

    private void status(RequestContext context) {
        String json = "{\"node\":\"n" + number + "\",\"group\":\"" + FakeCluster.GROUP + "\",\"term\":7,\"role\":\""
                + (cluster.leader() == this ? "LEADER" : "FOLLOWER") + "\",\"leader\":\"n"
                + cluster.leader().number
                + "\",\"lastIndex\":4,\"flushedIndex\":4,\"committedIndex\":3,\"appliedIndex\":2,\"pid\":99}";
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(json.getBytes(StandardCharsets.UTF_8)));
    }
}
