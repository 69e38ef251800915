package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The example programs that RocketMQ 5.5.0 ships, run as they are, each in a process of its own: only the NameServer's address is
 * given, by the system property that every RocketMQ client reads. Some have 127.0.0.1:9876 written into them.
 *
 * <p>Not run: the consumers of {@code lmq}, for light queues are not there (nor are they on a RocketMQ broker with enableLmq=false, its
 * default); {@code simple.AclClient} and {@code benchmark.AclClient}, which need users; the rest of {@code benchmark}, which never ends and
 * measures; {@code OpenTracing*}, which want a Jaeger agent; {@code openmessaging}, which is a layer of its own over the same
 * client; {@code simple.PullConsumer}, which prints nothing. {@code simple.CachedQueue}, {@code simple.RandomAsyncCommit} and {@code batch.ListSplitter} are parts of others.
 */
class OfficialExamplesTest {
    /** Undecided transactions are asked for within seconds, not within half a minute. */
    @RegisterExtension
    static final GroupExtension GROUP =
            new GroupExtension(Map.of("transactionTimeOut", "1000", "transactionCheckInterval", "2000"));

    private static final String PACKAGE = "org.apache.rocketmq.example.";
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int WELL_KNOWN_PORT = 9876;
    private static final int TRIES_MAX = 3;

    private final List<JvmProcess> running = new ArrayList<>();

    @AfterEach
    void endAll() {
        running.forEach(JvmProcess::close);
    }

    private JvmProcess start(String program, String... arguments) throws IOException {
        LocalGroup group = GROUP.group();
        Path dir = Files.createDirectories(group.dir().resolve("clients"));
        JvmProcess process = OfficialClient.TOOLS_V5_5.startProgram(
                PACKAGE + program, group.namesrvAddress(), dir.resolve(program + ".out"), List.of(arguments));
        running.add(process);
        return process;
    }

    /** They end where an answer takes more than the 3 s they allow, as it may on a machine that starts five of them at once. */
    private JvmProcess startUntil(String program, String regex) throws IOException {
        for (int tries = 1; ; tries++) {
            JvmProcess process = start(program);
            int ends = tries;
            Await.until(
                    regex + " of " + program,
                    TIMEOUT,
                    () -> printed(process, regex) > 0 || printed(process, "Exception in thread \"main\"") >= ends);
            if (printed(process, regex) > 0) {
                return process;
            }
            process.close();
            assertThat(tries).as("%s: %s", program, lastWords(process)).isLessThan(TRIES_MAX);
        }
    }

    /** To its end. */
    private JvmProcess run(String program, String... arguments) throws IOException {
        JvmProcess process = start(program, arguments);
        assertThat(process.awaitExit(TIMEOUT))
                .as("%s ends: %s", program, lastWords(process))
                .isTrue();
        assertThat(process.exitCode()).as("%s: %s", program, lastWords(process)).isZero();
        return process;
    }

    private static String lastWords(JvmProcess process) {
        return String.join("\n", process.outputTail(10));
    }

    private static long printed(JvmProcess process, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return process.outputTail(Integer.MAX_VALUE).stream()
                .filter(line -> pattern.matcher(line).find())
                .count();
    }

    private static void awaitPrinted(JvmProcess process, long count, String regex) {
        try {
            Await.until(count + " times " + regex, TIMEOUT, () -> printed(process, regex) >= count);
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + ", printed " + printed(process, regex) + " times; at last:\n" + lastWords(process),
                    e);
        }
    }

    private static long messagesIn(String topic) {
        return Topics.messageCount(GROUP.group(), topic);
    }

    private static void awaitMessages(String topic, long count) {
        Await.until(count + " messages in " + topic, TIMEOUT, () -> messagesIn(topic) >= count);
        assertThat(messagesIn(topic)).isEqualTo(count);
    }

    private static void create(String topic) throws IOException {
        Topics.create(GROUP.group(), topic);
    }

    @Test
    void quickstartAndBroadcast() throws Exception {
        create("TopicTest");
        long before = messagesIn("TopicTest"); // other examples send there, too
        JvmProcess everybody = start("broadcast.PushConsumer");
        awaitPrinted(everybody, 1, "Broadcast Consumer Started");
        JvmProcess producer = run("quickstart.Producer");
        assertThat(printed(producer, "sendStatus=SEND_OK")).isEqualTo(1000);
        assertThat(messagesIn("TopicTest")).isEqualTo(before + 1000);
        JvmProcess consumer = start("quickstart.Consumer");
        JvmProcess puller = start("simple.LitePullConsumerSubscribe");
        awaitPrinted(consumer, 1000, "Receive New Messages: \\[MessageExt");
        awaitPrinted(puller, 1, "topic=.?TopicTest");
        // It wants what comes after it came, and may have come when some were there already.
        awaitPrinted(everybody, 500, "Receive New Messages: \\[MessageExt");
    }

    @Test
    void operationWithItsOwnArguments() throws Exception {
        run("operation.Producer", "-g", "op-producers", "-t", "OperationTopic", "-a", "TagO", "-k", "KeyO", "-c", "20");
        assertThat(messagesIn("OperationTopic")).isEqualTo(20);
        JvmProcess consumer =
                start("operation.Consumer", "-g", "op-consumers", "-t", "OperationTopic", "-s", "*", "-f", "false");
        awaitPrinted(consumer, 20, "Hello RocketMQ|MessageExt \\[");
    }

    @Test
    void batchesAndTags() throws Exception {
        JvmProcess batch = start("batch.SimpleBatchProducer");
        awaitPrinted(batch, 1, "sendStatus=SEND_OK.*");
        awaitMessages("BatchTest", 3);
        start("batch.SplitBatchProducer"); // a list of more than one request can hold, cut into some
        awaitMessages("BatchTest", 3 + 100_000);
        assertThat(printed(run("filter.TagFilterProducer"), "sendStatus=SEND_OK"))
                .isEqualTo(60);
        JvmProcess consumer = start("filter.TagFilterConsumer");
        awaitPrinted(consumer, 40, "Receive New Messages: \\[MessageExt");
        assertThat(printed(consumer, "TagB")).isZero();
    }

    @Test
    void asynchronous() throws Exception {
        JvmProcess producer = run("simple.AsyncProducer");
        assertThat(printed(producer, " OK [0-9A-F]{32,}")).isEqualTo(100);
        assertThat(messagesIn("Jodie_topic_1023")).isEqualTo(100);
    }

    @Test
    void ordered() throws Exception {
        create("TopicTestjjj"); // it gives the first of its sends no second try
        assertThat(printed(run("ordermessage.Producer"), "sendStatus=SEND_OK")).isEqualTo(100);
        assertThat(messagesIn("TopicTestjjj")).isEqualTo(100);
        create("TopicTest");
        JvmProcess consumer = start("ordermessage.Consumer");
        awaitPrinted(consumer, 1, "Consumer Started");
        assertThat(printed(run("simple.Producer"), "sendStatus=SEND_OK")).isEqualTo(128);
        awaitPrinted(consumer, 1, "Receive New Messages: \\[MessageExt|MessageExt \\[");
    }

    /** Ten messages, numbered: of the numbers 0 to 3 those with one of two tags out of three. */
    @Test
    void filteredBySql() throws Exception {
        create("SqlFilterTest");
        assertThat(printed(run("filter.SqlFilterProducer"), "sendStatus=SEND_OK"))
                .isEqualTo(10);
        JvmProcess consumer = start("filter.SqlFilterConsumer");
        awaitPrinted(consumer, 3, "Receive New Messages: \\[MessageExt");
        assertThat(printed(consumer, "TAGS=TagC")).isZero();
    }

    @Test
    void delayed() throws Exception {
        create("TestTopic");
        create("TimerTopic");
        JvmProcess levels = start("schedule.ScheduledMessageConsumer");
        JvmProcess times = start("schedule.TimerMessageConsumer");
        run("schedule.ScheduledMessageProducer");
        run("schedule.TimerMessageProducer");
        awaitPrinted(levels, 100, "Receive message\\[msgId=.* \\d+  ms later\\]");
        awaitPrinted(times, 10, "Receive message\\[msgId=.* \\d+  ms later\\]");
        awaitMessages("TestTopic", 100);
        awaitMessages("TimerTopic", 10);
    }

    /** Its listener knows of none at first; asked later, it commits one in three and rolls back one in three. */
    @Test
    void transactions() throws Exception {
        JvmProcess producer = start("transaction.TransactionProducer");
        awaitPrinted(producer, 10, "sendStatus=SEND_OK");
        awaitMessages("TopicTest1234", 3);
    }

    @Test
    void traced() throws Exception {
        long before = messagesIn("TopicTest");
        run("tracemessage.TraceProducer");
        assertThat(messagesIn("TopicTest")).isEqualTo(before + 128);
        Await.until("traces", TIMEOUT, () -> messagesIn("RMQ_SYS_TRACE_TOPIC") > 0);
    }

    @Test
    @SuppressWarnings("try") // the relay is there for the programs
    void requestsAndReplies() throws Exception {
        create("RequestTopic");
        try (PortRelay relay = wellKnownPort()) {
            assertThat(relay.port()).isEqualTo(WELL_KNOWN_PORT);
            JvmProcess responder = start("rpc.ResponseConsumer");
            awaitPrinted(responder, 1, "Consumer Started");
            JvmProcess requester = run("rpc.RequestProducer");
            assertThat(printed(requester, "request to <RequestTopic> cost: \\d+ replyMessage: "))
                    .as(lastWords(requester))
                    .isEqualTo(1);
            long before = messagesIn("TopicTest");
            run("simple.OnewayProducer");
            Await.until("sends without an answer", TIMEOUT, () -> messagesIn("TopicTest") == before + 100);
        }
    }

    /** Consumers that ask for messages themselves, or pop them. */
    @Test
    void pulledAndPopped() throws Exception {
        create("TopicTest");
        create("TopicTest1");
        run("simple.Producer");
        JvmProcess popping = startUntil("simple.PopConsumer", "Consumer Started");
        JvmProcess tracing = startUntil("tracemessage.TracePushConsumer", "Consumer Started");
        startUntil("simple.LitePullConsumerAssign", "topic=.?TopicTest"); // it wants to skip ten of its first queue
        JvmProcess filtering = startUntil("simple.LitePullConsumerAssignWithSubExpression", "TAGS=TagA");
        JvmProcess scheduled = start("simple.PullScheduleService");
        run("simple.Producer");
        awaitPrinted(tracing, 1, "Receive New Messages: \\[MessageExt");
        awaitPrinted(popping, 1, "Receive New Messages: \\[MessageExt");
        awaitPrinted(scheduled, 1, "FOUND");
        assertThat(printed(filtering, "TAGS=Tag[^A]")).isZero();
    }

    @Test
    @SuppressWarnings("try") // the relay is there for the programs
    void namespacesAndLightQueues() throws Exception {
        create("NAMESPACE_TOPIC");
        create("TopicLMQParent");
        try (PortRelay relay = wellKnownPort()) {
            assertThat(relay.port()).isEqualTo(WELL_KNOWN_PORT);
            // They go on where a send was not answered in time.
            JvmProcess producer = run("namespace.ProducerWithNamespace");
            long count = printed(producer, "send success");
            assertThat(count).isBetween(50L, 100L);
            assertThat(messagesIn("NAMESPACE_TOPIC")).isBetween(count, 100L);
            JvmProcess pushed = start("namespace.PushConsumerWithNamespace");
            JvmProcess pulled = start("namespace.PullConsumerWithNamespace");
            // Stored for consumers of the topic itself: there are no light queues.
            assertThat(printed(run("lmq.LMQProducer"), "sendStatus=SEND_OK")).isBetween(100L, 128L);
            assertThat(messagesIn("TopicLMQParent")).isBetween(100L, 128L);
            awaitPrinted(pushed, count, "Msg topic is:NAMESPACE_TOPIC");
            awaitPrinted(
                    pulled, count / 8, "Topic is:NAMESPACE_TOPIC"); // it waits in each queue until something more comes
        }
    }

    private static PortRelay wellKnownPort() {
        try {
            return new PortRelay(WELL_KNOWN_PORT, GROUP.group().namesrvPort());
        } catch (IOException taken) {
            Assumptions.abort("the port " + WELL_KNOWN_PORT + ", written into these examples, is taken here: " + taken);
            throw new AssertionError(taken);
        }
    }
}
