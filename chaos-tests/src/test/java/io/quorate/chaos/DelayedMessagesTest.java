package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.OfficialClient.HeaderCodec;
import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.LateMessages;
import io.quorate.chaos.official.Recalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Delay levels, times of their own, retries of what a consumer fails on, dead letters and recall, through unmodified RocketMQ
 * clients: never early, each once, none lost, also when the leader dies while hundreds are pending.
 */
class DelayedMessagesTest {
    @RegisterExtension
    static final GroupExtension GROUP =
            new GroupExtension(Map.of("messageDelayLevel", "1s 2s 1s 1s 1s 1s", "recallMessageEnable", "true"));

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int COUNT = 200;
    private static final int ACKED_BEFORE_KILL = 80;

    @Test
    void eachComesOnceAndNotBeforeItsTime() throws Exception {
        List<String[]> facts = OfficialClient.V4_9.run(
                LateMessages.class, HeaderCodec.ROCKETMQ, facts("quiet"), arguments("Quiet"), TIMEOUT);
        assertThat(ofKind(facts, "FAILED")).isEmpty();
        assertThat(ofKind(facts, "ACKED")).hasSize(COUNT);
        verify(facts, "Quiet");
    }

    @Test
    void theSameAcrossAKillOfTheLeader() throws Exception {
        LocalGroup group = GROUP.group();
        Path file = facts("killed");
        try (JvmProcess client =
                OfficialClient.V5_5.start(LateMessages.class, HeaderCodec.JSON, file, arguments("Killed"))) {
            Await.until(
                    "enough pending messages",
                    TIMEOUT,
                    () -> !client.isAlive() || ofKind(read(file), "ACKED").size() >= ACKED_BEFORE_KILL);
            String leader = group.awaitLeader().node();
            group.kill9(leader);
            group.awaitLeader();
            group.startNode(leader);
            boolean ended = client.awaitExit(TIMEOUT);
            assertThat(ended && client.exitCode() == 0)
                    .as("%s", String.join("\n", client.outputTail(60)))
                    .isTrue();
        }
        verify(read(file), "Killed");
        group.awaitCaughtUp(group.nodes().get(0));
        group.awaitAgreement();
    }

    @Test
    void whatIsRecalledDoesNotCome() throws Exception {
        int count = 20;
        List<String[]> facts = OfficialClient.V5_5.run(
                Recalls.class,
                HeaderCodec.ROCKETMQ,
                facts("recalls"),
                List.of(GROUP.group().namesrvAddress(), "Recalls", "recalls", Integer.toString(count)),
                TIMEOUT);
        assertThat(ofKind(facts, "RECALLED"))
                .hasSize(count / 2)
                .allSatisfy(fact ->
                        assertThat(fact[2]).as("id of what was recalled").isEqualTo(fact[3]));
        Set<String> expected = keys(ofKind(facts, "SENT"));
        expected.removeAll(keys(ofKind(facts, "RECALLED")));
        assertThat(keys(ofKind(facts, "RECEIVED"))).isEqualTo(expected);
    }

    private static void verify(List<String[]> facts, String topic) throws Exception {
        assertThat(facts).extracting(fact -> fact[0]).contains(Facts.DONE);
        assertThat(ofKind(facts, "RECEIVED"))
                .allSatisfy(fact -> assertThat(Long.parseLong(fact[3]))
                        .as("lateness of %s, tried %s times before", fact[1], fact[2])
                        .isNotNegative());
        Set<String> acked = keys(ofKind(facts, "ACKED"));
        assertThat(keys(ofKind(facts, "RECEIVED"))).containsAll(acked);
        assertThat(ofKind(facts, "RECEIVED").stream()
                        .filter(fact -> fact[1].startsWith("retry") && fact[2].equals("2"))
                        .map(fact -> fact[1]))
                .containsAll(
                        acked.stream().filter(key -> key.startsWith("retry")).toList());
        assertThat(keys(ofKind(facts, "DEAD")))
                .containsAll(
                        acked.stream().filter(key -> key.startsWith("dead")).toList());
        int twice = Readback.verify(GROUP.group().namesrvAddress(), topic, List.copyOf(acked));
        assertThat(twice).as("messages delivered twice").isZero();
    }

    private static List<String> arguments(String topic) {
        return List.of(
                GROUP.group().namesrvAddress(),
                topic,
                "late-" + topic,
                Integer.toString(COUNT),
                Integer.toString(SteadyLoad.BODY_BYTES));
    }

    private static Path facts(String name) throws IOException {
        return Files.createDirectories(GROUP.group().dir().resolve("clients")).resolve(name + ".facts");
    }

    private static List<String[]> read(Path file) {
        try {
            return Facts.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String[]> ofKind(List<String[]> facts, String kind) {
        return facts.stream().filter(fact -> fact[0].equals(kind)).toList();
    }

    private static Set<String> keys(List<String[]> facts) {
        Set<String> keys = new HashSet<>();
        facts.forEach(fact -> keys.add(fact[1]));
        return keys;
    }
}
