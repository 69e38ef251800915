package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.ReadOn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Unmodified consumers of both releases read on from followers: by policy while there is a leader, and from whoever is left when
 * two of three nodes are killed. Nothing is left out, nothing comes twice, and no offset is reset.
 */
class FollowerReadTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension(Map.of("readFromFollowers", "balance"));

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @Test
    void consumersReadOnWhileThereIsNoLeader() throws Exception {
        LocalGroup group = GROUP.group();
        try (Run newer = new Run(OfficialClient.V5_5, group);
                Run older = new Run(OfficialClient.V4_9, group)) {
            newer.await("SENT_ALL", 1);
            older.await("SENT_ALL", 1);
            group.awaitAgreement();
            newer.await("RECEIVED", 100);
            older.await("RECEIVED", 100);
            List<String> killed = new ArrayList<>(List.of(group.awaitLeader().node()));
            group.kill9(killed.get(0));
            killed.add(group.nodes().stream().filter(group::isAlive).findFirst().orElseThrow());
            group.kill9(killed.get(1));
            assertThat(newer.count("RECEIVED_ALL") + older.count("RECEIVED_ALL"))
                    .as("what was left to read")
                    .isZero();
            newer.await("RECEIVED_ALL", 1);
            older.await("RECEIVED_ALL", 1);
            assertThat(group.leader()).as("a leader, of one node").isEmpty();
            killed.forEach(group::startNode);
            group.awaitLeader();
            newer.finish();
            older.finish();
        }
    }

    /** A program of one release, with a topic of its own. */
    private static final class Run implements AutoCloseable {
        final Path facts;
        final JvmProcess process;

        Run(OfficialClient client, LocalGroup group) throws IOException {
            facts = Files.createDirectories(group.dir().resolve("clients")).resolve("read-on-" + client + ".facts");
            process = client.start(
                    ReadOn.class,
                    OfficialClient.HeaderCodec.JSON,
                    facts,
                    List.of(group.namesrvAddress(), "ReadOn-" + client, "read-on-" + client));
        }

        void await(String kind, int count) {
            Await.until(count + " " + kind, TIMEOUT, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError(
                            "the client ended by itself:\n" + String.join("\n", process.outputTail(60)));
                }
                return count(kind) >= count;
            });
        }

        long count(String kind) {
            return facts().stream().filter(fact -> fact[0].equals(kind)).count();
        }

        List<String[]> facts() {
            try {
                return Facts.read(facts);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void finish() {
            process.closeInput();
            if (!process.awaitExit(TIMEOUT) || process.exitCode() != 0) {
                throw new AssertionError("the client failed:\n" + String.join("\n", process.outputTail(60)));
            }
            assertThat(facts().stream()
                            .filter(fact -> fact[0].equals("RECEIVED"))
                            .map(fact -> fact[1]))
                    .as("messages received")
                    .doesNotHaveDuplicates()
                    .hasSize(ReadOn.COUNT + ReadOn.MORE_COUNT);
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
