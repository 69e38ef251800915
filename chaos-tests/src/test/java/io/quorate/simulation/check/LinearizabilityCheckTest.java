package io.quorate.simulation.check;

import static io.quorate.simulation.check.VerdictAssert.assertFinds;
import static io.quorate.simulation.check.VerdictAssert.assertValid;
import static io.quorate.simulation.check.VerdictAssert.numbersOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulation.check.Operation.Register;
import org.junit.jupiter.api.Test;

/** Histories known to be good or bad. */
class LinearizabilityCheckTest {
    private static final long STEPS_MAX = 100_000;

    private static Verdict check(Script script) {
        return check(script, SequentialModel.register(0));
    }

    private static Verdict check(Script script, SequentialModel model) {
        return LinearizabilityCheck.check(script.index(), model, STEPS_MAX);
    }

    @Test
    void staleReadAfterAnAcknowledgedWrite() {
        assertFinds(check(new Script().wrote(1, 0, 1, 7).read(2, 2, 3, 0)), Anomaly.NOT_LINEARIZABLE);
    }

    @Test
    void staleReadAfterAnUnknownWriteIsLegal() {
        assertValid(check(new Script().writeUnknown(1, 0, 7).read(2, 2, 3, 0).read(2, 4, 5, 7)));
    }

    @Test
    void readOfAFailedWrite() {
        assertFinds(check(new Script().writeFailed(1, 0, 1, 7).read(2, 2, 3, 7)), Anomaly.NOT_LINEARIZABLE);
    }

    @Test
    void readOfAnUnknownWriteIsLegal() {
        assertValid(check(new Script().writeUnknown(1, 0, 7).read(2, 2, 3, 7)));
    }

    @Test
    void readBeforeTheWriteBegan() {
        assertFinds(check(new Script().read(2, 0, 1, 7).writeUnknown(1, 2, 7)), Anomaly.NOT_LINEARIZABLE);
    }

    @Test
    void readsGoBack() {
        Script underWay = new Script().wrote(1, 0, 9, 7).read(2, 1, 2, 7).read(2, 3, 4, 0);
        assertFinds(check(underWay), Anomaly.NOT_LINEARIZABLE);
        Script unknown = new Script().writeUnknown(1, 0, 7).read(2, 1, 2, 7).read(2, 3, 4, 0);
        assertFinds(check(unknown), Anomaly.NOT_LINEARIZABLE);
    }

    @Test
    void readsGoBackLegallyIfAnUnknownWriteExplainsIt() {
        assertValid(check(new Script()
                .writeUnknown(1, 0, 7)
                .writeUnknown(2, 0, 0)
                .read(3, 1, 2, 7)
                .read(3, 3, 4, 0)));
    }

    @Test
    void readsAtTheSameTimeMaySeeOldAndNew() {
        assertValid(check(new Script().wrote(1, 0, 9, 7).read(2, 1, 5, 7).read(3, 2, 6, 0)));
    }

    @Test
    void twoSwapsFromOneValue() {
        Script script = new Script().swapped(1, 0, 5, 0, 1, true).swapped(2, 1, 6, 0, 2, true);
        assertFinds(check(script), Anomaly.NOT_LINEARIZABLE);
    }

    @Test
    void aSwapRefusedThoughTheValueWasThere() {
        assertFinds(check(new Script().swapped(1, 0, 5, 0, 1, false)), Anomaly.NOT_LINEARIZABLE);
        assertValid(check(new Script().swapped(1, 0, 5, 0, 1, false).wrote(2, 5, 6, 2)));
    }

    @Test
    void writesAtTheSameTimeThatReadersOrderDifferently() {
        assertFinds(
                check(new Script()
                        .wrote(1, 0, 10, 1)
                        .wrote(2, 0, 10, 2)
                        .read(3, 11, 12, 1)
                        .read(4, 13, 14, 2)),
                Anomaly.NOT_LINEARIZABLE);
    }

    @Test
    void eachKeyIsJudgedAlone() {
        Script script = new Script()
                .wrote(1, 0, 1, 7)
                .add(2, 2, call -> Register.read(call, "other").answered(3, 0));
        assertValid(check(script));
    }

    @Test
    void aRisingRegisterKeepsTheHigher() {
        Script kept = new Script().wrote(1, 0, 1, 9).wrote(1, 2, 3, 5).read(2, 4, 5, 9);
        assertValid(check(kept, SequentialModel.risingRegister(0)));
        assertFinds(check(kept), Anomaly.NOT_LINEARIZABLE);
    }

    @Test
    void theEndOfAQueueCountsAppends() {
        SequentialModel model = SequentialModel.queueEnd(0);
        Script script = new Script()
                .add(1, 0, call -> Register.write(call, "r", 0).answered(5, 1))
                .add(2, 1, call -> Register.write(call, "r", 0).answered(6, 0))
                .read(3, 2, 3, 1);
        assertValid(check(script, model));
        assertFinds(check(script.read(3, 7, 8, 1), model), Anomaly.NOT_LINEARIZABLE);
        Script gap = new Script().add(1, 0, call -> Register.write(call, "r", 0).answered(5, 1));
        assertFinds(check(gap, model), Anomaly.NOT_LINEARIZABLE);
        assertValid(check(gap.writeUnknown(2, 5, 0), model));
    }

    @Test
    void theExampleIsShort() {
        Script script = new Script();
        for (int i = 0; i < 200; i++) {
            script.wrote(1, 10L * i, 10L * i + 3, i).read(2, 10L * i + 4, 10L * i + 6, i);
        }
        script.read(3, 2_000, 2_001, 198); // the last write was of 199, it is operation 398
        for (int i = 201; i < 400; i++) {
            script.wrote(1, 10L * i, 10L * i + 3, i).read(2, 10L * i + 4, 10L * i + 6, i);
        }
        Verdict verdict = check(script);
        assertFinds(verdict, Anomaly.NOT_LINEARIZABLE);
        assertThat(numbersOf(verdict.violations().get(0))).containsExactly(398, 400);
    }

    @Test
    void theExampleKeepsWhatOverlaps() {
        Script script = new Script()
                .wrote(1, 0, 10, 1)
                .wrote(2, 5, 15, 2)
                .read(3, 20, 21, 1)
                .read(3, 22, 23, 2);
        Verdict verdict = check(script);
        assertFinds(verdict, Anomaly.NOT_LINEARIZABLE);
        assertThat(numbersOf(verdict.violations().get(0))).containsExactly(0, 1, 2, 3);
    }

    /** Without it 12 writes at once have half a milliard orders. */
    @Test
    void whatWasTriedIsNotTriedAgain() {
        Script script = new Script();
        for (int i = 0; i < 12; i++) {
            script.wrote(i, i, 1_000, 5);
        }
        assertFinds(check(script.read(99, 2_000, 2_001, 77)), Anomaly.NOT_LINEARIZABLE);
    }

    @Test
    void aSearchTooLongIsUnknown() {
        Script script = new Script();
        for (int i = 0; i < 30; i++) {
            script.wrote(i, i, 1_000, i);
        }
        script.read(99, 2_000, 2_001, 77);
        Verdict verdict = check(script);
        assertThat(verdict.status()).isEqualTo(Verdict.Status.UNKNOWN);
        assertThat(verdict.note()).contains("given up");
    }

    @Test
    void longHistoriesOfFewAtATimeAreQuick() {
        Script script = new Script();
        for (int i = 0; i < 5_000; i++) {
            script.wrote(i % 4, 10L * i, 10L * i + 25, i % 3);
        }
        assertValid(check(script));
    }
}
