package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.FallenBehind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log lets go of what consumers have not read: the official client goes on from where it now begins, and it is told. */
class RetentionTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension(Map.of(
            "mappedFileSizeCommitLog", "1048576",
            "maxMessageSize", "65536",
            "logBytesMax", "3145728",
            "sendTimeoutMillis", "50000",
            "defaultTopicQueueNums", "1"));

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @Test
    void consumersBelowTheBaseGoOnFromThere() throws Exception {
        Path facts =
                Files.createDirectories(GROUP.group().dir().resolve("clients")).resolve("fallen.facts");
        List<String[]> seen = OfficialClient.V5_5.run(
                FallenBehind.class,
                OfficialClient.HeaderCodec.JSON,
                facts,
                List.of(GROUP.group().namesrvAddress(), "Retained", "retained"),
                TIMEOUT);

        long min = number(seen, "MIN");
        long last = number(seen, "LAST");
        assertThat(seen.get(seen.size() - 1)[0]).isEqualTo(Facts.DONE);
        for (String consumer : List.of("push", "lite")) {
            List<Long> before = offsets(seen, "BEFORE", consumer);
            List<Long> after = offsets(seen, "AFTER", consumer);
            assertThat(before)
                    .startsWith(0L)
                    .last()
                    .satisfies(read -> assertThat(read).isLessThan(min - 1));
            // Where the log began when it asked: it may have moved once more since the producer did.
            assertThat(after.get(0)).as("first message of %s", consumer).isGreaterThanOrEqualTo(min);
            assertThat(after)
                    .isEqualTo(
                            LongStream.rangeClosed(after.get(0), last).boxed().toList());
        }
        assertThat(brokerLogs())
                .anyMatch(
                        line -> line.matches(
                                ".*removes what was not read: consumerGroup=retained-push topic=Retained queues=1 messages=.*"));
        GROUP.group().awaitAgreement();
    }

    private static long number(List<String[]> facts, String kind) {
        return facts.stream()
                .filter(fact -> fact[0].equals(kind))
                .mapToLong(fact -> Long.parseLong(fact[1]))
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> offsets(List<String[]> facts, String kind, String consumer) {
        return facts.stream()
                .filter(fact -> fact[0].equals(kind) && fact[1].equals(consumer))
                .map(fact -> Long.parseLong(fact[2]))
                .toList();
    }

    private static List<String> brokerLogs() {
        return GROUP.group().logFiles().stream()
                .flatMap(file -> JvmProcess.tail(file, Integer.MAX_VALUE).stream())
                .toList();
    }
}
