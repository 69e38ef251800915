package io.quorate.broker.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.read.OffsetQueries.Boundary;
import io.quorate.broker.state.TestReplica;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.TagFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Pulls and offset queries on random queues against a twin that looks at every message. */
class PullPropertyTest {
    private record Sent(String tag, String body, long storeMillis) {}

    @Property(tries = 40)
    void pullsAndOffsetsAreWhatTheTwinSays(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        List<Sent> sent = new ArrayList<>();
        try (TestReplica replica = new TestReplica()) {
            int count = random.nextInt(60);
            for (int i = 0; i < count; i++) {
                Sent message = new Sent("t" + random.nextInt(4), "body" + i, replica.nowMillis());
                sent.add(message);
                replica.append(
                        replica.message("T", 1, null, "neighbour"), replica.message("T", 0, message.tag, message.body));
                replica.advanceMillis(random.nextInt(3));
            }
            replica.applyAll();
            for (int i = 0; i < 40; i++) {
                comparePull(replica, sent, random);
                compareTimes(replica, sent, random);
            }
        }
    }

    private static void comparePull(TestReplica replica, List<Sent> sent, Random random) throws Exception {
        PullService pulls = new PullService(replica.state()::queues, replica.log()::hold, () -> true);
        List<String> wanted = random.nextInt(4) == 0
                ? List.of()
                : IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(i -> "t" + random.nextInt(5))
                        .toList();
        int from = random.nextInt(sent.size() + 3) - 1;
        int maxMsgNums = 1 + random.nextInt(10);
        PullResult result =
                pulls.pull(new PullQuery("T", 0, from, maxMsgNums, TagFilter.parse(String.join(" || ", wanted))));
        if (from < 0 || from >= sent.size()) {
            long expectedNext = sent.isEmpty() || from < 0 ? 0 : from > sent.size() ? sent.size() : from;
            boolean notFound = from == sent.size();
            assertThat(result.code())
                    .isEqualTo(notFound ? ResponseCode.PULL_NOT_FOUND : ResponseCode.PULL_OFFSET_MOVED);
            assertThat(result.nextBeginOffset()).isEqualTo(expectedNext);
            return;
        }
        List<String> expected = new ArrayList<>();
        int at = from;
        while (at < sent.size() && expected.size() < maxMsgNums) {
            if (wanted.isEmpty() || wanted.contains(sent.get(at).tag)) {
                expected.add(sent.get(at).body);
            }
            at++;
        }
        assertThat(PullServiceTest.bodies(result)).isEqualTo(expected);
        assertThat(result.nextBeginOffset()).isEqualTo(at);
        assertThat(result.code())
                .isEqualTo(expected.isEmpty() ? ResponseCode.PULL_RETRY_IMMEDIATELY : ResponseCode.SUCCESS);
    }

    private static void compareTimes(TestReplica replica, List<Sent> sent, Random random) {
        OffsetQueries queries = new OffsetQueries(replica.state());
        long time = replica.nowMillis() - random.nextInt(140) + 10;
        long lower = sent.stream().filter(message -> message.storeMillis < time).count();
        assertThat(queries.searchByTime("T", 0, time, Boundary.LOWER)).isEqualTo(lower);
        long notLater =
                sent.stream().filter(message -> message.storeMillis <= time).count();
        assertThat(queries.searchByTime("T", 0, time, Boundary.UPPER)).isEqualTo(Math.max(0, notLater - 1));
    }
}
