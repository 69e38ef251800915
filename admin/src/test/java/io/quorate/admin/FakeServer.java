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
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A node and its NameServer in one, on a real port: says what it is told to say. */
final class FakeServer implements AutoCloseable {
    static final int TRANSFER_LEADERSHIP = 21002;
    static final int MEMBERS = 21003;
    static final int CHANGE_MEMBERSHIP = 21004;
    static final int LEADER_STATUS = 21005;

    private final IoLoops loops = new IoLoops("fake", 1);
    private final RemotingServer server;
    /** Targets of the transfers asked for; "null" for none. */
    final List<String> transfers = new CopyOnWriteArrayList<>();

    volatile int transferCode = ResponseCode.SUCCESS;
    /** Changes of the group asked for: "op node address". */
    final List<String> changes = new CopyOnWriteArrayList<>();
    /** What the next change is answered; the last for good. */
    final Deque<Integer> changeCodes = new ConcurrentLinkedDeque<>(List.of(ResponseCode.SUCCESS));
    /** How often MEMBERS still calls n4 a learner once it was added. */
    final AtomicInteger looksAsLearner = new AtomicInteger(1);

    /** Whether a leader can be asked through it, and what that one has committed. The node itself has applied 11. */
    volatile int leaderCode = ResponseCode.SUCCESS;

    volatile long leaderCommittedIndex = 11;
    volatile String outside;

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
                        .on(LEADER_STATUS, context -> {
                            if (leaderCode == ResponseCode.SUCCESS) {
                                context.respond(
                                        RemotingCommand.response(leaderCode).body(leaderStatus()));
                            } else {
                                context.respond(leaderCode, "no leader now");
                            }
                        })
                        .on(TRANSFER_LEADERSHIP, context -> {
                            transfers.add(String.valueOf(context.request().field("target")));
                            context.respond(transferCode, "no other replica is ready");
                        })
                        .on(
                                MEMBERS,
                                context -> context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                                        .body(members())))
                        .on(CHANGE_MEMBERSHIP, context -> {
                            int code = changeCodes.size() > 1 ? changeCodes.remove() : changeCodes.element();
                            if (code == ResponseCode.SUCCESS) {
                                RemotingCommand request = context.request();
                                changes.add(request.field("op") + " " + request.field("node") + " "
                                        + request.field("address"));
                            }
                            context.respond(code, "the group has no such node");
                        })
                        .build());
        server.start();
    }

    private byte[] cluster() {
        BrokerData data = new BrokerData("DefaultCluster", "broker-a", Map.of(0L, address()), false);
        return new ClusterInfo(Map.of("broker-a", data), Map.of("DefaultCluster", List.of("broker-a")))
                .encode(MapKeys.STANDARD);
    }

    private byte[] members() {
        boolean added = !changes.isEmpty();
        boolean votes = added && looksAsLearner.getAndDecrement() <= 0;
        JsonWriter json = new JsonWriter()
                .beginObject()
                .member("node", "n1")
                .member("leader", "n1")
                .member("committed", true)
                .member("index", 5)
                .key("voters")
                .beginArray();
        member(json, "n1", "abcdef0123456789");
        if (votes) {
            member(json, "n4", "4444");
        }
        json.endArray().key("learners").beginArray();
        if (added && !votes) {
            member(json, "n4", "4444");
        }
        return json.endArray().endObject().toBytes();
    }

    private static void member(JsonWriter json, String node, String storageId) {
        json.beginObject()
                .member("node", node)
                .member("address", "127.0.0.1:1")
                .member("storageId", storageId)
                .member("becomesVoter", true)
                .endObject();
    }

    private byte[] leaderStatus() {
        return new JsonWriter()
                .beginObject()
                .member("node", "n2")
                .member("committedIndex", leaderCommittedIndex)
                .endObject()
                .toBytes();
    }

    private byte[] status(String role) {
        return new JsonWriter()
                .beginObject()
                .member("node", "n1")
                .member("group", "broker-a")
                .member("cluster", "DefaultCluster")
                .member("role", role)
                .member("member", outside == null)
                .member("outside", outside)
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
                .key("peers")
                .beginArray()
                .beginObject()
                .member("node", "n4")
                .member("flushedIndex", 6)
                .member("silentMillis", 1500)
                .endObject()
                .endArray()
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
