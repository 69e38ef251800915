package io.quorate.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.cluster.ClientCalls;
import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.config.LiveConfig;
import io.quorate.broker.lock.QueueLocks;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.TestReplica;
import io.quorate.broker.stats.MessageStats;
import io.quorate.broker.timer.LogClock;
import io.quorate.broker.timer.Timers;
import io.quorate.protocol.RequestCode;
import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.Role;
import io.quorate.raft.runtime.ReadOutcome;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.raft.runtime.TransferOutcome;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RemotingCommand;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/PROTOCOL.md lists every request code of RocketMQ, and says truly what a broker does with it. */
class ProtocolCoverageTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "../docs/PROTOCOL.md");
    private static final Pattern ROW =
            Pattern.compile("\\| (\\d+) \\| ([A-Z0-9_]+) \\| (served|forwarded|sent|planned|refused|-) \\| .*");
    private static final Set<Integer> OURS = Set.of(
            QuorateCode.NODE_STATUS,
            QuorateCode.TRANSFER_LEADERSHIP,
            QuorateCode.MEMBERS,
            QuorateCode.CHANGE_MEMBERSHIP,
            QuorateCode.LEADER_STATUS);

    private record Row(String name, String state) {}

    @Test
    void everyCodeHasItsRow() throws Exception {
        Map<Integer, String> codes = new TreeMap<>();
        for (Field field : RequestCode.class.getFields()) {
            codes.put(field.getInt(null), field.getName());
        }
        Map<Integer, String> listed = new TreeMap<>();
        rows().forEach((code, row) -> listed.put(code, row.name()));
        assertThat(listed).isEqualTo(codes);
    }

    @Test
    void servedAreThoseThatHaveAHandler() throws IOException {
        Set<Integer> handled = new TreeSet<>(handlers(new Follower()).codes());
        assertThat(handled).containsAll(OURS);
        handled.removeAll(OURS);
        Set<Integer> listed = codesListedAs("served");
        listed.addAll(codesListedAs("forwarded"));
        assertThat(listed).isEqualTo(handled);
    }

    @Test
    void forwardedAreThoseThatAFollowerPassesOn() throws Exception {
        Follower follower = new Follower();
        HandlerTable handlers = handlers(follower);
        for (int code : handlers.codes()) {
            ask(handlers, code);
        }
        Set<Integer> expected = new TreeSet<>(codesListedAs("forwarded"));
        expected.add(QuorateCode.CHANGE_MEMBERSHIP);
        expected.add(QuorateCode.LEADER_STATUS);
        assertThat(follower.forwarded).isEqualTo(expected);
    }

    /** Whoever asks how things stand sees all that was acknowledged before, on any replica. */
    @Test
    void whatIsAskedOfTheStateIsAskedOfTheGroupFirst() throws Exception {
        Follower follower = new Follower();
        HandlerTable handlers = handlers(follower);
        Set<Integer> asksTheGroup = new TreeSet<>();
        for (int code : handlers.codes()) {
            follower.reads = 0;
            ask(handlers, code);
            if (follower.reads > 0) {
                asksTheGroup.add(code);
            }
        }
        assertThat(asksTheGroup)
                .containsExactlyInAnyOrder(
                        RequestCode.QUERY_MESSAGE,
                        RequestCode.GET_ALL_MESSAGE_REQUEST_MODE,
                        RequestCode.GET_MAX_OFFSET,
                        RequestCode.GET_MIN_OFFSET,
                        RequestCode.GET_EARLIEST_MSG_STORETIME,
                        RequestCode.SEARCH_OFFSET_BY_TIMESTAMP,
                        RequestCode.GET_CONSUME_STATS,
                        RequestCode.GET_BROKER_CONSUME_STATS,
                        RequestCode.GET_ALL_CONSUMER_OFFSET,
                        RequestCode.QUERY_CONSUME_TIME_SPAN,
                        RequestCode.QUERY_CONSUME_QUEUE,
                        RequestCode.QUERY_TOPIC_CONSUME_BY_WHO,
                        RequestCode.QUERY_TOPICS_BY_CONSUMER,
                        RequestCode.QUERY_CORRECTION_OFFSET,
                        RequestCode.GET_TOPIC_STATS_INFO,
                        RequestCode.GET_TOPIC_CONFIG,
                        RequestCode.GET_ALL_TOPIC_CONFIG,
                        RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER,
                        RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG);
    }

    @SuppressWarnings("IllegalCatch") // a follower serves some of these itself, and finds nothing of what it would need
    private static void ask(HandlerTable handlers, int code) {
        try {
            handlers.handlerOf(code)
                    .handle(new LooseRequest(
                            RemotingCommand.request(code),
                            response -> response.body().release()));
        } catch (Exception servedHere) {
            assertThat(servedHere).isNotNull();
        }
    }

    private static Set<Integer> codesListedAs(String state) throws IOException {
        return rows().entrySet().stream()
                .filter(each -> each.getValue().state().equals(state))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<Integer, Row> rows() throws IOException {
        Map<Integer, Row> rows = new TreeMap<>();
        // Our own codes stand below, in a table of their own.
        for (String line : Files.readString(PAGE).split("\n## Our own\n", 2)[0].split("\n", -1)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(Integer.parseInt(row.group(1)), new Row(row.group(2), row.group(3)));
            } else {
                assertThat(line).as("a row that cannot be read").doesNotMatch("\\| \\d+ .*");
            }
        }
        return rows;
    }

    /** The table as a broker makes it; of what the handlers work with only what making them takes. */
    private static HandlerTable handlers(ReplicaHandle replica) throws IOException {
        BrokerConfig config = BrokerConfig.of(new Properties());
        BrokerState state = TestReplica.detachedState();
        ClientRegistry clients = new ClientRegistry(group -> {});
        LeaderGate gate = new LeaderGate(replica, config.limits(), Runnable::run, () -> 0);
        return RequestHandlers.table(new RequestHandlers.Parts(
                config,
                LiveConfig.open(config),
                replica,
                state,
                null,
                null,
                null,
                null,
                null,
                clients,
                new ClientCalls(clients),
                gate,
                new ReadGate(replica, gate, config.limits(), Runnable::run, () -> 0),
                new ReadGate(replica, gate, config.limits(), Runnable::run, () -> 0),
                new LogWrites(replica, config.limits(), 1 << 20, Runnable::run, () -> 0),
                new Traffic(),
                new MessageStats("c", () -> 0),
                new ForeignUse(() -> 0),
                new QueueLocks(state, 60_000, new LogClock(state, () -> 0)),
                null,
                null,
                null,
                Runnable::run,
                Runnable::run,
                null,
                new Timers(
                        config.timers(),
                        state,
                        null,
                        Runnable::run,
                        replica::propose,
                        1 << 20,
                        new LogClock(state, () -> 0)),
                null,
                null,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911),
                "test",
                () -> 0));
    }

    /** A follower that knows its leader, and notes what is passed on to it. */
    private static final class Follower extends IdleReplica {
        final Set<Integer> forwarded = new TreeSet<>();
        int reads;

        @Override
        public ReplicaView view() {
            return view(Role.FOLLOWER, 1, Optional.of(new NodeId("n2")), false);
        }

        @Override
        public void releaseUpTo(long position, boolean urgent) {
            // It keeps no log.
        }

        @Override
        public CompletableFuture<RemotingCommand> forward(
                RemotingCommand request, InetSocketAddress client, Duration timeout) {
            forwarded.add(request.code());
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<ReadOutcome> readIndex() {
            reads++;
            return CompletableFuture.completedFuture(new ReadOutcome.Current(0));
        }

        @Override
        public CompletableFuture<NodeView> describe() {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<TransferOutcome> transferLeadership(Optional<NodeId> target) {
            return CompletableFuture.completedFuture(TransferOutcome.refused("a fake hands nothing over"));
        }
    }
}
