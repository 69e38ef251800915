package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.AdminCalls;
import io.quorate.chaos.official.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RocketMQ's own admin client asks and changes what dashboards and mqadmin do. */
class AdminToolsTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @Test
    void callsOfTheAdminClient() throws Exception {
        LocalGroup group = GROUP.group();
        String leader = group.awaitLeader().node();
        String follower = group.nodes().stream()
                .filter(node -> !node.equals(leader))
                .findFirst()
                .orElseThrow();
        List<String[]> facts = OfficialClient.TOOLS_V5_5.run(
                AdminCalls.class,
                OfficialClient.HeaderCodec.JSON,
                facts("calls"),
                List.of(
                        group.namesrvAddress(),
                        LocalGroup.CLUSTER,
                        LocalGroup.GROUP,
                        "127.0.0.1:" + group.port(leader),
                        "127.0.0.1:" + group.port(follower)),
                TIMEOUT);
        assertThat(told(facts, Facts.DONE)).hasSize(1);
        assertThat(told(facts, "CONSUMED")).containsExactly(List.of("true"));
        assertConsumption(facts);
        assertThat(told(facts, "TOPIC_PUT_NUMS")).containsExactly(List.of("40", "40", "40", "true"));
        assertThat(told(facts, "GROUP_GET_NUMS").get(0).get(3)).isEqualTo("true");
        assertThat(told(facts, "BROKER_PUT_NUMS").get(0).get(3)).isEqualTo("true");
        assertThat(Long.parseLong(told(facts, "TOPIC_PUT_SIZE").get(0).get(0))).isGreaterThan(40 * 100);
        assertThat(told(facts, "LISTED")).containsExactly(List.of("3"));
        assertThat(told(facts, "READABLE")).containsExactly(List.of("true"), List.of("false"), List.of("true"));
        assertThat(told(facts, "FORBIDDEN")).containsExactly(List.of("{AdminCalls=1}"));
        assertSettings(facts);
        assertThat(told(facts, "CLEANED")).extracting(words -> words.get(1)).containsExactly("true", "true", "true");
        assertThat(told(facts, "KEPT")).containsExactly(List.of("40"));
    }

    private static void assertConsumption(List<String[]> facts) {
        assertThat(told(facts, "PRODUCER")).anySatisfy(words -> {
            assertThat(words.get(0)).isEqualTo("admin-calls-producers");
            assertThat(words.get(1)).startsWith("/127.0.0.1:");
            assertThat(Long.parseLong(words.get(2))).isBetween(0L, 120_000L);
        });
        assertThat(told(facts, "ONLINE"))
                .allSatisfy(words -> assertThat(words.get(0)).contains("admin-calls"));
        assertThat(told(facts, "SUBSCRIPTION")).containsExactly(List.of("*"));
        assertThat(told(facts, "CONNECTION")).containsExactly(List.of("1"));
        assertThat(told(facts, "GROUPS")).containsExactly(List.of("[admin-calls]"));
        assertThat(told(facts, "TOPICS").get(0).get(0)).contains("AdminCalls");
        assertThat(told(facts, "SPAN"))
                .hasSize(4)
                .allSatisfy(words -> assertThat(words.subList(1, 4))
                        .as("no delay, a span, consumed to its end")
                        .containsExactly("0", "true", "true"));
        assertThat(told(facts, "LAG"))
                .as("one queue set back to its start")
                .hasSize(1)
                .allSatisfy(words -> {
                    assertThat(words.get(0)).isEqualTo("10");
                    assertThat(Long.parseLong(words.get(1))).isGreaterThanOrEqualTo(10);
                });
        assertThat(told(facts, "UNITS")).containsExactly(List.of("5", "0", "10"));
        assertThat(told(facts, "UNIT")).containsExactly(List.of("true", "true"));
    }

    private static void assertSettings(List<String[]> facts) {
        assertThat(told(facts, "UPDATE"))
                .anySatisfy(words -> assertThat(words).containsExactly("fileReservedTime", "done"))
                .anySatisfy(words -> assertThat(words.subList(0, 2)).containsExactly("listenPort", "16"))
                .anySatisfy(words -> assertThat(words.subList(0, 2)).containsExactly("flushDiskType", "16"))
                .anySatisfy(words -> assertThat(words.subList(0, 2)).containsExactly("fileReservedTime", "29"));
        assertThat(told(facts, "SETTING")).as("changed there alone").containsExactly(List.of("24", "72"));
    }

    private static Path facts(String name) throws IOException {
        return Files.createDirectories(GROUP.group().dir().resolve("clients")).resolve(name + ".facts");
    }

    /** What was told under this name, each time. */
    private static List<List<String>> told(List<String[]> facts, String name) {
        return facts.stream()
                .filter(fact -> fact[0].equals(name))
                .map(fact -> Arrays.asList(fact).subList(1, fact.length))
                .toList();
    }
}
