package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.OrderedPops;
import io.quorate.chaos.official.PopConsumers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups that pop, while the leader dies. */
class PopConsumptionTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int STEADY_COUNT = 300;
    private static final long INVISIBLE_MILLIS = 5000;
    private static final long NACK_MILLIS = 10_000; // the client's own, after the first failure

    /** An acknowledgement that the leader did not get, or could not answer, is lost with it: so long around its death. */
    private static final long AROUND_KILL_MILLIS = 15_000;

    private record Consumed(String key, int reconsumeTimes, String outcome, long popMillis, long millis) {
        static Consumed of(String[] fact) {
            return new Consumed(
                    fact[1], Integer.parseInt(fact[3]), fact[4], Long.parseLong(fact[5]), Long.parseLong(fact[6]));
        }

        boolean isPopped() {
            return popMillis > 0;
        }

        /** The client acknowledges nothing whose time may be over. */
        boolean isTooLateToAcknowledge() {
            return millis - popMillis > INVISIBLE_MILLIS - 1000;
        }
    }

    @Test
    void stockConsumersGetEveryMessageAndNoneAgainThatTheyAcknowledged() throws Exception {
        LocalGroup group = GROUP.group();
        Path facts = Files.createDirectories(group.dir().resolve("clients")).resolve("pop.facts");
        long killMillis;
        try (JvmProcess client = OfficialClient.V5_5.start(
                PopConsumers.class,
                OfficialClient.HeaderCodec.JSON,
                facts,
                List.of(group.namesrvAddress(), "PopOfficial", "pop-official"))) {
            awaitMore(client, facts);
            String leader = group.awaitLeader().node();
            killMillis = System.currentTimeMillis();
            group.kill9(leader);
            awaitMore(client, facts);
            group.startNode(leader);
            awaitMore(client, facts);
            client.closeInput();
            assertThat(client.awaitExit(TIMEOUT) && client.exitCode() == 0)
                    .as(String.join("\n", client.outputTail(40)))
                    .isTrue();
        }
        check(Facts.read(facts), killMillis);
        Replicas.assertEqual(group);
    }

    /** The leader is killed twice. Every acknowledged send is popped until it is acknowledged, and never after. */
    @Test
    void receiptsAndHiddenTimesOutliveTheLeader() throws Exception {
        LocalGroup group = GROUP.group();
        PopWorkers checked;
        try (SdkLoad load = SdkLoad.start(group.namesrvAddress(), "PopRaw");
                PopWorkers workers = PopWorkers.start(group, "PopRaw")) {
            awaitMore(workers);
            for (int round = 0; round < 2; round++) {
                String leader = group.awaitLeader().node();
                group.kill9(leader);
                awaitMore(workers);
                group.startNode(leader);
                group.awaitCaughtUp(leader);
            }
            List<String> sent = load.stop().ackedKeys();
            workers.finishUp();
            Await.until(
                    "every message to be acknowledged",
                    TIMEOUT,
                    () -> sent.stream().allMatch(workers::isDoneWith));
            checked = workers;
        }
        assertThat(checked.violations()).isEmpty();
        assertThat(checked.redeliveredCount()).isPositive();
        Replicas.assertEqual(group);
    }

    /** With binary headers, in which RocketMQ cuts the codes of these requests short. */
    @Test
    void orderIsKeptAndBatchesOfAcknowledgementsCountAcrossAKill() throws Exception {
        LocalGroup group = GROUP.group();
        Path facts = Files.createDirectories(group.dir().resolve("clients")).resolve("ordered-pops.facts");
        try (JvmProcess client = OfficialClient.V5_5.start(
                OrderedPops.class,
                OfficialClient.HeaderCodec.ROCKETMQ,
                facts,
                List.of(group.namesrvAddress(), "OrderedPops"))) {
            Await.until("a third to be acknowledged", TIMEOUT, () -> acknowledged(facts) >= OrderedPops.COUNT);
            String leader = group.awaitLeader().node();
            group.kill9(leader);
            assertThat(client.awaitExit(TIMEOUT) && client.exitCode() == 0)
                    .as(String.join("\n", client.outputTail(40)))
                    .isTrue();
            group.startNode(leader);
        }
        PopHistory history = PopHistory.of(Facts.read(facts));
        assertThat(history.violations()).isEmpty();
        assertThat(history.redeliveredCount()).isPositive();
        Replicas.assertEqual(group);
    }

    private static long acknowledged(Path facts) {
        try {
            return Facts.read(facts).stream()
                    .filter(fact -> fact[0].equals("ACKED"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitMore(PopWorkers workers) {
        int target = workers.ackedCount() + STEADY_COUNT;
        Await.until("messages to be acknowledged", TIMEOUT, () -> workers.ackedCount() >= target);
    }

    private static void awaitMore(JvmProcess client, Path facts) {
        int target = consumed(facts).size() + STEADY_COUNT;
        Await.until("messages to be consumed", TIMEOUT, () -> {
            if (!client.isAlive()) {
                throw new AssertionError("the client ended:\n" + String.join("\n", client.outputTail(40)));
            }
            return consumed(facts).size() >= target;
        });
    }

    private static List<Consumed> consumed(Path facts) {
        try {
            return Facts.read(facts).stream()
                    .filter(fact -> fact[0].equals("CONSUMED"))
                    .map(Consumed::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(List<String[]> facts, long killMillis) {
        Set<String> sent = new HashSet<>();
        Map<String, List<Consumed>> byKey = new TreeMap<>();
        for (String[] fact : facts) {
            if (fact[0].equals("SENT")) {
                assertThat(sent.add(fact[1])).isTrue();
            } else if (fact[0].equals("CONSUMED")) {
                Consumed consumed = Consumed.of(fact);
                byKey.computeIfAbsent(consumed.key, absent -> new ArrayList<>()).add(consumed);
            }
        }
        assertThat(byKey.keySet()).containsAll(sent);
        assertThat(byKey.values().stream().flatMap(List::stream)).allMatch(Consumed::isPopped);
        byKey.forEach((key, deliveries) -> checkDeliveries(key, deliveries, killMillis));
        assertThat(byKey.values().stream().flatMap(List::stream).map(Consumed::outcome))
                .contains("OK", "LATER", "SLOW");
    }

    private static void checkDeliveries(String key, List<Consumed> deliveries, long killMillis) {
        for (int i = 1; i < deliveries.size(); i++) {
            Consumed before = deliveries.get(i - 1);
            Consumed again = deliveries.get(i);
            boolean aroundKill = Math.abs(before.millis - killMillis) < AROUND_KILL_MILLIS;
            boolean nacked = before.outcome.equals("LATER") && !aroundKill && !before.isTooLateToAcknowledge();
            // By the brokers' clocks, which are one.
            assertThat(again.popMillis - before.popMillis)
                    .as(key)
                    .isGreaterThanOrEqualTo(nacked ? NACK_MILLIS : INVISIBLE_MILLIS);
            if (before.outcome.equals("OK")) {
                assertThat(aroundKill || before.isTooLateToAcknowledge())
                        .as("%s was consumed at %d, the kill was at %d", key, before.millis, killMillis)
                        .isTrue();
            }
            assertThat(again.reconsumeTimes).as(key).isGreaterThan(before.reconsumeTimes);
        }
    }
}
