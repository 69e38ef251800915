package io.quorate.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real producer over real sockets, against brokers that misbehave. */
@Timeout(60)
class ProducerLoopbackTest {
    private static final String TOPIC = "Orders";

    private FakeCluster cluster;
    private QuorateClient client;

    @BeforeEach
    void start() throws IOException {
        cluster = new FakeCluster(2);
        cluster.store.createTopic(TOPIC, 4);
        client = QuorateClient.open(ClientConfig.of(cluster.namesrvAddrs())
                .withInstanceName("test")
                .withRequestTimeout(Duration.ofSeconds(1)));
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    private static ProducerConfig config() {
        return ProducerConfig.of("PG")
                .withSendTimeout(Duration.ofSeconds(5))
                .withAttemptTimeout(Duration.ofMillis(300));
    }

    private static Message message(String body) {
        return Message.of(TOPIC, body.getBytes(UTF_8));
    }

    private static Message keyed(String body, String key) {
        return Message.builder(TOPIC, body.getBytes(UTF_8)).shardingKey(key).build();
    }

    private static SendException failureOf(CompletableFuture<SendReceipt> sent) throws Exception {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> sent.get(20, TimeUnit.SECONDS));
        return (SendException) failure.getCause();
    }

    private long sendsServedBy(int node) {
        return cluster.node(node).served.stream()
                .filter(code -> code == RequestCode.SEND_MESSAGE_V2)
                .count();
    }

    @Test
    void aSendIsStoredOnceWithItsUniqueKeyAndTheReceiptSaysWhere() throws Exception {
        try (Producer producer = client.newProducer(config())) {
            SendReceipt receipt = producer.send(message("hello"));
            List<FakeStore.Stored> stored = cluster.store.all(receipt.queue());
            assertThat(stored).singleElement().satisfies(it -> {
                assertThat(it.body()).isEqualTo("hello");
                assertThat(it.uniqueKey()).isEqualTo(receipt.messageId()).matches("[0-9A-F]{32}|[0-9A-F]{56}");
            });
            assertThat(receipt.queueOffset()).isZero();
            assertThat(receipt.attemptCount()).isEqualTo(1);
            assertThat(receipt.maybeDuplicated()).isFalse();
        }
    }

    @Test
    void messagesWithoutKeyGoRoundTheQueuesAndKeyedOnesStay() throws Exception {
        try (Producer producer = client.newProducer(config())) {
            List<Integer> plain = new ArrayList<>();
            List<Integer> keyed = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                plain.add(producer.send(message("p" + i)).queue().queueId());
                keyed.add(producer.send(keyed("k" + i, "customer-7")).queue().queueId());
            }
            assertThat(plain.subList(0, 4)).containsExactlyInAnyOrder(0, 1, 2, 3);
            assertThat(keyed).containsOnly(keyed.get(0));
            MessageQueue wanted = cluster.queue(TOPIC, 2);
            Message explicit =
                    Message.builder(TOPIC, new byte[] {1}).queue(wanted).build();
            assertThat(producer.send(explicit).queue()).isEqualTo(wanted);
        }
    }

    @Test
    void aBatchIsStoredInOrderInOneQueueWithAKeyForEachMessage() throws Exception {
        try (Producer producer = client.newProducer(config())) {
            SendReceipt receipt = producer.send(List.of(message("a"), message("b"), message("c")));
            assertThat(cluster.store.all(receipt.queue()))
                    .extracting(FakeStore.Stored::body)
                    .containsExactly("a", "b", "c");
            assertThat(cluster.store.all(receipt.queue()))
                    .extracting(FakeStore.Stored::uniqueKey)
                    .isEqualTo(receipt.messageIds());
        }
    }

    @Test
    void afterTheFirstForwardedAnswerSendsGoToTheNewLeaderDirectly() throws Exception {
        try (Producer producer = client.newProducer(config())) {
            producer.send(message("1"));
            cluster.electSecretly(2);
            producer.send(message("2"));
            assertThat(sendsServedBy(0)).isEqualTo(2);
            producer.send(message("3"));
            producer.send(message("4"));
            assertThat(sendsServedBy(0)).isEqualTo(2);
            assertThat(sendsServedBy(2)).isEqualTo(2);
        }
    }

    @Test
    void aKilledLeaderFailsNoSend() throws Exception {
        try (Producer producer = client.newProducer(config())) {
            producer.send(message("before"));
            int askedBefore = cluster.routeRequestCount.get();
            List<CompletableFuture<SendReceipt>> sent = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                if (i == 100) {
                    cluster.leader().close();
                }
                sent.add(producer.sendAsync(message("m" + i)));
            }
            // Nobody leads for a while: the followers say so, and the producer comes back.
            var unused = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);
            unused.execute(() -> cluster.elect(1));
            for (CompletableFuture<SendReceipt> each : sent) {
                assertThat(each.get(20, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(cluster.store.bodies(TOPIC))
                    .containsAll(IntStream.range(0, 200).mapToObj(i -> "m" + i).toList());
            assertThat(cluster.routeRequestCount.get()).isGreaterThan(askedBefore);
        }
    }

    @Test
    void aGroupThatFindsNoLeaderInTimeLeavesTheFateUnknown() throws Exception {
        cluster.nodes.forEach(node -> node.mode = FakeNode.Mode.NO_LEADER);
        ProducerConfig impatient = config().withSendTimeout(Duration.ofMillis(500));
        try (Producer producer = client.newProducer(impatient)) {
            long begun = System.nanoTime();
            SendException failure = failureOf(producer.sendAsync(message("x")));
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(450), Duration.ofSeconds(3));
            assertThat(failure.reason()).isEqualTo(SendException.Reason.TIMED_OUT);
            assertThat(failure.fate()).isEqualTo(SendException.Fate.UNKNOWN);
            assertThat(failure.attemptCount()).isGreaterThan(3);
        }
    }

    @Test
    void aSilentBrokerThatStoredTheMessageIsReportedAsUnknownAndKeepsTheKey() throws Exception {
        cluster.nodes.forEach(node -> node.mode = FakeNode.Mode.STORES_AND_IS_SILENT);
        ProducerConfig impatient = config().withSendTimeout(Duration.ofMillis(700));
        try (Producer producer = client.newProducer(impatient)) {
            SendException failure = failureOf(producer.sendAsync(keyed("x", "k")));
            assertThat(failure.fate()).isEqualTo(SendException.Fate.UNKNOWN);
            List<String> keys = IntStream.range(0, 4)
                    .mapToObj(i -> cluster.store.all(cluster.queue(TOPIC, i)))
                    .flatMap(List::stream)
                    .map(FakeStore.Stored::uniqueKey)
                    .toList();
            assertThat(keys)
                    .hasSizeGreaterThan(1)
                    .containsOnly(failure.messageIds().get(0));
        }
    }

    @Test
    void anUnreachableGroupLeavesNothingUnknown() throws Exception {
        try (Producer producer = client.newProducer(config().withSendTimeout(Duration.ofMillis(600)))) {
            client.admin().route(TOPIC);
            producer.send(message("warm"));
            cluster.nodes.forEach(FakeNode::close);
            // The first one may meet the closing connections.
            failureOf(producer.sendAsync(message("x")));
            SendException failure = failureOf(producer.sendAsync(message("y")));
            assertThat(failure.reason()).isEqualTo(SendException.Reason.TIMED_OUT);
            assertThat(failure.fate()).isEqualTo(SendException.Fate.NOT_STORED);
        }
    }

    @Test
    void aCutConnectionIsRetriedOnAnotherReplica() throws Exception {
        cluster.node(0).mode = FakeNode.Mode.HANGS_UP;
        try (Producer producer = client.newProducer(config())) {
            SendReceipt receipt = producer.send(message("x"));
            assertThat(receipt.attemptCount()).isEqualTo(2);
            assertThat(receipt.maybeDuplicated()).isTrue();
        }
    }

    @Test
    void aFinalRefusalIsReportedAtOnce() throws Exception {
        cluster.nodes.forEach(node -> node.sendCode = ResponseCode.MESSAGE_ILLEGAL);
        try (Producer producer = client.newProducer(config())) {
            SendException failure = failureOf(producer.sendAsync(message("x")));
            assertThat(failure.reason()).isEqualTo(SendException.Reason.REFUSED);
            assertThat(failure.fate()).isEqualTo(SendException.Fate.NOT_STORED);
            assertThat(failure.responseCode()).isEqualTo(ResponseCode.MESSAGE_ILLEGAL);
            assertThat(failure.attemptCount()).isEqualTo(1);
        }
    }

    @Test
    void aTopicThatDoesNotExistIsCreatedByTheFirstSend() throws Exception {
        cluster.autoCreate = true;
        try (Producer producer = client.newProducer(config().withDefaultQueueCount(3))) {
            SendReceipt receipt = producer.send(Message.of("Fresh", new byte[] {1}));
            assertThat(receipt.queue().queueId()).isLessThan(3);
            assertThat(cluster.store.queueCount("Fresh")).isEqualTo(3);
        }
    }

    @Test
    void aTopicNobodyKnowsAndNobodyCreatesIsNoRoute() throws Exception {
        try (Producer producer = client.newProducer(config())) {
            SendException failure = failureOf(producer.sendAsync(Message.of("Nowhere", new byte[] {1})));
            assertThat(failure.reason()).isEqualTo(SendException.Reason.NO_ROUTE);
            assertThat(failure.fate()).isEqualTo(SendException.Fate.NOT_STORED);
        }
    }

    @Test
    void oneNameServerIsEnoughAndForgetfulOnesDoNotHurt() throws Exception {
        cluster.stopNameServer(0);
        try (Producer producer = client.newProducer(config())) {
            producer.send(message("1"));
            cluster.nameServersEmpty = true;
            cluster.node(0).mode = FakeNode.Mode.HANGS_UP; // so that the route is asked for, and not found
            producer.send(message("2"));
            producer.send(message("3"));
            assertThat(cluster.store.bodies(TOPIC)).contains("1", "2", "3");
        }
    }

    @Test
    void withOneInFlightKeyedAsynchronousSendsKeepTheirOrderOverRetries() throws Exception {
        try (Producer producer = client.newProducer(config().withInFlightMax(1, 1 << 20))) {
            List<CompletableFuture<SendReceipt>> sent = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                sent.add(producer.sendAsync(keyed(String.format("%03d", i), "k")));
                if (i % 20 == 10) {
                    cluster.node(i / 20).mode = FakeNode.Mode.NO_LEADER;
                }
            }
            cluster.nodes.forEach(node -> node.mode = FakeNode.Mode.SERVES);
            for (CompletableFuture<SendReceipt> each : sent) {
                each.get(20, TimeUnit.SECONDS);
            }
            assertThat(cluster.store.bodies(TOPIC)).hasSize(60).isSorted();
        }
    }

    @Test
    void aboveTheBoundsSendsWaitAndThenFailAsOverloaded() throws Exception {
        cluster.nodes.forEach(node -> node.mode = FakeNode.Mode.SILENT);
        ProducerConfig narrow = config().withSendTimeout(Duration.ofMillis(400))
                .withInFlightMax(1, 1 << 20)
                .withWaitingMax(1);
        try (Producer producer = client.newProducer(narrow)) {
            CompletableFuture<SendReceipt> first = producer.sendAsync(message("1"));
            CompletableFuture<SendReceipt> second = producer.sendAsync(message("2"));
            CompletableFuture<SendReceipt> third = producer.sendAsync(message("3"));
            assertThat(third).isCompletedExceptionally();
            assertThat(failureOf(third).reason()).isEqualTo(SendException.Reason.OVERLOADED);
            assertThat(failureOf(third).fate()).isEqualTo(SendException.Fate.NOT_STORED);
            assertThat(second).as("it waits in line").isNotDone();
            assertThat(failureOf(first).reason()).isEqualTo(SendException.Reason.TIMED_OUT);
            // Its turn comes just before or just after its own deadline: it ends, one way or the other.
            assertThat(failureOf(second).reason())
                    .isIn(SendException.Reason.TIMED_OUT, SendException.Reason.OVERLOADED);
        }
    }

    @Test
    void closeWaitsForWhatIsUnderWayAndTakesNoMore() throws Exception {
        Producer producer = client.newProducer(config());
        List<CompletableFuture<SendReceipt>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add(producer.sendAsync(message("m" + i)));
        }
        producer.close();
        assertThat(sent).allSatisfy(each -> assertThat(each).isCompleted());
        assertThat(failureOf(producer.sendAsync(message("late"))).reason()).isEqualTo(SendException.Reason.CLOSED);
    }

    @Test
    void onewayAsksForNoAnswer() throws Exception {
        try (Producer producer = client.newProducer(config())) {
            producer.sendOneway(message("shout")).get(5, TimeUnit.SECONDS);
            Poll.until(() -> cluster.store.bodies(TOPIC).contains("shout"));
        }
    }

    @Test
    void messagesNoBrokerWouldTakeAreRefusedBeforeTheyTravel() {
        assertThatThrownBy(() -> Message.of(TOPIC, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Message.of("no.dots", new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Message.of(TOPIC, new byte[Message.BODY_BYTES_MAX + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Message.builder(TOPIC, new byte[1]).property("UNIQ_KEY", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
