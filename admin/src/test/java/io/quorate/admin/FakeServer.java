package io.quorate.admin;

import io.quorate.client.NodeStatus;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.BrokerData;
import io.quorate.protocol.body.ClusterInfo;
import io.quorate.protocol.body.MapKeys;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingServer;
import io.quorate.remoting.RemotingServerConfig;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node and its NameServer in one, on a real port: says what it is told to say. */
final class FakeServer implements AutoCloseable {
    static final int TRANSFER_LEADERSHIP = 21002;

    private final IoLoops loops = new IoLoops("fake", 1);
    private final RemotingServer server;
    /** Targets of the transfers asked for; "null" for none. */
    final List<String> transfers = new CopyOnWriteArrayList<>();

    volatile int transferCode = ResponseCode.SUCCESS;

    /** @param roles what it is at each call of NODE_STATUS; the last for good */
    FakeServer(String... roles) throws IOException {
        Iterator<String> upcoming = List.of(roles).iterator();
        String[] role = new String[1];
        server = new RemotingServer(
                RemotingServerConfig.forClients("127.0.0.1", 0),
                loops,
                HandlerTable.builder()
                        .on(NodeStatus.REQUEST_CODE, context -> {
                            role[0] = upcoming.hasNext() ? upcoming.next() : role[0];
                            context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                                    .body(status(role[0])));
                        })
                        .on(
                                RequestCode.GET_BROKER_CLUSTER_INFO,
                                context -> context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                                        .body(cluster())))
                        .on(TRANSFER_LEADERSHIP, context -> {
                            transfers.add(String.valueOf(context.request().field("target")));
                            context.respond(transferCode, "no other replica is ready");
                        })
                        .build());
        server.start();
    }

    private byte[] cluster() {
        BrokerData data = new BrokerData("DefaultCluster", "broker-a", Map.of(0L, address()), false);
        return new ClusterInfo(Map.of("broker-a", data), Map.of("DefaultCluster", List.of("broker-a")))
                .encode(MapKeys.STANDARD);
    }

    private byte[] status(String role) {
        return new JsonWriter()
                .beginObject()
                .member("node", "n1")
                .member("group", "broker-a")
                .member("cluster", "DefaultCluster")
                .member("role", role)
                .member("term", 7)
                .member("leader", "n1")
                .member("address", address())
                .member("peerAddress", "127.0.0.1:1")
                .member("lastIndex", 12)
                .member("flushedIndex", 12)
                .member("committedIndex", 11)
                .member("appliedIndex", 11)
                .member("endPosition", 4711)
                .member("stateHash", "cafe")
                .member("pid", 123)
                .endObject()
                .toBytes();
    }

    String address() {
        return "127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.close();
        loops.close();
    }
}
