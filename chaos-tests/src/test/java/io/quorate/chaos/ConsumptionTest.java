package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Consumption;
import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.Reread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Unmodified clients of both releases consume in every way there is but in order; see {@link OrderedFailoverTest} for that. */
class ConsumptionTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final List<OfficialClient> CLIENTS = List.of(OfficialClient.V4_9, OfficialClient.V5_5);
    private static final int INVOKE_BROKER_TO_RESET_OFFSET = 222;
    private static final byte[] NO_BODY = new byte[0];

    @Test
    void everyWayToConsumeWorks() throws Exception {
        Map<OfficialClient, JvmProcess> running = new EnumMap<>(OfficialClient.class);
        for (OfficialClient client : CLIENTS) {
            running.put(
                    client,
                    client.start(
                            Consumption.class,
                            OfficialClient.HeaderCodec.JSON,
                            facts("consumption-" + client),
                            List.of(GROUP.group().namesrvAddress(), "Consumption-" + client)));
        }
        running.forEach((client, process) -> await(client, process));
        for (OfficialClient client : CLIENTS) {
            List<String[]> facts = Facts.read(facts("consumption-" + client));
            assertThat(facts.stream().filter(fact -> fact[0].equals("FAILED")))
                    .as("failed with " + client)
                    .extracting(Arrays::toString)
                    .isEmpty();
            assertThat(facts).extracting(fact -> fact[0]).contains(Facts.DONE);
        }
    }

    /** By a tool, while they run; the leader dies right afterwards. */
    @Test
    void liveConsumersGoWhereTheirOffsetsAreReset() throws Exception {
        LocalGroup group = GROUP.group();
        Map<OfficialClient, JvmProcess> running = new EnumMap<>(OfficialClient.class);
        for (OfficialClient client : CLIENTS) {
            running.put(
                    client,
                    client.start(
                            Reread.class,
                            OfficialClient.HeaderCodec.ROCKETMQ,
                            facts("reread-" + client),
                            List.of(group.namesrvAddress(), "Reread-" + client)));
        }
        for (OfficialClient client : CLIENTS) {
            Path facts = facts("reread-" + client);
            Await.until("everything to be read with " + client, TIMEOUT, () -> has(facts, "READ"));
        }
        String leader = group.awaitLeader().node();
        for (OfficialClient client : CLIENTS) {
            try (RawConnection connection = new RawConnection(group.port(leader))) {
                RawConnection.Answer answer = connection.call(
                        INVOKE_BROKER_TO_RESET_OFFSET,
                        Map.of(
                                "topic",
                                "Reread-" + client,
                                "group",
                                "Reread-" + client + "-group",
                                "timestamp",
                                0,
                                "isForce",
                                true),
                        NO_BODY);
                assertThat(answer.code()).as(answer.remark()).isZero();
            }
        }
        group.kill9(leader);
        running.forEach((client, process) -> await(client, process));
        group.startNode(leader);
        group.awaitCaughtUp(leader);
    }

    private static void await(OfficialClient client, JvmProcess process) {
        try (process) {
            if (!process.awaitExit(TIMEOUT) || process.exitCode() != 0) {
                throw new AssertionError(client + " failed:\n" + String.join("\n", process.outputTail(60)));
            }
        }
    }

    private static boolean has(Path facts, String kind) {
        try {
            return Facts.read(facts).stream().anyMatch(fact -> fact[0].equals(kind));
        } catch (IOException e) {
            return false;
        }
    }

    private static Path facts(String name) throws IOException {
        return Files.createDirectories(GROUP.group().dir().resolve("clients")).resolve(name + ".facts");
    }
}
