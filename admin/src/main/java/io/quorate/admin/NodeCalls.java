package io.quorate.admin;

import io.quorate.client.ClientException;
import io.quorate.client.NodeStatus;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.BrokerData;
import io.quorate.protocol.body.ClusterInfo;
import io.quorate.protocol.body.TopicList;
import io.quorate.protocol.json.JsonObject;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;

/**
 * Requests to one node, whoever leads: what an operator asks, unlike an application. One attempt each. Safe from any
 * thread.
 */
final class NodeCalls implements AutoCloseable {
    private static final int TRANSFER_LEADERSHIP = 21002;
    private static final int MEMBERS = 21003;
    private static final int CHANGE_MEMBERSHIP = 21004;
    private static final int LEADER_STATUS = 21005;
    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(2); // later than this is as good as down
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TRANSFER_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(15); // a leader that is to go hands over first
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

    private final IoLoops loops = new IoLoops("quorate-admin", 1);
    private final RemotingClient client = new RemotingClient(
            RemotingClientConfig.defaults()
                    .withConnectTimeoutMillis(CONNECT_TIMEOUT_MILLIS)
                    .withRetryBackoffMillisMax(0), // who waits for a node to come up asks again and again
            loops,
            HandlerTable.builder().build());

    /** What the node says of itself; empty if it does not answer. */
    Optional<JsonObject> status(String address) throws InterruptedException {
        try {
            RemotingCommand answer = call(address, RemotingCommand.request(NodeStatus.REQUEST_CODE), STATUS_TIMEOUT);
            return Optional.of(JsonObject.parse(answer.body(), "NODE_STATUS"));
        } catch (ClientException | RequestException e) {
            return Optional.empty();
        }
    }

    /** What the leader says of itself, by way of any member. Fails while there is none that serves. */
    JsonObject leaderStatus(String address) throws ClientException, InterruptedException, RequestException {
        RemotingCommand answer = call(address, RemotingCommand.request(LEADER_STATUS), LOOK_TIMEOUT);
        return JsonObject.parse(answer.body(), "LEADER_STATUS");
    }

    /** Asks a leader to hand over to {@code target}, or to whom it likes. Returns when another leads. */
    void transferLeadership(String leaderAddress, Optional<String> target)
            throws ClientException, InterruptedException {
        RemotingCommand request = RemotingCommand.request(TRANSFER_LEADERSHIP);
        target.ifPresent(node -> request.field("target", node));
        call(leaderAddress, request, TRANSFER_TIMEOUT);
    }

    /** Who belongs to the node's group, as the node knows it. */
    GroupMembers members(String address) throws ClientException, InterruptedException, RequestException {
        RemotingCommand members = call(address, RemotingCommand.request(MEMBERS), LOOK_TIMEOUT);
        JsonObject shown = JsonObject.parse(members.body(), "MEMBERS");
        RemotingCommand status = call(address, RemotingCommand.request(NodeStatus.REQUEST_CODE), LOOK_TIMEOUT);
        return GroupMembers.of(shown, JsonObject.parse(status.body(), "NODE_STATUS"));
    }

    /** Returns when the change is committed. Any member passes it on to the leader. */
    void changeMembership(String address, MemberRequest change) throws ClientException, InterruptedException {
        RemotingCommand request = RemotingCommand.request(CHANGE_MEMBERSHIP)
                .field("op", change.op())
                .field("node", change.node())
                .field("learner", change.learner());
        if (change.address() != null) {
            request.field("address", change.address());
        }
        call(address, request, CHANGE_TIMEOUT);
    }

    /** All groups a NameServer knows. */
    ClusterInfo cluster(String namesrv) throws ClientException, InterruptedException, RequestException {
        RemotingCommand answer =
                call(namesrv, RemotingCommand.request(RequestCode.GET_BROKER_CLUSTER_INFO), LOOK_TIMEOUT);
        return ClusterInfo.decode(answer.body());
    }

    /** All topics a NameServer knows. */
    List<String> topics(String namesrv) throws ClientException, InterruptedException, RequestException {
        RemotingCommand answer =
                call(namesrv, RemotingCommand.request(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER), LOOK_TIMEOUT);
        return TopicList.decode(answer.body()).topics();
    }

    /** The name of the group, where a NameServer knows one only. */
    String onlyGroup(String namesrv) throws ClientException, InterruptedException, RequestException {
        Set<String> groups = cluster(namesrv).brokers().keySet();
        if (groups.size() != 1) {
            throw new ClientException(
                    ClientException.NO_CODE,
                    groups.isEmpty()
                            ? "the NameServer " + namesrv + " knows no group"
                            : "the NameServer " + namesrv + " knows " + new TreeSet<>(groups) + ": say which, --group");
        }
        return groups.iterator().next();
    }

    /** The leader's address as the NameServer has it. */
    String leaderAddress(String namesrv, String group) throws ClientException, InterruptedException, RequestException {
        BrokerData data = cluster(namesrv).brokers().get(group);
        if (data == null) {
            throw new ClientException(
                    ClientException.NO_CODE, "the NameServer " + namesrv + " knows no group " + group);
        }
        String address = data.brokerAddrs().get(0L);
        if (address == null) {
            throw new ClientException(ClientException.NO_CODE, "the group " + group + " has no leader now");
        }
        return address;
    }

    private RemotingCommand call(String address, RemotingCommand request, Duration timeout)
            throws ClientException, InterruptedException {
        RemotingCommand answer;
        try {
            answer = client.invoke(address, request, timeout).get();
        } catch (ExecutionException e) {
            throw new ClientException(e.getCause().getMessage(), e.getCause());
        }
        if (answer.code() != ResponseCode.SUCCESS) {
            throw new ClientException(
                    answer.code(), answer.remark() + " (code " + answer.code() + " from " + address + ")");
        }
        return answer;
    }

    @Override
    public void close() {
        client.close();
        loops.close();
    }
}
