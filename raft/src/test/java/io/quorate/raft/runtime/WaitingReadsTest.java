package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import io.quorate.raft.ReadAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingReadsTest {
    private static final Optional<NodeId> N2 = Optional.of(new NodeId("n2"));

    private final WaitingReads reads = new WaitingReads(100, 3);
    private final List<Long> questions = new ArrayList<>();
    private final List<ReadOutcome> outcomes = new ArrayList<>();

    @Test
    void allOfOneTurnAreOneQuestion() {
        add(3);
        reads.ask(questions::add);
        reads.ask(questions::add);
        assertThat(questions).containsExactly(100L);
        reads.answered(new ReadAnswer(100, true, 5), N2);
        reads.applied(4);
        assertThat(outcomes).isEmpty();
        reads.applied(5);
        assertThat(outcomes).hasSize(3).containsOnly(new ReadOutcome.Current(5));
    }

    @Test
    void whileManyQuestionsAreUnderWayRequestsWaitTogether() {
        for (int i = 0; i < 2 * WaitingReads.QUESTIONS_MAX; i++) {
            add(1);
            reads.ask(questions::add);
        }
        assertThat(questions).hasSize(WaitingReads.QUESTIONS_MAX);
        reads.answered(new ReadAnswer(100, true, 1), N2);
        reads.ask(questions::add);
        assertThat(questions).hasSize(WaitingReads.QUESTIONS_MAX + 1);
        questions.forEach(id -> reads.answered(new ReadAnswer(id, true, 1), N2));
        reads.applied(1);
        assertThat(outcomes).hasSize(2 * WaitingReads.QUESTIONS_MAX);
    }

    @Test
    void whatTheLeaderDidNotConfirmMayBeTriedAgain() {
        add(2);
        reads.ask(questions::add);
        reads.answered(new ReadAnswer(100, false, 0), N2);
        reads.answered(new ReadAnswer(100, true, 1), N2);
        reads.applied(1);
        assertThat(outcomes).hasSize(2).containsOnly(new ReadOutcome.NoLeader(N2));
    }

    @Test
    void anIndexThatIsNeverReachedKeepsNobodyForEver() {
        add(1);
        reads.ask(questions::add);
        reads.answered(new ReadAnswer(100, true, Long.MAX_VALUE), N2);
        reads.tick(N2);
        reads.tick(N2);
        assertThat(outcomes).isEmpty();
        reads.tick(N2);
        assertThat(outcomes).containsExactly(new ReadOutcome.NoLeader(N2));
    }

    @Test
    void overTheBoundRequestsAreRefusedAtOnce() {
        add(WaitingReads.WAITING_MAX);
        assertThat(outcomes).isEmpty();
        add(1);
        assertThat(outcomes).containsExactly(new ReadOutcome.Overloaded(WaitingReads.WAITING_MAX));
        outcomes.clear();
        reads.abandonAll();
        assertThat(outcomes).hasSize(WaitingReads.WAITING_MAX).containsOnly(new ReadOutcome.NoLeader(Optional.empty()));
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            reads.add(outcomes::add);
        }
    }
}
