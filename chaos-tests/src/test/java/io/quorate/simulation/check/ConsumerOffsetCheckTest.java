package io.quorate.simulation.check;

import static io.quorate.simulation.check.Script.at;
import static io.quorate.simulation.check.VerdictAssert.assertFinds;
import static io.quorate.simulation.check.VerdictAssert.assertValid;

import org.junit.jupiter.api.Test;

class ConsumerOffsetCheckTest {
    private static Verdict check(Script script, CommitRule rule) {
        return ConsumerOffsetCheck.check(script.index(), rule, 100_000);
    }

    private static Verdict check(Script script) {
        return check(script, CommitRule.LAST_WRITER_WINS);
    }

    @Test
    void toldAsCommitted() {
        assertValid(check(new Script()
                .queried(2, 0, 1, Operation.NONE)
                .committed(1, 2, 3, 5)
                .queried(2, 4, 5, 5)
                .committed(1, 6, 7, 9)
                .queried(2, 8, 9, 9)));
    }

    @Test
    void anAcknowledgedCommitIsLost() {
        assertFinds(
                check(new Script().committed(1, 0, 1, 5).committed(1, 2, 3, 9).queried(2, 4, 5, 5)),
                Anomaly.COMMIT_LOST);
    }

    @Test
    void allCommitsAreLost() {
        assertFinds(check(new Script().committed(1, 0, 1, 5).queried(2, 4, 5, Operation.NONE)), Anomaly.COMMIT_LOST);
    }

    @Test
    void queriesGoBack() {
        assertFinds(
                check(new Script()
                        .committed(1, 0, 1, 5)
                        .committed(1, 2, 20, 9)
                        .queried(2, 3, 4, 9)
                        .queried(2, 5, 6, 5)),
                Anomaly.COMMIT_LOST);
    }

    @Test
    void moreThanWasAskedFor() {
        assertFinds(
                check(new Script().committed(1, 0, 1, 5).queried(2, 2, 3, 6).committed(1, 4, 5, 6)),
                Anomaly.COMMIT_FROM_FUTURE);
    }

    @Test
    void anOffsetNobodyCommitted() {
        assertFinds(
                check(new Script().committed(1, 0, 1, 5).committed(1, 2, 9, 8).queried(2, 3, 4, 7)),
                Anomaly.COMMIT_PHANTOM);
    }

    @Test
    void beyondTheEndOfTheQueue() {
        assertFinds(
                check(new Script()
                        .sent(1, 0, 1, "a", 0)
                        .committed(2, 2, 3, 7)
                        .queried(3, 4, 5, 7)
                        .drained(10, 11, 0, 1, at(0, "a"))),
                Anomaly.COMMIT_BEYOND_END);
    }

    @Test
    void legal_oneUnderWayIsToldOrNot() {
        assertValid(check(new Script()
                .committed(1, 0, 1, 5)
                .committed(1, 2, 20, 9)
                .queried(2, 3, 4, 5)
                .queried(2, 5, 6, 9)));
    }

    @Test
    void legal_anUnknownCommitLandsLate() {
        Script script =
                new Script().commitUnknown(1, 0, 1, 5).committed(2, 2, 3, 9).queried(3, 4, 5, 5);
        assertValid(check(script));
        assertFinds(check(script, CommitRule.NEVER_BACK), Anomaly.COMMIT_LOST);
    }

    @Test
    void aLowerCommitCountsWhereTheLastWriterWins() {
        Script lowered =
                new Script().committed(1, 0, 1, 9).committed(2, 2, 3, 5).queried(3, 4, 5, 5);
        assertValid(check(lowered));
        assertFinds(check(lowered, CommitRule.NEVER_BACK), Anomaly.NOT_LINEARIZABLE);
        Script kept = new Script().committed(1, 0, 1, 9).committed(2, 2, 3, 5).queried(3, 4, 5, 9);
        assertFinds(check(kept), Anomaly.NOT_LINEARIZABLE);
        assertValid(check(kept, CommitRule.NEVER_BACK));
    }

    @Test
    void writersAtTheSameTimeMayWinInAnyOrderButOnlyOne() {
        Script script = new Script().committed(1, 0, 5, 3).committed(2, 1, 6, 4).queried(3, 7, 8, 3);
        assertValid(check(script));
        assertFinds(check(script.queried(4, 9, 10, 4)), Anomaly.NOT_LINEARIZABLE);
    }
}
