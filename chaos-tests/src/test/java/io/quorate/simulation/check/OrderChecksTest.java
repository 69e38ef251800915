package io.quorate.simulation.check;

import static io.quorate.simulation.check.Script.at;
import static io.quorate.simulation.check.Script.places;
import static io.quorate.simulation.check.VerdictAssert.assertFinds;
import static io.quorate.simulation.check.VerdictAssert.assertValid;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulation.check.Operation.PollAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** C6 to C9: what comes after what, on planted histories. */
class OrderChecksTest {
    private static Script fourSent() {
        return new Script()
                .sent(1, 0, 1, "a", 0)
                .sent(1, 2, 3, "b", 1)
                .sent(1, 4, 5, "c", 2)
                .sent(1, 6, 7, "d", 3);
    }

    @Nested
    class PollJump {
        @Test
        void oneAfterTheOther() {
            Script script = fourSent().polled(2, 10, 11, 0, at(0, "a", "b")).polled(2, 12, 13, 2, at(2, "c", "d"));
            assertValid(PollJumpCheck.check(script.index()));
        }

        @Test
        void skippedWithinAPoll() {
            Script script = fourSent().polled(2, 10, 11, 0, places(Map.of(0L, "a", 2L, "c")));
            assertFinds(PollJumpCheck.check(script.index()), Anomaly.POLL_SKIPPED);
        }

        @Test
        void skippedBetweenPolls() {
            Script script = fourSent().polled(2, 10, 11, 0, at(0, "a")).polled(2, 12, 13, 2, at(2, "c"));
            assertFinds(PollJumpCheck.check(script.index()), Anomaly.POLL_SKIPPED);
        }

        @Test
        void skippedFromTheOffsetAskedFor() {
            Script script = fourSent().polled(2, 10, 11, 1, at(2, "c"));
            assertFinds(PollJumpCheck.check(script.index()), Anomaly.POLL_SKIPPED);
        }

        @Test
        void wentBack() {
            Script script = fourSent().polled(2, 10, 11, 2, at(2, "c")).polled(2, 12, 13, 3, at(1, "b"));
            assertFinds(PollJumpCheck.check(script.index()), Anomaly.POLL_WENT_BACK);
        }

        @Test
        void repeated() {
            Script script = fourSent().polled(2, 10, 11, 0, at(0, "a", "b")).polled(2, 12, 13, 2, at(1, "b", "c"));
            assertFinds(PollJumpCheck.check(script.index()), Anomaly.POLL_REPEATED);
        }

        @Test
        void legal_holesThatNobodyEverSawAValueIn() {
            Script script = new Script()
                    .sent(1, 0, 1, "a", 0)
                    .sent(1, 2, 3, "b", 5)
                    .polled(2, 10, 11, 0, places(Map.of(0L, "a", 5L, "b")));
            assertValid(PollJumpCheck.check(script.index()));
        }

        @Test
        void legal_aSeekBetweenPolls() {
            Script script = fourSent()
                    .polled(2, 10, 11, 0, at(0, "a", "b", "c"))
                    .sought(2, 12, 13, 0)
                    .polled(2, 14, 15, 0, at(0, "a"))
                    .sought(2, 16, 17, Operation.NONE)
                    .polled(2, 18, 19, Operation.NONE, at(3, "d"));
            Verdict verdict = PollJumpCheck.check(script.index());
            assertValid(verdict);
            assertThat(verdict.note()).endsWith(": 2");
        }

        @Test
        void legal_eachConsumerHasItsOwnPlace() {
            Script script = fourSent().polled(2, 10, 11, 2, at(2, "c")).polled(3, 12, 13, 0, at(0, "a"));
            assertValid(PollJumpCheck.check(script.index()));
        }
    }

    @Nested
    class SendOrder {
        @Test
        void rising() {
            assertValid(SendOrderCheck.check(fourSent().index()));
        }

        @Test
        void aLaterOneBelow() {
            Script script = new Script().sent(1, 0, 1, "a", 5).sent(1, 2, 3, "b", 4);
            assertFinds(SendOrderCheck.check(script.index()), Anomaly.SEND_ORDER);
        }

        @Test
        void legal_otherProcessesAndUnknownOnes() {
            Script script = new Script()
                    .sent(1, 0, 1, "a", 5)
                    .sent(2, 2, 3, "b", 4)
                    .sendUnknown(1, 4, 5, "c")
                    .sent(3, 6, 7, "d", 6)
                    .polled(4, 8, 9, 7, at(7, "c"));
            assertValid(SendOrderCheck.check(script.index()));
        }
    }

    @Nested
    class RealTimeOrder {
        @Test
        void acknowledgedInOrder() {
            Script script = fourSent().end(2, 10, 11, 4).sent(3, 12, 13, "e", 4);
            assertValid(RealTimeOrderCheck.check(script.index()));
        }

        @Test
        void belowOneAcknowledgedBefore() {
            Script script = new Script().sent(1, 0, 1, "a", 5).sent(2, 2, 3, "b", 4);
            assertFinds(RealTimeOrderCheck.check(script.index()), Anomaly.REAL_TIME_ORDER);
        }

        @Test
        void anUnknownOneBelow() {
            Script script =
                    new Script().sent(1, 0, 1, "a", 5).sendUnknown(2, 2, 3, "b").polled(3, 9, 10, 4, at(4, "b", "a"));
            assertFinds(RealTimeOrderCheck.check(script.index()), Anomaly.REAL_TIME_ORDER);
        }

        @Test
        void belowAnEndToldBefore() {
            Script script = new Script().end(1, 0, 1, 5).sent(2, 2, 3, "b", 4);
            assertFinds(RealTimeOrderCheck.check(script.index()), Anomaly.APPENDED_BELOW_SHOWN_END);
        }

        @Test
        void belowARecordReadBefore() {
            Script script = new Script()
                    .sendUnknown(1, 0, 1, "a")
                    .polled(2, 2, 3, 5, at(5, "a"))
                    .sent(3, 4, 5, "b", 4);
            assertFinds(RealTimeOrderCheck.check(script.index()), Anomaly.APPENDED_BELOW_SHOWN_END);
        }

        @Test
        void legal_concurrentSendsInAnyOrder() {
            Script script = new Script().sent(1, 0, 5, "a", 5).sent(2, 5, 9, "b", 4);
            assertValid(RealTimeOrderCheck.check(script.index()));
        }

        @Test
        void legal_anUnknownOneLandsLate() {
            Script script =
                    new Script().sendUnknown(1, 0, 1, "a").sent(2, 2, 3, "b", 0).polled(3, 9, 10, 0, at(0, "b", "a"));
            assertValid(RealTimeOrderCheck.check(script.index()));
        }
    }

    @Nested
    class StaleRead {
        @Test
        void current() {
            Script script = fourSent().end(2, 10, 11, 4).polled(2, 12, 13, 4, List.of());
            assertValid(StaleReadCheck.check(script.index()));
        }

        @Test
        void theEndToldTooLow() {
            Script script = fourSent().end(2, 10, 11, 3);
            assertFinds(StaleReadCheck.check(script.index()), Anomaly.STALE_END);
        }

        @Test
        void theEndLowerThanWhatWasRead() {
            Script script = new Script()
                    .sendUnknown(1, 0, 1, "a")
                    .polled(2, 2, 3, 0, at(0, "a"))
                    .end(3, 4, 5, 0);
            assertFinds(StaleReadCheck.check(script.index()), Anomaly.STALE_END);
        }

        @Test
        void nothingNewWhereSomethingIs() {
            Script script = fourSent().polled(2, 10, 11, 3, List.of());
            assertFinds(StaleReadCheck.check(script.index()), Anomaly.STALE_POLL);
        }

        @Test
        void beyondTheEndWhereSomethingIs() {
            Script script = fourSent().polled(2, 10, 11, 2, PollAnswer.BEYOND_END, List.of());
            assertFinds(StaleReadCheck.check(script.index()), Anomaly.STALE_POLL);
        }

        @Test
        void belowTheStartWhereSomethingIsKept() {
            Script script = fourSent()
                    .polled(2, 10, 11, 1, PollAnswer.BELOW_START, List.of())
                    .drained(20, 30, 1, 4, at(1, "b", "c", "d"));
            assertFinds(StaleReadCheck.check(script.index()), Anomaly.STALE_POLL);
        }

        @Test
        void readBeforeItWasSent() {
            Script script = new Script().polled(2, 0, 1, 0, at(0, "a")).sent(1, 2, 3, "a", 0);
            assertFinds(StaleReadCheck.check(script.index()), Anomaly.READ_FROM_FUTURE);
        }

        @Test
        void anEndAboveWhatWasSent() {
            Script script = new Script().end(2, 0, 1, 1).sent(1, 2, 3, "a", 0);
            assertFinds(StaleReadCheck.check(script.index()), Anomaly.READ_FROM_FUTURE);
        }

        @Test
        void legal_whatIsNotYetAcknowledgedMayBeShownOrNot() {
            Script script = new Script()
                    .sent(1, 0, 9, "a", 0)
                    .end(2, 1, 2, 0)
                    .polled(3, 3, 4, 0, at(0, "a"))
                    .sent(4, 5, 8, "b", 1)
                    .end(2, 6, 7, 1);
            assertValid(StaleReadCheck.check(script.index()));
        }

        @Test
        void legal_aFollowersPollMayBeBehind() {
            assertValid(
                    StaleReadCheck.check(fourSent().polledBehind(2, 10, 11, 2).index()));
        }

        @Test
        void legal_belowTheStartAfterRetention() {
            Script script = fourSent()
                    .polled(2, 10, 11, 1, PollAnswer.BELOW_START, List.of())
                    .drained(20, 30, 2, 4, at(2, "c", "d"));
            assertValid(StaleReadCheck.check(script.index()));
        }
    }
}
