package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.Lookups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What an unmodified RocketMQ client sent it finds again by key, unique key, message id and time: in the segment being
 * filled and in sealed ones, and after every node was killed, by whoever leads then, from indexes on disk.
 */
class MessageLookupTest {
    /** Small segments: the messages fill several. */
    @RegisterExtension
    static final GroupExtension GROUP =
            new GroupExtension(Map.of("mappedFileSizeCommitLog", "1048576", "maxMessageSize", "131072"));

    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final String NOT_FOUND = "208"; // the client's own code for "nowhere"

    @Test
    void everyMessageIsFoundByAllItsNames() throws Exception {
        LocalGroup group = GROUP.group();
        Path dir = Files.createDirectories(group.dir().resolve("clients"));
        Path sent = dir.resolve("lookups.facts");
        assertAllFound(OfficialClient.V5_5.run(
                Lookups.class,
                OfficialClient.HeaderCodec.JSON,
                sent,
                List.of(group.namesrvAddress(), "Lookups", "-"),
                TIMEOUT));
        for (String node : group.nodes()) {
            group.kill9(node);
        }
        for (String node : group.nodes()) {
            assertThat(indexFiles(group, node)).as("index files of " + node).isPositive();
            group.startNode(node);
        }
        group.awaitLeader();
        assertAllFound(OfficialClient.V5_5.run(
                Lookups.class,
                OfficialClient.HeaderCodec.ROCKETMQ,
                dir.resolve("lookups-again.facts"),
                List.of(group.namesrvAddress(), "Lookups", sent.toString()),
                TIMEOUT));
    }

    private static long indexFiles(LocalGroup group, String node) throws IOException {
        try (var files = Files.walk(group.dir().resolve(node).resolve("store"))) {
            return files.filter(file -> file.toString().endsWith(".keys")).count();
        }
    }

    private static void assertAllFound(List<String[]> facts) {
        assertThat(facts).extracting(fact -> fact[0]).contains(Facts.DONE, "FOUND", "QUEUE");
        assertThat(facts.stream().filter(fact -> fact[0].equals("FOUND")))
                .allSatisfy(fact -> assertThat(fact[3]).as(fact[1]).isEqualTo(fact[2]));
        assertThat(facts.stream().filter(fact -> fact[0].equals("FOUND")).map(fact -> fact[1]))
                .contains("by-key", "by-unique-key", "by-id", "by-time");
        assertThat(facts.stream().filter(fact -> fact[0].equals("NOTHING")).map(fact -> fact[1]))
                .containsExactly(NOT_FOUND);
        long count = facts.stream()
                .filter(fact -> fact[0].equals("QUEUE"))
                .mapToLong(fact -> Long.parseLong(fact[3]) - Long.parseLong(fact[2]))
                .sum();
        assertThat(count).as("messages in all queues").isEqualTo(300);
    }
}
