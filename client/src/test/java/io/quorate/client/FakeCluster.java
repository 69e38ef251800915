package io.quorate.client;

import io.quorate.protocol.Names;
import io.quorate.protocol.Perm;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.BrokerData;
import io.quorate.protocol.body.ClusterInfo;
import io.quorate.protocol.body.MapKeys;
import io.quorate.protocol.body.QueueData;
import io.quorate.protocol.body.TopicRouteData;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingServer;
import io.quorate.remoting.RemotingServerConfig;
import io.quorate.remoting.RequestContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Name servers and a group of three replicas on loopback, sharing one store: replication that cannot fail. */
final class FakeCluster implements AutoCloseable {
    static final String GROUP = "broker-a";
    static final String CLUSTER = "TestCluster";
    static final int TEMPLATE_QUEUES = 8;

    final FakeStore store = new FakeStore();
    final List<FakeNode> nodes = new ArrayList<>();
    final AtomicInteger routeRequestCount = new AtomicInteger();
    volatile boolean autoCreate;
    /** What name servers believe; lags behind the truth when a test wants it to. */
    volatile int registeredLeader;
    /** They have just restarted and heard of no broker yet. */
    volatile boolean nameServersEmpty;

    private final IoLoops loops = new IoLoops("fake", 2);
    private final List<RemotingServer> nameServers = new ArrayList<>();
    private volatile int leader;

    FakeCluster(int nameServerCount) throws IOException {
        for (int i = 0; i < nameServerCount; i++) {
            HandlerTable handlers = HandlerTable.builder()
                    .on(RequestCode.GET_ROUTEINFO_BY_TOPIC, this::route)
                    .on(RequestCode.GET_BROKER_CLUSTER_INFO, this::clusterInfo)
                    .on(
                            RequestCode.DELETE_TOPIC_IN_NAMESRV,
                            context -> context.respond(RemotingCommand.response(ResponseCode.SUCCESS)))
                    .build();
            RemotingServer server =
                    new RemotingServer(RemotingServerConfig.forClients("127.0.0.1", 0), loops, handlers);
            server.start();
            nameServers.add(server);
        }
        for (int number = 0; number < 3; number++) {
            nodes.add(new FakeNode(this, loops, number).start());
        }
    }

    String namesrvAddrs() {
        return nameServers.stream().map(server -> "127.0.0.1:" + server.port()).collect(Collectors.joining(";"));
    }

    FakeNode leader() {
        return nodes.get(leader);
    }

    FakeNode node(int number) {
        return nodes.get(number);
    }

    /** The name servers are told at once. */
    void elect(int number) {
        electSecretly(number);
        registeredLeader = number;
    }

    /** The name servers hear nothing of it. */
    void electSecretly(int number) {
        leader = number;
    }

    void stopNameServer(int number) {
        nameServers.get(number).close();
    }

    MessageQueue queue(String topic, int queueId) {
        return new MessageQueue(topic, GROUP, queueId);
    }

    private void route(RequestContext context) {
        routeRequestCount.incrementAndGet();
        String topic = context.request().field("topic");
        boolean template = autoCreate && topic.equals(Names.TEMPLATE_TOPIC);
        int queueCount = template ? TEMPLATE_QUEUES : store.queueCount(topic);
        if (queueCount == 0 || nameServersEmpty) {
            context.respond(ResponseCode.TOPIC_NOT_EXIST, "no topic " + topic);
            return;
        }
        int perm = Perm.READ | Perm.WRITE | (template ? Perm.INHERIT : 0);
        TopicRouteData data = new TopicRouteData(
                null, List.of(new QueueData(GROUP, queueCount, queueCount, perm, 0)), List.of(brokerData()));
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(data.encode(MapKeys.STANDARD)));
    }

    private void clusterInfo(RequestContext context) {
        ClusterInfo info = new ClusterInfo(Map.of(GROUP, brokerData()), Map.of(CLUSTER, List.of(GROUP)));
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(info.encode(MapKeys.BARE)));
    }

    private BrokerData brokerData() {
        Map<Long, String> addresses = new TreeMap<>();
        for (FakeNode node : nodes) {
            if (node.isUp()) {
                addresses.put(node.number == registeredLeader ? 0L : node.number + 1L, node.address());
            }
        }
        return new BrokerData(CLUSTER, GROUP, addresses, false);
    }

    @Override
    public void close() {
        nodes.forEach(FakeNode::close);
        nameServers.forEach(RemotingServer::close);
        loops.close();
    }
}
