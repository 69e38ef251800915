package io.quorate.client;

import io.quorate.client.internal.CallFailure;
import io.quorate.client.internal.GroupCall;
import io.quorate.client.internal.GroupCall.Target;
import io.quorate.protocol.Names;
import io.quorate.protocol.Perm;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.CreateTopicHeader;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls that look after topics and look at the cluster. They block, for {@link #CALL_MAX} at most if a group is without
 * leader, and say in a {@link ClientException} who refused what. Safe from any thread.
 */
public final class Admin {
    /** How long a call is tried. */
    public static final Duration CALL_MAX = Duration.ofSeconds(15);

    private static final long ROUTE_POLL_MILLIS = 50;

    private final ClientCore core;
    private final Offsets offsets;

    Admin(ClientCore core) {
        this.core = core;
        this.offsets = new Offsets(core);
    }

    /**
     * Creates the topic, or changes its number of queues, in every replica group. Returns when the name servers list it
     * in all of them.
     */
    public void createTopic(String topic, int queueCount) throws ClientException, InterruptedException {
        Checks.noProblem(Names.topicProblem(topic));
        Checks.require(queueCount > 0, "queueCount is " + queueCount + ": at least 1 is needed");
        CreateTopicHeader header = new CreateTopicHeader(
                topic,
                Names.TEMPLATE_TOPIC,
                queueCount,
                queueCount,
                Perm.READ | Perm.WRITE,
                "SINGLE_TAG",
                0,
                false,
                "");
        List<ReplicaGroup> groups = groups();
        for (ReplicaGroup group : groups) {
            callGroup(group.brokerName(), () -> {
                RemotingCommand request = RemotingCommand.request(RequestCode.UPDATE_AND_CREATE_TOPIC);
                header.encode(request.extFields());
                return request;
            });
        }
        awaitRoute(topic, groups.size() * queueCount);
    }

    /** Deletes the topic and its messages in every replica group, then from the name servers. */
    public void deleteTopic(String topic) throws ClientException, InterruptedException {
        for (ReplicaGroup group : groups()) {
            callGroup(
                    group.brokerName(),
                    () -> RemotingCommand.request(RequestCode.DELETE_TOPIC_IN_BROKER)
                            .field("topic", topic));
        }
        List<RemotingCommand> answers = await(core.nameServers()
                .askAll(() -> RemotingCommand.request(RequestCode.DELETE_TOPIC_IN_NAMESRV)
                        .field("topic", topic)));
        for (RemotingCommand answer : answers) {
            requireSuccess("name server", answer);
        }
        core.routes().forget(topic);
    }

    /** The offset the queue's next message will get. */
    public long maxOffset(MessageQueue queue) throws ClientException, InterruptedException {
        return await(offsets.max(queue, CALL_MAX));
    }

    /** The oldest offset kept. */
    public long minOffset(MessageQueue queue) throws ClientException, InterruptedException {
        return await(offsets.min(queue, CALL_MAX));
    }

    /** The next offset the group will consume; empty if it never committed one. */
    public OptionalLong consumerOffset(String group, MessageQueue queue) throws ClientException, InterruptedException {
        return await(offsets.committed(group, queue, CALL_MAX));
    }

    /** All replica groups the name servers know. */
    public List<ReplicaGroup> groups() throws ClientException, InterruptedException {
        return await(askGroups());
    }

    /** The topic's route as the name servers have it now. */
    public TopicRoute route(String topic) throws ClientException, InterruptedException {
        return await(core.routes().fetchNow(topic));
    }

    /** What the node at "ip:port" (its port for clients) says of itself. Asked once. */
    public NodeStatus nodeStatus(String address) throws ClientException, InterruptedException {
        RemotingCommand answer = await(core.network()
                .invoke(
                        address,
                        RemotingCommand.request(NodeStatus.REQUEST_CODE),
                        core.config().requestTimeout()));
        requireSuccess(address, answer);
        try {
            return Bodies.readNodeStatus(answer.body());
        } catch (RequestException e) {
            throw new ClientException(address + ": " + e.getMessage(), e);
        }
    }

    private CompletableFuture<List<ReplicaGroup>> askGroups() {
        return core.nameServers()
                .ask(() -> RemotingCommand.request(RequestCode.GET_BROKER_CLUSTER_INFO))
                .thenApply(answer -> {
                    try {
                        requireSuccess("name server", answer);
                        return Bodies.readCluster(answer.body());
                    } catch (RequestException | ClientException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    private void callGroup(String brokerName, Supplier<RemotingCommand> request)
            throws ClientException, InterruptedException {
        GroupCall.Plan plan = new GroupCall.Plan() {
            @Override
            public CompletableFuture<Target> target(boolean maybeDone) {
                return askGroups()
                        .thenApply(groups -> groups.stream()
                                .filter(group -> group.brokerName().equals(brokerName))
                                .findFirst()
                                .map(group -> new Target(brokerName, group.leaderFirst()))
                                .orElseThrow(() -> new CompletionException(
                                        CallFailure.noRoute("no name server knows group " + brokerName))));
            }

            @Override
            public RemotingCommand request(Target target) {
                return request.get();
            }

            @Override
            public void routeDoubtful(Target target) {
                // Each round asks the name servers anyway.
            }
        };
        GroupCall.Answer answer = await(core.call(plan, core.config().requestTimeout(), CALL_MAX));
        requireSuccess(answer.address(), answer.response());
    }

    private void awaitRoute(String topic, int queueCount) throws ClientException, InterruptedException {
        long deadlineNanos = System.nanoTime() + CALL_MAX.toNanos();
        while (true) {
            CompletableFuture<TopicRoute> asked = core.routes().fetchNow(topic);
            boolean listed = await(asked.handle((route, e) -> e == null
                    && route.readableQueues().size() == queueCount
                    && route.writableQueues().size() == queueCount));
            if (listed) {
                return;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new ClientException(
                        ResponseCode.TOPIC_NOT_EXIST, "topic " + topic + " was created, but no name server lists it");
            }
            TimeUnit.MILLISECONDS.sleep(ROUTE_POLL_MILLIS);
        }
    }

    private static void requireSuccess(String who, RemotingCommand answer) throws ClientException {
        if (answer.code() != ResponseCode.SUCCESS) {
            throw new ClientException(answer.code(), who + " answered " + answer.code() + " " + answer.remark());
        }
    }

    private static <T> T await(CompletableFuture<T> call) throws ClientException, InterruptedException {
        try {
            return call.get(CALL_MAX.toMillis() + 5_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = GroupCall.unwrap(e.getCause());
            if (cause instanceof ClientException known) {
                throw known;
            }
            throw new ClientException(String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw new ClientException("no answer in time", e);
        }
    }
}
