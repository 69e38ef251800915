package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Conversation;
import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.Traced;
import io.quorate.chaos.official.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions, request-reply, trace and tools' questions to consumers, through unmodified RocketMQ clients. */
class TransactionTest {
    @RegisterExtension
    static final GroupExtension GROUP =
            new GroupExtension(Map.of("transactionTimeOut", "1500", "transactionCheckInterval", "1500"));

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int KILL_ROUNDS = 2;
    private static final String ALL_KINDS = "commit,rollback,later-commit,later-rollback,throws";

    /** A running program and what it told so far. */
    private record Program(JvmProcess process, Path file) implements AutoCloseable {
        List<String[]> facts(String kind) {
            try {
                return Facts.read(file).stream()
                        .filter(fact -> fact[0].equals(kind))
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<String> keys(String kind) {
            return facts(kind).stream().map(fact -> fact[1]).toList();
        }

        void await(String what, BooleanSupplier condition) {
            Await.until(what, TIMEOUT, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError(
                            "the program ended before " + what + ":\n" + String.join("\n", process.outputTail(60)));
                }
                return condition.getAsBoolean();
            });
        }

        /** Lets it end by itself. */
        void finish() {
            process.closeInput();
            assertThat(process.awaitExit(TIMEOUT)).as("it ends").isTrue();
            assertThat(process.exitCode()).as("%s", process.outputTail(60)).isZero();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private static Program start(OfficialClient client, String name, Class<?> main, List<String> arguments) {
        LocalGroup group = GROUP.group();
        Path dir = group.dir().resolve("clients");
        try {
            Files.createDirectories(dir);
            Path file = dir.resolve(name + ".facts");
            if (name.equals("held")) {
                Files.createFile(Path.of(file + ".hold"));
            }
            List<String> all = new ArrayList<>(List.of(group.namesrvAddress()));
            all.addAll(arguments);
            OfficialClient.HeaderCodec codec = client == OfficialClient.V4_9
                    ? OfficialClient.HeaderCodec.ROCKETMQ
                    : OfficialClient.HeaderCodec.JSON;
            return new Program(client.start(main, codec, file, all), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Program transactional(OfficialClient client, String name, String topic, String kinds, int count) {
        return start(client, name, Transactional.class, List.of(topic, name, kinds, Integer.toString(count)));
    }

    /** What was decided to be seen arrives, and stands in one place; nothing else does, and nothing before it was decided. */
    private static void assertSeenAsDecided(Program program, Set<String> wanted) throws IOException {
        program.await("all committed messages", () -> new HashSet<>(program.keys("RECEIVED")).containsAll(wanted));
        Set<String> decided = new HashSet<>();
        Map<String, String> places = new HashMap<>();
        for (String[] fact : Facts.read(program.file())) {
            if (fact[0].equals("DECIDED")) {
                decided.add(fact[1]);
            } else if (fact[0].equals("RECEIVED")) {
                assertThat(decided).as("decided before it was seen").contains(fact[1]);
                String before = places.put(fact[1], fact[3]);
                // The same message may be delivered again after a change of leader; another one may not.
                assertThat(before == null || before.equals(fact[3]))
                        .as("%s at %s and at %s", fact[1], before, fact[3])
                        .isTrue();
            }
        }
        assertThat(places.keySet()).isEqualTo(wanted);
    }

    private static Set<String> ofKind(Program program, String fact, String... kinds) {
        Set<String> keys = new HashSet<>(program.keys(fact));
        keys.removeIf(key -> Stream.of(kinds).noneMatch(kind -> key.startsWith(kind + ":")));
        return keys;
    }

    @ParameterizedTest
    @EnumSource(names = {"V5_5", "V4_9"})
    void eachIsSeenAsItsProducerDecided(OfficialClient client) throws Exception {
        try (Program program = transactional(client, "plain-" + client, "Plain" + client, ALL_KINDS, 5)) {
            program.await("all to be sent", () -> !program.facts("ALL_SENT").isEmpty());
            assertThat(program.keys("FAILED")).isEmpty();
            assertThat(program.keys("SENT")).hasSize(25);
            Set<String> undecided = ofKind(program, "SENT", "later-commit", "later-rollback", "throws");
            program.await("all checks", () -> program.keys("CHECKED").containsAll(undecided));
            assertSeenAsDecided(program, ofKind(program, "SENT", "commit", "later-commit", "throws"));
            Map<String, String> transactionIds =
                    program.facts("SENT").stream().collect(Collectors.toMap(fact -> fact[1], fact -> fact[3]));
            assertThat(program.facts("RECEIVED"))
                    .allSatisfy(fact -> assertThat(fact[2]).isEqualTo(transactionIds.get(fact[1])));
            program.finish();
        }
    }

    /** The leader dies while the local transaction runs: its producer tells the end to nobody, and is asked by the next one. */
    @Test
    void aLeaderThatDiesBeforeTheEndTakesNothingAlong() throws Exception {
        LocalGroup group = GROUP.group();
        try (Program program = transactional(OfficialClient.V4_9, "held", "Held", "commit,rollback", 1)) {
            program.await("the half message", () -> !program.keys("LOCAL").isEmpty());
            killLeader(group, () -> Files.delete(Path.of(program.file() + ".hold")));
            program.await("all to be sent", () -> !program.facts("ALL_SENT").isEmpty());
            program.await("a check", () -> program.keys("CHECKED").contains("commit:held-0"));
            assertSeenAsDecided(program, new HashSet<>(program.keys("DECIDED")));
            assertThat(program.keys("DECIDED")).contains("commit:held-0");
            program.finish();
        }
    }

    /** The leader dies again and again while transactions come and go, so that some are at each step. */
    @Test
    void leadersMayDieAtEveryStep() throws Exception {
        LocalGroup group = GROUP.group();
        try (Program program = transactional(OfficialClient.V5_5, "steady", "Steady", ALL_KINDS, 100_000)) {
            for (int round = 1; round <= KILL_ROUNDS; round++) {
                int target = program.keys("SENT").size() + 60;
                program.await("more transactions", () -> program.keys("SENT").size() >= target);
                killLeader(group, () -> {});
            }
            Files.createFile(Path.of(program.file() + ".stop"));
            program.await("all to be sent", () -> !program.facts("ALL_SENT").isEmpty());
            Set<String> undecided = ofKind(program, "SENT", "later-commit", "later-rollback", "throws");
            program.await("all checks", () -> program.keys("CHECKED").containsAll(undecided));
            assertSeenAsDecided(program, new HashSet<>(program.keys("DECIDED")));
            program.finish();
        }
        Replicas.assertEqual(group);
    }

    /** Its producer dies with the decision open: whoever of the group comes next is asked. */
    @Test
    void anotherProducerOfTheGroupAnswersForOneThatIsGone() throws Exception {
        try (Program first = transactional(OfficialClient.V5_5, "gone", "Gone", "later-commit,later-rollback", 2)) {
            first.await("all to be sent", () -> !first.facts("ALL_SENT").isEmpty());
            first.process().kill9();
            assertThat(first.keys("CHECKED")).as("asked before it died").isEmpty();
            // It sends something itself: producers that never did are connected to nobody.
            try (Program second = transactional(OfficialClient.V5_5, "heir", "Gone", "commit", 1)) {
                second.await("all checks", () -> second.keys("CHECKED").containsAll(first.keys("SENT")));
                assertSeenAsDecided(second, Set.of("later-commit:gone-0", "later-commit:gone-1", "commit:heir-0"));
                second.finish();
            }
        }
    }

    @Test
    void questionsAreAnsweredAlsoByTheNextLeader() throws Exception {
        LocalGroup group = GROUP.group();
        try (Program program = start(OfficialClient.V5_5, "conversation", Conversation.class, List.of("Talk", "3"))) {
            program.await("answers", () -> program.facts("ASKED").size() == 3);
            killLeader(group, () -> {});
            program.process().input('\n');
            program.await("one answer more", () -> program.facts("ASKED").size() == 4);
            program.finish();
            assertThat(program.facts("ASKED"))
                    .allSatisfy(fact -> assertThat(fact[2]).isEqualTo("answer to " + fact[1]));
        }
    }

    @Test
    void oldClientsTalkAsWell() {
        try (Program program =
                start(OfficialClient.V4_9, "conversation-4.9", Conversation.class, List.of("Talk49", "2"))) {
            program.await("answers", () -> program.facts("ASKED").size() == 2);
            program.finish();
        }
    }

    @Test
    void messagesAreTracedAndConsumersAskedThroughEveryNode() throws Exception {
        LocalGroup group = GROUP.group();
        String addresses = group.nodes().stream()
                .map(node -> "127.0.0.1:" + group.port(node))
                .collect(Collectors.joining(","));
        try (Program program = start(OfficialClient.V5_5, "traced", Traced.class, List.of("Traced", addresses))) {
            assertThat(program.process().awaitExit(TIMEOUT)).isTrue();
            assertThat(program.process().exitCode())
                    .as("%s", program.process().outputTail(60))
                    .isZero();
            assertThat(program.keys("TRACE")).contains("Pub", "SubBefore", "SubAfter");
            assertThat(program.facts("INFO"))
                    .hasSize(3)
                    .allSatisfy(fact -> assertThat(fact[4]).isEqualTo("true"));
            assertThat(program.facts("DIRECTLY"))
                    .hasSize(3)
                    .allSatisfy(fact -> assertThat(fact[2]).isEqualTo("CR_SUCCESS"));
            assertThat(program.keys("OFFLINE")).containsExactly("1", "1", "1");
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void killLeader(LocalGroup group, Action meanwhile) throws IOException {
        String leader = group.awaitLeader().node();
        group.kill9(leader);
        meanwhile.run();
        group.awaitLeader();
        group.startNode(leader);
        group.awaitCaughtUp(leader);
    }
}
