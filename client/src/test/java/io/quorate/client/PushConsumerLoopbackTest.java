package io.quorate.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real consumers over real sockets, against brokers that misbehave. */
@Timeout(60)
class PushConsumerLoopbackTest {
    private static final String TOPIC = "Orders";
    private static final String GROUP = "CG";
    private static final ConsumerConfig.Timing FAST = new ConsumerConfig.Timing(
            Duration.ofMillis(300),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            Duration.ofMillis(200));

    private final ConcurrentLinkedQueue<MessageView> seen = new ConcurrentLinkedQueue<>();
    private final List<QuorateClient> clients = new ArrayList<>();
    private FakeCluster cluster;
    private Producer producer;

    @BeforeEach
    void start() throws IOException {
        cluster = new FakeCluster(1);
        cluster.store.createTopic(TOPIC, 4);
        producer = client("producer").newProducer(ProducerConfig.of("PG").withAttemptTimeout(Duration.ofMillis(300)));
    }

    @AfterEach
    void stop() {
        clients.forEach(QuorateClient::close);
        cluster.close();
    }

    private QuorateClient client(String name) {
        QuorateClient client = QuorateClient.open(ClientConfig.of(cluster.namesrvAddrs())
                .withInstanceName(name)
                .withRequestTimeout(Duration.ofMillis(500)));
        clients.add(client);
        return client;
    }

    private static ConsumerConfig config() {
        return ConsumerConfig.of(GROUP, TOPIC, "*")
                .withStartFrom(StartFrom.FIRST)
                .withTiming(FAST);
    }

    private Outcome record(List<MessageView> messages) {
        seen.addAll(messages);
        return Outcome.SUCCESS;
    }

    private List<String> seenBodies() {
        return seen.stream().map(view -> new String(view.body(), UTF_8)).toList();
    }

    private void send(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            producer.send(Message.of(TOPIC, ("m" + i).getBytes(UTF_8)));
        }
    }

    private static List<String> bodies(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    private void untilSeen(int from, int to) throws InterruptedException {
        Poll.until(() -> new HashSet<>(seenBodies()).containsAll(bodies(from, to)));
    }

    private void untilCommitted(int queueId, long offset) throws InterruptedException {
        MessageQueue queue = cluster.queue(TOPIC, queueId);
        Poll.until(() -> {
            Long committed = cluster.store.committed(GROUP, queue);
            return committed != null && committed == offset;
        });
    }

    @Test
    void everyMessageIsDeliveredOnceAndItsOffsetCommitted() throws Exception {
        send(0, 40);
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), this::record)) {
            untilSeen(0, 40);
            send(40, 60);
            untilSeen(40, 60);
            assertThat(seenBodies()).hasSize(60);
            assertThat(consumer.assignedQueues()).hasSize(4);
            for (int queueId = 0; queueId < 4; queueId++) {
                untilCommitted(queueId, 15);
            }
        }
        assertThat(cluster.node(0).membersOf(GROUP)).isEmpty();
    }

    @Test
    void closeCommitsWhatWasDone() throws Exception {
        ConsumerConfig.Timing rarely = new ConsumerConfig.Timing(
                FAST.suspend(), Duration.ofHours(1), FAST.rebalanceInterval(), FAST.laterDelay(), FAST.laterDelayMax());
        send(0, 8);
        PushConsumer consumer = client("c1").newPushConsumer(config().withTiming(rarely), this::record);
        untilSeen(0, 8);
        consumer.close();
        for (int queueId = 0; queueId < 4; queueId++) {
            assertThat(cluster.store.committed(GROUP, cluster.queue(TOPIC, queueId)))
                    .isEqualTo(2);
        }
    }

    @Test
    void onlyMessagesWithTheTagAreDeliveredThoughTheBrokerSendsAll() throws Exception {
        for (int i = 0; i < 12; i++) {
            producer.send(Message.builder(TOPIC, ("m" + i).getBytes(UTF_8))
                    .tag(i % 3 == 0 ? "red" : i % 3 == 1 ? "green" : "blue")
                    .build());
        }
        ConsumerConfig tagged = ConsumerConfig.of(GROUP, TOPIC, "red || blue")
                .withStartFrom(StartFrom.FIRST)
                .withTiming(FAST);
        try (PushConsumer consumer = client("c1").newPushConsumer(tagged, this::record)) {
            for (int queueId = 0; queueId < 4; queueId++) {
                untilCommitted(queueId, 3); // the green ones are passed over
            }
            assertThat(seen).hasSize(8).noneMatch(view -> view.tag().equals(Optional.of("green")));
            assertThat(consumer.config()).isEqualTo(tagged);
        }
    }

    @Test
    void aCompressedBodyIsInflated() throws Exception {
        byte[] large = "all work and no play ".repeat(1000).getBytes(UTF_8);
        try (Producer compressing =
                client("p2").newProducer(ProducerConfig.of("PG2").withCompressAboveBytes(4096))) {
            compressing.send(Message.of(TOPIC, large));
        }
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), this::record)) {
            Poll.until(() -> !seen.isEmpty());
            MessageView view = seen.element();
            assertThat(view.isCompressed()).isTrue();
            assertThat(view.storedBody().length).isLessThan(large.length / 4);
            assertThat(view.body()).isEqualTo(large);
            assertThat(consumer.assignedQueues()).isNotEmpty();
        }
    }

    @Test
    void aNewGroupStartsWhereItIsToldAndOnlyOnADefiniteWordThatItIsNew() throws Exception {
        send(0, 4);
        // What a replica may say that does not know: believing it would skip the first four messages of a known group.
        cluster.nodes.forEach(node -> {
            for (int i = 0; i < 8; i++) {
                node.offsetCodes.add(i % 2 == 0 ? ResponseCode.SYSTEM_ERROR : ResponseCode.SERVICE_NOT_AVAILABLE);
            }
        });
        for (int queueId = 0; queueId < 4; queueId++) {
            cluster.store.commit(GROUP, cluster.queue(TOPIC, queueId), 0);
        }
        ConsumerConfig last = config().withStartFrom(StartFrom.LAST);
        try (PushConsumer known = client("c1").newPushConsumer(last, this::record)) {
            untilSeen(0, 4);
            assertThat(known.assignedQueues()).hasSize(4);
        }
        seen.clear();
        ConsumerConfig fresh = ConsumerConfig.of("CG2", TOPIC, "*").withTiming(FAST);
        try (PushConsumer consumer = client("c2").newPushConsumer(fresh, this::record)) {
            Poll.until(() -> IntStream.range(0, 4)
                    .allMatch(id -> cluster.store.committed("CG2", cluster.queue(TOPIC, id)) != null));
            send(4, 8);
            untilSeen(4, 8);
            assertThat(seenBodies()).hasSize(4);
            assertThat(consumer.assignedQueues()).hasSize(4);
        }
    }

    @Test
    void aCommittedOffsetNeverPassesAMessageThatIsNotDone() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        MessageQueue queue = cluster.queue(TOPIC, 1);
        for (int i = 0; i < 10; i++) {
            producer.send(Message.builder(TOPIC, ("m" + i).getBytes(UTF_8))
                    .queue(queue)
                    .build());
        }
        MessageListener stuckAtThree = messages -> {
            if (messages.get(0).queueOffset() == 3) {
                release.await();
            }
            return record(messages);
        };
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), stuckAtThree)) {
            Poll.until(() -> seen.size() == 9);
            untilCommitted(1, 3);
            release.countDown();
            untilCommitted(1, 10);
            assertThat(consumer.assignedQueues()).contains(queue);
        }
    }

    @Test
    void laterBringsAMessageBackUntilItSucceeds() throws Exception {
        MessageQueue queue = cluster.queue(TOPIC, 0);
        producer.send(Message.builder(TOPIC, "m0".getBytes(UTF_8)).queue(queue).build());
        MessageListener thirdTime = messages -> {
            seen.addAll(messages);
            if (messages.get(0).deliveryCount() == 1) {
                throw new IllegalStateException("not yet");
            }
            return messages.get(0).deliveryCount() == 3 ? Outcome.SUCCESS : Outcome.LATER;
        };
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), thirdTime)) {
            untilCommitted(0, 1);
            assertThat(seen).extracting(MessageView::deliveryCount).containsExactly(1, 2, 3);
            assertThat(consumer.assignedQueues()).contains(queue);
        }
    }

    @Test
    void membersShareTheQueuesAndTakeOverWhenOneLeaves() throws Exception {
        PushConsumer first = client("c1").newPushConsumer(config(), this::record);
        Poll.until(() -> first.assignedQueues().size() == 4);
        PushConsumer second = client("c2").newPushConsumer(config(), this::record);
        Poll.until(() ->
                first.assignedQueues().size() == 2 && second.assignedQueues().size() == 2);
        Set<MessageQueue> all = new HashSet<>(first.assignedQueues());
        all.addAll(second.assignedQueues());
        assertThat(all).hasSize(4);
        send(0, 20);
        untilSeen(0, 20);
        first.close();
        Poll.until(() -> second.assignedQueues().size() == 4);
        send(20, 40);
        untilSeen(20, 40);
        assertThat(seenBodies())
                .as("an orderly change of hands repeats nothing")
                .hasSize(40);
    }

    @Test
    void aKilledLeaderStopsNobodyAndNothingIsSkipped() throws Exception {
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), this::record)) {
            send(0, 20);
            untilSeen(0, 20);
            cluster.leader().close();
            cluster.elect(1);
            send(20, 40);
            untilSeen(20, 40);
            assertThat(seenBodies()).hasSize(40);
            for (int queueId = 0; queueId < 4; queueId++) {
                untilCommitted(queueId, 10);
            }
            Poll.until(() -> cluster.node(1).membersOf(GROUP).size() == 1);
            assertThat(consumer.assignedQueues()).hasSize(4);
        }
    }

    @Test
    void aSilentLeaderIsLeftForAnotherReplica() throws Exception {
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), this::record)) {
            send(0, 4);
            untilSeen(0, 4);
            cluster.node(0).mode = FakeNode.Mode.SILENT;
            cluster.electSecretly(1);
            send(4, 12);
            untilSeen(4, 12);
            assertThat(consumer.assignedQueues()).hasSize(4);
        }
    }

    @Test
    void aRestartedBrokerHearsOfItsMembersAgainAtOnce() throws Exception {
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), this::record)) {
            Poll.until(() -> cluster.nodes.stream()
                    .allMatch(node -> node.membersOf(GROUP).size() == 1));
            cluster.node(2).close();
            Poll.until(() -> cluster.node(2).membersOf(GROUP).isEmpty());
            cluster.node(2).start();
            Poll.until(() -> cluster.node(2).membersOf(GROUP).size() == 1);
            assertThat(consumer.assignedQueues()).isNotNull();
        }
    }

    @Test
    void anOffsetSaidToBeOutsideTheQueueIsBelievedOnlyWhenRepeated() throws Exception {
        cluster.store.createTopic(TOPIC, 1);
        for (int queueId = 0; queueId < 1; queueId++) {
            cluster.store.commit(GROUP, cluster.queue(TOPIC, queueId), 0);
        }
        send(0, 3);
        // A replica that lags: it takes offset 3 for too large.
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), this::record)) {
            untilSeen(0, 3);
            cluster.nodes.forEach(
                    node -> node.pullAnswers.add(FakeNode.pullResponse(ResponseCode.PULL_OFFSET_MOVED, 1, 0, 1)));
            Poll.until(() -> cluster.node(0).pullAnswers.isEmpty());
            send(3, 6);
            untilSeen(3, 6);
            assertThat(seenBodies()).as("nothing came again").hasSize(6);
            assertThat(consumer.assignedQueues()).hasSize(1);
        }
    }

    @Test
    void whatHasExpiredIsPassedOverInTheEnd() throws Exception {
        cluster.store.createTopic(TOPIC, 1);
        cluster.store.commit(GROUP, cluster.queue(TOPIC, 0), 5);
        cluster.store.beginAt(cluster.queue(TOPIC, 0), 100);
        send(0, 3);
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), this::record)) {
            untilSeen(0, 3);
            assertThat(seen).extracting(MessageView::queueOffset).containsExactlyInAnyOrder(100L, 101L, 102L);
            untilCommitted(0, 103);
            assertThat(consumer.assignedQueues()).hasSize(1);
        }
    }

    @Test
    void aDamagedRecordIsNotDeliveredButReadFromAnotherReplica() throws Exception {
        cluster.store.createTopic(TOPIC, 1);
        send(0, 1);
        byte[] record = cluster.store
                .all(cluster.queue(TOPIC, 0))
                .get(0)
                .record()
                .array()
                .clone();
        record[88] ^= 1; // first byte of the body
        cluster.node(0)
                .pullAnswers
                .add(FakeNode.pullResponse(ResponseCode.SUCCESS, 1, 0, 1).body(record));
        try (PushConsumer consumer = client("c1").newPushConsumer(config(), this::record)) {
            untilSeen(0, 1);
            assertThat(seenBodies()).containsExactly("m0");
            assertThat(cluster.node(0).pullAnswers).isEmpty();
            assertThat(cluster.node(1).served).contains(RequestCode.PULL_MESSAGE);
            assertThat(consumer.assignedQueues()).hasSize(1);
        }
    }

    @Test
    void aFullQueueStopsPullingUntilTheListenerCatchesUp() throws Exception {
        cluster.store.createTopic(TOPIC, 1);
        send(0, 30);
        CountDownLatch release = new CountDownLatch(1);
        MessageListener stuck = messages -> {
            release.await();
            return record(messages);
        };
        ConsumerConfig narrow =
                config().withListenerThreads(1).withLimits(new ConsumerConfig.Limits(4, 8, 1 << 20, 100));
        try (PushConsumer consumer = client("c1").newPushConsumer(narrow, stuck)) {
            Poll.until(() -> pullsServed() == 2);
            // Were it to pull on, the broker would answer at once, since there are messages: a rebalance later
            // it has not.
            Poll.until(() -> cluster.node(0).served.stream()
                            .filter(code -> code == RequestCode.GET_CONSUMER_LIST_BY_GROUP)
                            .count()
                    >= 2);
            assertThat(pullsServed()).isEqualTo(2);
            release.countDown();
            untilSeen(0, 30);
            assertThat(seenBodies()).as("one thread keeps the order").isEqualTo(bodies(0, 30));
            assertThat(consumer.assignedQueues()).hasSize(1);
        }
    }

    private long pullsServed() {
        return cluster.node(0).served.stream()
                .filter(code -> code == RequestCode.PULL_MESSAGE)
                .count();
    }

    @Test
    void aClientHasOneConsumerOfAGroup() {
        QuorateClient client = client("c1");
        try (PushConsumer consumer = client.newPushConsumer(config(), this::record)) {
            assertThatThrownBy(() -> client.newPushConsumer(config(), this::record))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(GROUP);
            assertThat(consumer.config().group()).isEqualTo(GROUP);
        }
    }
}
