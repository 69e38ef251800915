package io.quorate.simulation.check;

import static io.quorate.simulation.check.Script.at;
import static io.quorate.simulation.check.VerdictAssert.assertFinds;
import static io.quorate.simulation.check.VerdictAssert.assertValid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Planted histories for what consumer groups are given. */
class ConsumptionChecksTest {
    @Nested
    class DeliveryToGroups {
        private Verdict check(Script script, String... groups) {
            return DeliveryCheck.check(script.index(), List.of(groups));
        }

        @Test
        void eachGroupGetsAll() {
            assertValid(check(
                    new Script()
                            .sent(1, 0, 1, "a", 0)
                            .given(2, 2, 3, "g", "c", 0, "a")
                            .given(3, 2, 3, "h", "d", 0, "a"),
                    "g",
                    "h"));
        }

        @Test
        void oneGroupMissesOne() {
            assertFinds(
                    check(new Script().sent(1, 0, 1, "a", 0).given(2, 2, 3, "g", "c", 0, "a"), "g", "h"),
                    Anomaly.NOT_DELIVERED);
        }

        @Test
        void whoGotItDied() {
            assertFinds(
                    check(new Script().sent(1, 0, 1, "a", 0).givenAndDied(2, 2, "c", 0, "a"), "g"),
                    Anomaly.NOT_DELIVERED);
        }

        @Test
        void poppedAndNeverAcknowledged() {
            assertFinds(
                    check(new Script().sent(1, 0, 1, "a", 0).popped(2, 2, 3, 10, at(0, "a")), "g"),
                    Anomaly.NOT_DELIVERED);
        }

        @Test
        void legal_retentionTookItBeforeAndThatIsCounted() {
            Script script =
                    new Script().sent(1, 0, 1, "a", 0).sent(1, 2, 3, "b", 1).given(2, 4, 5, "g", "c", 1, "b");
            Verdict verdict = check(script.drained(8, 9, 1, 2, at(1, "b")), "g");
            assertValid(verdict);
            assertThat(verdict.note()).contains("1 times retention took");
        }

        @Test
        void whatIsKeptIsNotTakenByRetention() {
            Script script = new Script().sent(1, 0, 1, "a", 0).sent(1, 2, 3, "b", 1);
            assertFinds(check(script.drained(8, 9, 1, 2, at(1, "b")), "g"), Anomaly.NOT_DELIVERED);
        }

        @Test
        void legal_givenAgainIsCounted() {
            Verdict verdict = check(
                    new Script()
                            .sent(1, 0, 1, "a", 0)
                            .sendUnknown(4, 0, 1, "b")
                            .givenAndDied(2, 2, "c", 0, "a")
                            .given(3, 5, 6, "d", 0, "a"),
                    "g");
            assertValid(verdict);
            assertThat(verdict.note()).contains("1 times one again");
        }
    }

    @Nested
    class OffsetsOfGroups {
        private Verdict check(Script script) {
            return CommittedDeliveryCheck.check(script.index());
        }

        private Script twoGiven() {
            return new Script()
                    .sent(1, 0, 1, "a", 0)
                    .sent(1, 2, 3, "b", 1)
                    .given(2, 4, 5, "c", 0, "a")
                    .given(3, 6, 7, "c", 1, "b");
        }

        @Test
        void itFollowsWhatWasGiven() {
            assertValid(check(twoGiven().queried(4, 8, 9, 1).queried(4, 10, 11, 2)));
        }

        @Test
        void itIsForgotten() {
            assertFinds(check(twoGiven().queried(4, 8, 9, 2).queried(4, 10, 11, Operation.NONE)), Anomaly.COMMIT_LOST);
        }

        @Test
        void itGoesBack() {
            assertFinds(check(twoGiven().queried(4, 8, 9, 2).queried(4, 10, 11, 1)), Anomaly.COMMIT_LOST);
        }

        @Test
        void itPassesOverOneNeverGiven() {
            assertFinds(
                    check(new Script()
                            .sent(1, 0, 1, "a", 0)
                            .sent(1, 2, 3, "b", 1)
                            .given(3, 6, 7, "c", 1, "b")
                            .queried(4, 8, 9, 2)),
                    Anomaly.COMMIT_BEYOND_GIVEN);
        }

        @Test
        void legal_whoTookOverWasGivenItAgain() {
            assertValid(check(twoGiven()
                    .queried(4, 8, 9, 2)
                    .given(5, 10, 11, "d", 0, "a")
                    .queried(4, 12, 13, 1)
                    .given(5, 14, 15, "d", 1, "b")
                    .queried(4, 16, 17, 2)));
        }

        @Test
        void legal_questionsAtTheSameTime() {
            assertValid(check(twoGiven().queried(4, 8, 20, 1).queried(5, 9, 10, 2)));
        }
    }

    @Nested
    class Ownership {
        private Verdict check(Script script) {
            return OwnershipCheck.check(script.index());
        }

        private Script twoSent() {
            return new Script().sent(1, 0, 1, "a", 0).sent(1, 2, 3, "b", 1);
        }

        @Test
        void oneAfterTheOther() {
            assertValid(check(twoSent().given(2, 4, 6, "c", 0, "a").given(3, 6, 8, "d", 1, "b")));
        }

        @Test
        void twoAtTheSameTime() {
            assertFinds(check(twoSent().given(2, 4, 6, "c", 0, "a").given(3, 5, 8, "d", 1, "b")), Anomaly.OWNED_TWICE);
        }

        @Test
        void theSecondBeforeTheFirst() {
            assertFinds(check(twoSent().given(2, 4, 6, "c", 1, "b").given(3, 7, 8, "c", 0, "a")), Anomaly.OUT_OF_ORDER);
        }

        @Test
        void legal_givenAgainAfterADeath() {
            assertValid(check(twoSent()
                    .given(2, 4, 6, "c", 0, "a")
                    .givenAndDied(3, 7, "c", 1, "b")
                    .given(4, 9, 10, "d", 0, "a")
                    .given(4, 11, 12, "d", 1, "b")));
        }

        @Test
        void legal_anotherGroupAtTheSameTime() {
            assertValid(check(twoSent().given(2, 4, 6, "g", "c", 0, "a").given(3, 5, 8, "h", "d", 0, "a")));
        }
    }

    @Nested
    class Pops {
        private Verdict check(Script script) {
            return PopCheck.check(script.index(), 0);
        }

        @Test
        void givenAgainOnceVisible() {
            assertValid(check(new Script()
                    .popped(1, 0, 1, 100, at(0, "a"))
                    .popped(2, 90, 101, 100, at(0, "a"))
                    .acknowledged(2, 110, 111, 0)
                    .popped(1, 300, 301, 100, at(1, "b"))));
        }

        @Test
        void givenWhileHidden() {
            assertFinds(
                    check(new Script().popped(1, 0, 1, 100, at(0, "a")).popped(2, 50, 60, 100, at(0, "a"))),
                    Anomaly.GIVEN_WHILE_HIDDEN);
        }

        @Test
        void givenToTwoAtTheSameTime() {
            assertFinds(
                    check(new Script().popped(1, 0, 50, 100, at(0, "a")).popped(2, 10, 40, 100, at(0, "a"))),
                    Anomaly.GIVEN_WHILE_HIDDEN);
        }

        @Test
        void givenAfterALateAcknowledgement() {
            assertFinds(
                    check(new Script()
                            .popped(1, 0, 1, 100, at(0, "a"))
                            .acknowledged(1, 150, 160, 0)
                            .popped(2, 170, 180, 100, at(0, "a"))),
                    Anomaly.GIVEN_AFTER_ACKNOWLEDGEMENT);
        }

        @Test
        void legal_givenBackEarly() {
            assertValid(check(new Script()
                    .popped(1, 0, 1, 100, at(0, "a"))
                    .hidden(1, 2, 3, 0, 10)
                    .popped(2, 11, 13, 100, at(0, "a"))));
        }

        @Test
        void legal_anAcknowledgementOfUnknownFate() {
            assertValid(check(new Script()
                    .popped(1, 0, 1, 100, at(0, "a"))
                    .add(1, 20, call -> new Operation.Hide(call.info(30), "g", "q", 0, Operation.Hide.FOREVER))
                    .popped(2, 150, 151, 100, at(0, "a"))));
        }
    }

    @Nested
    class Batches {
        private Verdict check(Script script) {
            return BatchCheck.check(script.index());
        }

        @Test
        void wholeAndSideBySide() {
            Script script = new Script().batch(1, 0, 1, 5, "a", "b").drained(10, 11, 5, 7, at(5, "a", "b"));
            assertValid(check(script));
            assertValid(LostWriteCheck.check(script.index()));
            assertValid(DivergenceCheck.check(script.index()));
        }

        @Test
        void torn() {
            assertFinds(
                    check(new Script().batchUnknown(1, 0, 1, "a", "b").drained(10, 11, 0, 1, at(0, "a"))),
                    Anomaly.BATCH_TORN);
        }

        @Test
        void apart() {
            assertFinds(
                    check(new Script().batchUnknown(1, 0, 1, "a", "b").drained(10, 11, 0, 3, at(0, "a", "x", "b"))),
                    Anomaly.BATCH_TORN);
        }

        @Test
        void anAcknowledgedOneThatIsGoneIsLost() {
            Script script = new Script().batch(1, 0, 1, 0, "a", "b").drained(10, 11, 0, 0, at(0));
            assertThat(LostWriteCheck.check(script.index()).violationCount()).isEqualTo(2);
        }

        @Test
        void legal_nothingOfAnUnknownOne() {
            assertValid(check(new Script().batchUnknown(1, 0, 1, "a", "b").drained(10, 11, 0, 0, at(0))));
        }
    }
}
