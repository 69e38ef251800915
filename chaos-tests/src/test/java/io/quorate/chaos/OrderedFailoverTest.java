package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.OrderedKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Unmodified clients of both releases consume in order while members come and go and the leader is killed: each key's messages
 * come in order, and no queue is consumed by two at once.
 */
class OrderedFailoverTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int STEADY = 150;
    private static final Set<String> CONSUMERS = Set.of("one", "two", "guest");

    @Test
    void orderAndExclusivityHoldThroughFailovers() throws Exception {
        LocalGroup group = GROUP.group();
        try (Run newer = new Run(OfficialClient.V5_5, group);
                Run older = new Run(OfficialClient.V4_9, group)) {
            awaitEveryConsumer(newer, older);
            String leader = group.awaitLeader().node();
            group.kill9(leader);
            awaitProgress(newer, older);
            group.startNode(leader);
            group.awaitCaughtUp(leader);
            group.kill9(group.awaitLeader().node());
            awaitProgress(newer, older);
            newer.check();
            older.check();
        }
    }

    /** A client that finds its queues locked by another asks again after up to 20 seconds: 4.9 has no shorter pause. */
    private static void awaitEveryConsumer(Run... runs) {
        for (Run run : runs) {
            Await.until(
                    "every consumer to get queues",
                    TIMEOUT,
                    () -> run.consumers().containsAll(CONSUMERS));
        }
    }

    private static void awaitProgress(Run... runs) {
        for (Run run : runs) {
            int before = run.count("END");
            Await.until("consumption to go on", TIMEOUT, () -> run.count("END") >= before + STEADY);
        }
    }

    /** A program of one release, with a topic of its own. */
    private static final class Run implements AutoCloseable {
        final Path facts;
        final JvmProcess process;

        Run(OfficialClient client, LocalGroup group) throws IOException {
            facts = Files.createDirectories(group.dir().resolve("clients")).resolve("ordered-" + client + ".facts");
            process = client.start(
                    OrderedKeys.class,
                    OfficialClient.HeaderCodec.JSON,
                    facts,
                    List.of(group.namesrvAddress(), "Ordered-" + client, "ordered-" + client));
        }

        int count(String kind) {
            if (!process.isAlive()) {
                throw new AssertionError("the client ended by itself:\n" + String.join("\n", process.outputTail(60)));
            }
            return (int) facts().stream().filter(fact -> fact[0].equals(kind)).count();
        }

        Set<String> consumers() {
            return facts().stream()
                    .filter(fact -> fact[0].equals("END"))
                    .map(fact -> fact[1])
                    .collect(Collectors.toSet());
        }

        List<String[]> facts() {
            try {
                return Facts.read(facts);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void check() {
            process.closeInput();
            if (!process.awaitExit(TIMEOUT) || process.exitCode() != 0) {
                throw new AssertionError("the client failed:\n" + String.join("\n", process.outputTail(60)));
            }
            Checker checker = new Checker();
            facts().forEach(checker::take);
            assertThat(checker.ended).as("keys").hasSize(8);
            assertThat(checker.ended).as("the newest of each key").isEqualTo(checker.sent);
            assertThat(checker.consumers).as("who consumed").containsAll(CONSUMERS);
            assertThat(checker.suspensions).as("suspensions").isPositive();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** What was consumed may be consumed again where a queue changes hands, but nothing may be left out on the way. */
    private static final class Checker {
        final Map<String, Integer> sent = new HashMap<>();
        final Map<String, Integer> ended = new HashMap<>();
        final Map<String, String> busy = new HashMap<>(); // by queue
        final Map<String, String> last = new HashMap<>(); // by queue, what was suspended
        final Set<String> consumers = new HashSet<>();
        int suspensions;

        void take(String[] fact) {
            switch (fact[0]) {
                case "SENT" -> sent.merge(fact[1], Integer.parseInt(fact[2]), Math::max);
                case "BEGIN" -> begin(fact);
                case "END" -> {
                    busy.remove(fact[2]);
                    ended.merge(fact[3], Integer.parseInt(fact[4]), Math::max);
                }
                case "SUSPENDED" -> {
                    busy.remove(fact[2]);
                    last.put(fact[2], fact[3] + " " + fact[4]);
                    suspensions++;
                }
                default -> assertThat(fact[0]).isEqualTo(Facts.DONE);
            }
        }

        private void begin(String[] fact) {
            String what = String.join(" ", fact);
            assertThat(busy.put(fact[2], fact[1]))
                    .as("who is at the queue when " + what)
                    .isNull();
            int next = ended.getOrDefault(fact[3], -1) + 1;
            assertThat(Integer.parseInt(fact[4])).as(what).isLessThanOrEqualTo(next);
            consumers.add(fact[1]);
            String suspendedThere = last.remove(fact[2]);
            if (suspendedThere != null && Integer.parseInt(fact[4]) == next) {
                assertThat(fact[3] + " " + fact[4])
                        .as("what follows a suspension")
                        .isEqualTo(suspendedThere);
            }
        }
    }
}
