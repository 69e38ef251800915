package io.quorate.broker.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.TagFilter;
import io.quorate.protocol.TagHash;
import io.quorate.remoting.RequestException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Long polling in virtual time; what runs on the executor runs when the test says so. */
class ParkedPullsTest {
    private static final int PARKED_PULLS_MAX = 3;

    private final Map<String, Long> maxOffsets = new HashMap<>();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<PullResult> answers = new ArrayList<>();
    private final FakeConnection connection = new FakeConnection();
    private long unwanted; // messages before this offset do not match
    private boolean tooSmall;
    private Runnable duringEvaluation = () -> {};
    private long nowMillis = 1_000;
    private final ParkedPulls parked = new ParkedPulls(this::evaluate, work::add, () -> nowMillis, PARKED_PULLS_MAX);

    @Test
    void pullThatFindsSomethingIsAnsweredAtOnce() {
        maxOffsets.put("T-0", 5L);
        parked.serve(query("T", 0, 3, TagFilter.ALL), connection, 15_000, answers::add);
        assertThat(answers).extracting(PullResult::code).containsExactly(ResponseCode.SUCCESS);
        assertThat(parked.size()).isZero();
    }

    @Test
    void pullThatMayNotWaitIsAnsweredAtOnce() {
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 0, answers::add);
        assertThat(answers).extracting(PullResult::code).containsExactly(ResponseCode.PULL_NOT_FOUND);
        assertThat(parked.size()).isZero();
    }

    @Test
    void arrivalWakesOnTheExecutorOnly() {
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        arrive("T", 0, TagHash.NONE);
        assertThat(answers).isEmpty();
        runWork();
        assertThat(answers).extracting(PullResult::code).containsExactly(ResponseCode.SUCCESS);
        assertThat(parked.size()).isZero();
    }

    @Test
    void arrivalElsewhereOrOfAnotherTagLeavesItHeld() throws RequestException {
        parked.serve(query("T", 0, 0, TagFilter.parse("a || b")), connection, 15_000, answers::add);
        arrive("T", 1, TagHash.of("a"));
        arrive("U", 0, TagHash.of("a"));
        arrive("T", 0, TagHash.of("c"));
        arrive("T", 0, TagHash.NONE);
        assertThat(work).isEmpty();
        arrive("T", 0, TagHash.of("b"));
        runWork();
        assertThat(answers).extracting(PullResult::code).containsExactly(ResponseCode.SUCCESS);
    }

    @Test
    void messageBeforeTheWantedOneDoesNotWake() {
        maxOffsets.put("T-0", 3L);
        parked.serve(query("T", 0, 7, TagFilter.ALL), connection, 15_000, answers::add);
        arrive("T", 0, TagHash.NONE);
        assertThat(work).isEmpty();
        assertThat(parked.size()).isEqualTo(1);
    }

    @Test
    void wokenInVainItWaitsOnUntilItsFirstDeadline() {
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 1_000, answers::add);
        nowMillis += 900;
        parked.messageApplied("T", 0, 0, TagHash.NONE);
        runWork();
        assertThat(answers).isEmpty();
        assertThat(parked.size()).isEqualTo(1);
        nowMillis += 99;
        tick();
        assertThat(answers).isEmpty();
        nowMillis += 1;
        tick();
        assertThat(answers).extracting(PullResult::code).containsExactly(ResponseCode.PULL_NOT_FOUND);
        assertThat(parked.size()).isZero();
    }

    @Test
    void timeIsUpForTheOldestOnly() {
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 2_000, answers::add);
        parked.serve(query("T", 1, 0, TagFilter.ALL), connection, 1_000, answers::add);
        nowMillis += 1_000;
        tick();
        assertThat(answers).hasSize(1);
        assertThat(parked.size()).isEqualTo(1);
    }

    @Test
    void messageAppliedBetweenEvaluationAndParkingIsNotMissed() {
        duringEvaluation = () -> {
            duringEvaluation = () -> {};
            arrive("T", 0, TagHash.NONE);
        };
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        assertThat(answers).extracting(PullResult::code).containsExactly(ResponseCode.SUCCESS);
        assertThat(parked.size()).isZero();
    }

    @Test
    void restoredStateAnswersEverybody() {
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        parked.serve(query("T", 1, 0, TagFilter.ALL), connection, 15_000, answers::add);
        maxOffsets.put("T-0", 5L);
        parked.stateRestored();
        assertThat(answers).isEmpty();
        runWork();
        assertThat(answers)
                .extracting(PullResult::code)
                .containsExactlyInAnyOrder(ResponseCode.SUCCESS, ResponseCode.PULL_NOT_FOUND);
        assertThat(parked.size()).isZero();
    }

    @Test
    void stateRestoredBetweenEvaluationAndParkingIsNotMissed() {
        duringEvaluation = () -> {
            duringEvaluation = () -> {};
            maxOffsets.put("T-0", 5L);
            parked.stateRestored();
        };
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        assertThat(answers).extracting(PullResult::code).containsExactly(ResponseCode.SUCCESS);
        assertThat(parked.size()).isZero();
    }

    @Test
    void oneArrivalWakesEveryGroupAndAnswersEachOnce() {
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        arrive("T", 0, TagHash.NONE);
        arrive("T", 0, TagHash.NONE);
        nowMillis += 20_000;
        parked.tick();
        parked.answerAll();
        runWork();
        assertThat(answers).hasSize(2);
    }

    /** As with many broadcasting consumers. What grows with the square of their number takes minutes here. */
    @Test
    void tensOfThousandsAtOneQueueComeAndGoInLittleTime() {
        int count = 100_000;
        ParkedPulls many = new ParkedPulls(this::evaluate, work::add, () -> nowMillis, count);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < count; i++) {
                many.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
            }
            assertThat(many.size()).isEqualTo(count);
            maxOffsets.put("T-0", 1L);
            many.messageApplied("T", 0, 0, TagHash.NONE);
            runWork();
        });
        assertThat(answers).hasSize(count);
        assertThat(many.size()).isZero();
    }

    @Test
    void pullsOfAClosedConnectionAreDropped() {
        FakeConnection other = new FakeConnection();
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        parked.serve(query("T", 1, 0, TagFilter.ALL), connection, 15_000, answers::add);
        parked.serve(query("T", 0, 0, TagFilter.ALL), other, 15_000, answers::add);
        assertThat(connection.closeActionCount()).isEqualTo(1);
        connection.close();
        assertThat(parked.size()).isEqualTo(1);
        arrive("T", 0, TagHash.NONE);
        arrive("T", 1, TagHash.NONE);
        runWork();
        assertThat(answers).hasSize(1);
    }

    @Test
    void pullOfAConnectionThatIsAlreadyClosedIsNotHeld() {
        connection.close();
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        assertThat(parked.size()).isZero();
        assertThat(answers).isEmpty();
    }

    @Test
    void oneTooManyIsToldToComeBackLater() {
        for (int i = 0; i < PARKED_PULLS_MAX; i++) {
            parked.serve(query("T", i, 0, TagFilter.ALL), connection, 15_000, answers::add);
        }
        assertThat(answers).isEmpty();
        parked.serve(query("T", 99, 0, TagFilter.ALL), connection, 15_000, answers::add);
        assertThat(answers).extracting(PullResult::code).containsExactly(ResponseCode.SYSTEM_BUSY);
        assertThat(parked.size()).isEqualTo(PARKED_PULLS_MAX);
    }

    @Test
    void answerAllAnswersEverybody() {
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        parked.serve(query("T", 1, 0, TagFilter.ALL), connection, 15_000, answers::add);
        parked.answerAll();
        runWork();
        assertThat(answers)
                .extracting(PullResult::code)
                .containsExactly(ResponseCode.PULL_NOT_FOUND, ResponseCode.PULL_NOT_FOUND);
        assertThat(parked.size()).isZero();
    }

    @Test
    void pullsOfOneQueueAreAnsweredAndNoOthers() {
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        parked.serve(query("T", 1, 0, TagFilter.ALL), connection, 15_000, answers::add);
        parked.answerQueue("T", 1);
        parked.answerQueue("T", 2);
        runWork();
        assertThat(answers).hasSize(1);
        assertThat(parked.size()).isEqualTo(1);
    }

    /** Only the record tells whether it matches: the pull is woken by each, and held on from behind what it has seen. */
    @Test
    void wokenByWhatItsExpressionDoesNotWantItIsHeldOn() {
        unwanted = 3;
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        for (int i = 0; i < 3; i++) {
            arrive("T", 0, TagHash.NONE);
            runWork();
            assertThat(answers).isEmpty();
            assertThat(parked.size()).isEqualTo(1);
        }
        nowMillis += 15_000;
        tick();
        assertThat(answers).extracting(PullResult::code).containsExactly(ResponseCode.PULL_NOT_FOUND);
        assertThat(answers).extracting(PullResult::nextBeginOffset).containsExactly(3L);
        // What was there before the pull came is another matter: its client is to know how far it has come.
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        assertThat(answers).extracting(PullResult::code).endsWith(ResponseCode.PULL_RETRY_IMMEDIATELY);
    }

    /** At a follower whose queue begins later than what is wanted: the leader may still have it. */
    @Test
    void pullForTheLeaderIsHeldForASecondOnly() {
        tooSmall = true;
        parked.serve(query("T", 0, 0, TagFilter.ALL), connection, 15_000, answers::add);
        nowMillis += 999;
        tick();
        assertThat(answers).isEmpty();
        nowMillis += 1;
        tick();
        assertThat(answers).extracting(PullResult::isForTheLeader).containsExactly(true);
    }

    private PullResult evaluate(PullQuery query) {
        long max = maxOffsets.getOrDefault(query.topic() + "-" + query.queueId(), 0L);
        duringEvaluation.run();
        if (tooSmall) {
            return PullResult.empty(
                    ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_TOO_SMALL, query.queueOffset(), 5, 9);
        }
        if (query.queueOffset() < max && max <= unwanted) {
            return PullResult.empty(ResponseCode.PULL_RETRY_IMMEDIATELY, PullStatus.NO_MATCHED_MESSAGE, max, 0, max);
        }
        return query.queueOffset() < max
                ? PullResult.empty(ResponseCode.SUCCESS, PullStatus.FOUND, max, 0, max)
                : PullResult.empty(
                        ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_OVERFLOW_ONE, query.queueOffset(), 0, max);
    }

    private void arrive(String topic, int queueId, long tagHash) {
        long offset = maxOffsets.merge(topic + "-" + queueId, 1L, Long::sum) - 1;
        parked.messageApplied(topic, queueId, offset, tagHash);
    }

    private void tick() {
        parked.tick();
        runWork();
    }

    private void runWork() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    private static PullQuery query(String topic, int queueId, long queueOffset, TagFilter filter) {
        return new PullQuery(topic, queueId, queueOffset, 32, filter);
    }
}
