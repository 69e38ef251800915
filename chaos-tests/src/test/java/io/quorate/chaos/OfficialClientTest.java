package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Unmodified RocketMQ clients send in every way, and two consumers of a consumer group get everything back, once. */
class OfficialClientTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final int WORDS_BEFORE_MESSAGE = 2;
    private static final int KEY_WORD = 3;

    static Stream<Arguments> clients() {
        return Stream.of(OfficialClient.V5_5, OfficialClient.V4_9)
                .flatMap(client ->
                        Stream.of(OfficialClient.HeaderCodec.values()).map(codec -> Arguments.of(client, codec)));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everythingSentIsReceivedOnceAndEqual(OfficialClient client, OfficialClient.HeaderCodec codec)
            throws Exception {
        String name = client + "-" + codec;
        Path facts =
                Files.createDirectories(GROUP.group().dir().resolve("clients")).resolve(name + ".facts");
        List<String[]> seen = beforeTheEnd(client.run(
                Scenario.class,
                codec,
                facts,
                List.of(GROUP.group().namesrvAddress(), "Scenario-" + name, "scenario-" + name),
                TIMEOUT));

        assertThat(ofKind(seen, "FAILED"))
                .as("failed sends")
                .extracting(Arrays::toString)
                .isEmpty();
        Map<String, List<String>> sent = byKey(ofKind(seen, "SENT"));
        Map<String, List<String>> received = byKey(ofKind(seen, "RECEIVED"));
        assertThat(received).as("messages received, by key").isEqualTo(sent);
        // The first message makes the topic and arrives while the group forms: its queue may change hands
        // meanwhile, and RocketMQ then delivers to both.
        assertThat(ofKind(seen, "RECEIVED").stream().filter(row -> !row[KEY_WORD].startsWith("first-")))
                .as("each message once")
                .hasSize(sent.size() - 1);
        assertThat(consumersThatReceived(seen)).containsExactlyInAnyOrder("one", "two");
        assertQueueOffsetsAreUnique(seen);
    }

    private static List<String[]> beforeTheEnd(List<String[]> facts) {
        List<String> kinds = facts.stream().map(fact -> fact[0]).toList();
        assertThat(kinds).contains(Facts.DONE);
        return facts.subList(0, kinds.indexOf(Facts.DONE));
    }

    private static List<String[]> ofKind(List<String[]> facts, String kind) {
        return facts.stream().filter(fact -> fact[0].equals(kind)).toList();
    }

    private static Map<String, List<String>> byKey(List<String[]> facts) {
        Map<String, List<String>> messages = new HashMap<>();
        for (String[] fact : facts) {
            messages.put(fact[KEY_WORD], List.of(fact).subList(WORDS_BEFORE_MESSAGE, fact.length));
        }
        return messages;
    }

    private static Set<String> consumersThatReceived(List<String[]> facts) {
        Set<String> consumers = new HashSet<>();
        ofKind(facts, "RECEIVED").forEach(fact -> consumers.add(fact[1]));
        return consumers;
    }

    /** Two acknowledged messages never share a place; the messages of one batch share their first one's answer. */
    private static void assertQueueOffsetsAreUnique(List<String[]> facts) {
        List<String> places = ofKind(facts, "RESULT").stream()
                .filter(fact -> !fact[1].startsWith("batch"))
                .map(fact -> fact[2] + "/" + fact[3])
                .toList();
        assertThat(places).doesNotHaveDuplicates();
    }
}
