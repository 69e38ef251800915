package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes from outside may be anything. It gets RocketMQ's code and a remark, or its connection is cut; others see nothing. */
class BadInputTest {
    private static final int BODY_BYTES_MAX = 64 * 1024;

    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension(Map.of("maxMessageSize", String.valueOf(BODY_BYTES_MAX)));

    private static final int SEND_MESSAGE = 10;
    private static final int PULL_MESSAGE = 11;
    private static final int UNKNOWN_REQUEST = 4242;

    private static final int SUCCESS = 0;
    private static final int SYSTEM_ERROR = 1;
    private static final int REQUEST_CODE_NOT_SUPPORTED = 3;
    private static final int MESSAGE_ILLEGAL = 13;
    private static final int TOPIC_NOT_EXIST = 17;
    private static final int INVALID_PARAMETER = 29;

    private static final byte[] BODY = "hello".getBytes(StandardCharsets.UTF_8);

    /** Opened before the bad input, used after it: whoever is connected must not notice. */
    private RawConnection bystander;

    @BeforeEach
    void connectBystander() throws IOException {
        bystander = connect();
        assertThat(send(bystander, Map.of(), BODY).code()).isEqualTo(SUCCESS);
    }

    @AfterEach
    void othersAreUnharmed() throws IOException {
        assertThat(send(bystander, Map.of(), BODY).code())
                .as("the bystander's send")
                .isEqualTo(SUCCESS);
        bystander.close();
        for (String node : GROUP.group().nodes()) {
            assertThat(GROUP.group().isAlive(node)).as("%s is alive", node).isTrue();
            assertThat(NodeStatus.of(GROUP.group().port(node)))
                    .as("%s answers", node)
                    .isPresent();
        }
    }

    private static RawConnection connect() throws IOException {
        return new RawConnection(GROUP.group().port(GROUP.group().awaitLeader().node()));
    }

    private static RawConnection.Answer send(RawConnection connection, Map<String, ?> changes, byte[] body)
            throws IOException {
        Map<String, Object> fields = new HashMap<>();
        fields.put("producerGroup", "bad-input");
        fields.put("topic", "BadInput");
        fields.put("defaultTopic", "TBW102");
        fields.put("defaultTopicQueueNums", 4);
        fields.put("queueId", 0);
        fields.put("sysFlag", 0);
        fields.put("bornTimestamp", System.currentTimeMillis());
        fields.put("flag", 0);
        fields.put("properties", "KEYS\u0001k\u0002");
        fields.put("reconsumeTimes", 0);
        fields.put("unitMode", false);
        fields.put("batch", false);
        fields.putAll(changes);
        return connection.call(SEND_MESSAGE, fields, body);
    }

    private static void assertRefused(RawConnection.Answer answer, int code) {
        assertThat(answer.code()).as("answer %s", answer).isEqualTo(code);
        assertThat(answer.remark()).as("remark").isNotBlank();
    }

    static Stream<Integer> everyPort() {
        LocalGroup group = GROUP.group();
        return Stream.concat(
                Stream.of(group.namesrvPort()),
                group.nodes().stream()
                        .flatMap(node -> Stream.of(group.port(node), group.port(node) - 2, group.peerPort(node))));
    }

    @ParameterizedTest
    @MethodSource("everyPort")
    void garbageClosesItsConnection(int port) throws IOException {
        byte[] garbage = new byte[4096];
        GROUP.random().nextBytes(garbage);
        garbage[0] = (byte) (garbage[0] | 0x40); // a length nobody may have
        assertIsCut(port, garbage);
        assertIsCut(port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        assertIsCut(port, ByteBuffer.allocate(8).putInt(-1).putInt(-1).array());
        // A header longer than its frame; a header that is no JSON; a header codec that does not exist.
        assertIsCut(
                port,
                ByteBuffer.allocate(12).putInt(8).putInt(0xFFFFFF).putInt(0).array());
        assertIsCut(
                port,
                ByteBuffer.allocate(12)
                        .putInt(8)
                        .putInt(4)
                        .put(new byte[] {'{', '{', '{', '{'})
                        .array());
        assertIsCut(
                port,
                ByteBuffer.allocate(12).putInt(8).putInt(0x7F000004).putInt(0).array());
    }

    private static void assertIsCut(int port, byte[] bytes) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.sendBytes(bytes);
            assertThat(connection.isClosedByServer()).as("port %d closes", port).isTrue();
        }
    }

    @Test
    void unknownRequestCodeIsNotSupported() throws IOException {
        try (RawConnection connection = connect();
                RawConnection namesrv = new RawConnection(GROUP.group().namesrvPort())) {
            assertRefused(connection.call(UNKNOWN_REQUEST, Map.of(), BODY), REQUEST_CODE_NOT_SUPPORTED);
            assertRefused(namesrv.call(UNKNOWN_REQUEST, Map.of(), BODY), REQUEST_CODE_NOT_SUPPORTED);
        }
    }

    @ParameterizedTest
    @MethodSource("illegalTopics")
    void illegalTopicIsRefused(String topic) throws IOException {
        try (RawConnection connection = connect()) {
            assertRefused(send(connection, Map.of("topic", topic), BODY), INVALID_PARAMETER);
        }
    }

    static Stream<String> illegalTopics() {
        return Stream.of("white space", "../../etc/passwd", "emoji-\uD83D\uDE00", "a".repeat(300), "null\u0000byte");
    }

    @Test
    void unknownTopicWithoutDefaultIsToldSo() throws IOException {
        try (RawConnection connection = connect()) {
            assertRefused(
                    send(connection, Map.of("topic", "NobodyMadeThis", "defaultTopic", "NorThis"), BODY),
                    TOPIC_NOT_EXIST);
        }
    }

    @Test
    void oversizeBodyIsIllegal() throws IOException {
        try (RawConnection connection = connect()) {
            assertRefused(send(connection, Map.of(), new byte[BODY_BYTES_MAX + 1]), MESSAGE_ILLEGAL);
            assertThat(send(connection, Map.of(), new byte[BODY_BYTES_MAX]).code())
                    .isEqualTo(SUCCESS);
        }
    }

    @Test
    void oversizePropertiesAreIllegal() throws IOException {
        try (RawConnection connection = connect()) {
            String properties = "long\u0001" + "x".repeat(Short.MAX_VALUE) + "\u0002";
            assertRefused(send(connection, Map.of("properties", properties), BODY), MESSAGE_ILLEGAL);
        }
    }

    @Test
    void badQueueIdIsRefused() throws IOException {
        try (RawConnection connection = connect()) {
            assertRefused(send(connection, Map.of("queueId", 4711), BODY), INVALID_PARAMETER);
        }
    }

    @Test
    void fieldsThatAreMissingOrNoNumbersAreRefused() throws IOException {
        try (RawConnection connection = connect()) {
            assertRefused(connection.call(SEND_MESSAGE, Map.of("topic", "BadInput"), BODY), SYSTEM_ERROR);
            assertRefused(connection.call(PULL_MESSAGE, Map.of(), new byte[0]), SYSTEM_ERROR);
            assertRefused(send(connection, Map.of("topic", ""), BODY), SYSTEM_ERROR);
            assertRefused(send(connection, Map.of("queueId", "seven"), BODY), SYSTEM_ERROR);
            assertRefused(send(connection, Map.of("bornTimestamp", "99999999999999999999999"), BODY), SYSTEM_ERROR);
        }
    }

    @Test
    void aBrokenBatchIsRefusedWhole() throws IOException {
        try (RawConnection connection = connect()) {
            byte[] batch = ByteBuffer.allocate(40).putInt(0x7FFFFFFF).array();
            RawConnection.Answer answer = send(connection, Map.of("batch", true), batch);
            assertThat(answer.code()).as("answer %s", answer).isIn(SYSTEM_ERROR, MESSAGE_ILLEGAL);
        }
    }
}
