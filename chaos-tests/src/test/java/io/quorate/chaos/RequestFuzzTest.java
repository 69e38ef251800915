package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every request RocketMQ knows, with nothing in it, with empty fields, with nonsense: answered in time, with a code that means
 * something and a remark for people, by a leader, a follower and a NameServer, while somebody sends and misses nothing.
 */
class RequestFuzzTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final int NOISE_BYTES = 64;

    /** What a handler that was not prepared leaves behind, in an answer or a log. */
    private static final Pattern UNPREPARED = Pattern.compile("Exception|java\\.|^null$|: null$");

    private static final Pattern TROUBLE = Pattern.compile(" ERROR | request \\d+ from .* failed");

    /** Every field that a request of RocketMQ may have, from the headers of its own library; and of ours. */
    private static final Set<String> FIELDS = RequestFields.all();

    /** One way to fill a request. */
    private record Shape(String name, Function<String, String> field, String body) {}

    private static final String NO_BODY = "";

    private static List<Shape> shapes() {
        byte[] bytes = new byte[NOISE_BYTES];
        GROUP.random().nextBytes(bytes);
        String noise = new String(bytes, StandardCharsets.ISO_8859_1);
        return List.of(
                new Shape("nothing", field -> null, NO_BODY),
                new Shape("empty fields", field -> "", NO_BODY),
                new Shape("no fields, a body of noise", field -> null, noise),
                new Shape("words", field -> "no\u0001such=\u00e4\u6f22\n%&@" + field, noise),
                new Shape("numbers below all", field -> Long.toString(Long.MIN_VALUE), "[]"),
                new Shape("numbers above all", field -> "99999999999999999999", "{\"a\":{\"b\":[null,{}]}}"),
                new Shape("minus one", field -> "-1", "{"),
                new Shape("names and small numbers", RequestFuzzTest::plausible, "{}"),
                new Shape("names and properties", RequestFuzzTest::plausible, "a=b\nlistenPort=1\n"));
    }

    /** Gets further into a handler than nonsense does. Names nothing that another part of the test uses. */
    private static String plausible(String field) {
        boolean named = field.matches("(?i).*(topic|group|name|id|key|host|addr|cluster|namespace|value).*")
                && !field.matches("queueId|qid|brokerId|e");
        return named ? "Fuzz" : "1";
    }

    private static int runCount;

    private SteadyLoad load;

    @BeforeEach
    void startLoad() throws Exception {
        load = SdkLoad.start(GROUP.group().namesrvAddress(), "Unharmed-" + ++runCount);
        Await.until("the first sends", ANSWER_MAX.multipliedBy(4), () -> load.ackedCount() > 10);
    }

    @AfterEach
    void nothingIsHarmed() throws Exception {
        LocalGroup group = GROUP.group();
        int before = load.ackedCount();
        Await.until("sends after all that", ANSWER_MAX, () -> load.ackedCount() > before + 10);
        SteadyLoad.Result result = load.stop();
        load.close();
        assertThat(result.failures()).as("sends that failed meanwhile").isEmpty();
        Replicas.assertEqual(group);
        Readback.verifyOnceAndInOrder(group.namesrvAddress(), load.topic(), result.ackedKeys());
        assertThat(troubleInLogs()).isEmpty();
    }

    private static List<String> troubleInLogs() throws IOException {
        List<String> trouble = new ArrayList<>();
        for (Path file : GROUP.group().logFiles()) {
            if (Files.exists(file)) {
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> TROUBLE.matcher(line).find())
                        .limit(10)
                        .forEach(line -> trouble.add(file.getFileName() + ": " + line));
            }
        }
        return trouble;
    }

    @ParameterizedTest
    @CsvSource({"leader, false", "leader, true", "follower, false", "follower, true", "namesrv, false", "namesrv, true"
    })
    void everyRequestIsAnswered(String server, boolean binaryHeaders) throws Exception {
        int port = portOf(server);
        List<String> faults = new ArrayList<>();
        for (Shape shape : shapes()) {
            try (RawConnection connection = new RawConnection(port, binaryHeaders)) {
                for (Map.Entry<Integer, String> code : codes().entrySet()) {
                    fault(connection, code.getKey(), shape)
                            .ifPresent(fault -> faults.add(code.getValue() + " with " + shape.name() + ": " + fault));
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    private static int portOf(String server) {
        LocalGroup group = GROUP.group();
        String leader = group.awaitLeader().node();
        return switch (server) {
            case "leader" -> group.port(leader);
            case "follower" ->
                group.port(group.nodes().stream()
                        .filter(node -> !node.equals(leader))
                        .findFirst()
                        .orElseThrow());
            default -> group.namesrvPort();
        };
    }

    private static Optional<String> fault(RawConnection connection, int code, Shape shape) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : FIELDS) {
            String value = shape.field().apply(field);
            if (value != null) {
                fields.put(field, value);
            }
        }
        long startNanos = System.nanoTime();
        RawConnection.Answer answer;
        try {
            answer = connection.call(code, fields, shape.body().getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError("request " + code + " with " + shape.name() + " is not answered", e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        if (took.compareTo(ANSWER_MAX) > 0) {
            return Optional.of("took " + took);
        }
        boolean named = !ResponseCode.nameOf(answer.code()).equals(Integer.toString(answer.code()));
        if (!named) {
            return Optional.of("unknown code " + answer.code());
        }
        if (answer.code() != 0 && answer.remark().isBlank()) {
            return Optional.of("code " + answer.code() + " and no word why");
        }
        return UNPREPARED.matcher(answer.remark()).find()
                ? Optional.of("code " + answer.code() + ": " + answer.remark())
                : Optional.empty();
    }

    private static Map<Integer, String> codes() throws IllegalAccessException {
        Map<Integer, String> codes = new TreeMap<>();
        for (Field field : RequestCode.class.getFields()) {
            codes.put(field.getInt(null), field.getName());
        }
        codes.put(21001, "NODE_STATUS");
        codes.put(21003, "MEMBERS");
        codes.put(21004, "CHANGE_MEMBERSHIP");
        return codes;
    }
}
