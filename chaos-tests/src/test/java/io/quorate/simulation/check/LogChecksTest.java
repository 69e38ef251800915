package io.quorate.simulation.check;

import static io.quorate.simulation.check.Script.at;
import static io.quorate.simulation.check.Script.places;
import static io.quorate.simulation.check.VerdictAssert.assertFinds;
import static io.quorate.simulation.check.VerdictAssert.assertValid;
import static io.quorate.simulation.check.VerdictAssert.numbersOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** C1 to C5 and C10: what is in the log, on planted histories. */
class LogChecksTest {
    private static Script twoSentAndDrained() {
        return new Script()
                .sent(1, 0, 10, "1-1", 0)
                .sent(2, 5, 15, "2-1", 1)
                .polled(3, 20, 30, 0, at(0, "1-1", "2-1"))
                .drained(100, 110, 0, 2, at(0, "1-1", "2-1"));
    }

    @Nested
    class Divergence {
        @Test
        void oneValueAnOffset() {
            assertValid(DivergenceCheck.check(twoSentAndDrained().index()));
        }

        @Test
        void twoAcknowledgedAtOneOffset() {
            Script script = new Script().sent(1, 0, 10, "1-1", 0).sent(2, 5, 15, "2-1", 0);
            Verdict verdict = DivergenceCheck.check(script.index());
            assertFinds(verdict, Anomaly.DIVERGENCE);
            assertThat(numbersOf(verdict.violations().get(0))).containsExactlyInAnyOrder(0, 1);
        }

        @Test
        void twoReadersSeeDifferentValues() {
            Script script = new Script().polled(1, 0, 10, 0, at(0, "a", "b")).polled(2, 0, 10, 0, at(0, "a", "c"));
            assertFinds(DivergenceCheck.check(script.index()), Anomaly.DIVERGENCE);
        }

        @Test
        void anUnknownSendThatShowsUpIsTheOnlyValueThere() {
            Script script = new Script().sendUnknown(1, 0, 10, "1-1").polled(2, 500, 510, 0, at(0, "1-1"));
            assertValid(DivergenceCheck.check(script.index()));
        }
    }

    @Nested
    class LostWrite {
        @Test
        void allAcknowledgedAreDrained() {
            assertValid(LostWriteCheck.check(twoSentAndDrained().index()));
        }

        private static Script threeOfOneWriter() {
            return new Script()
                    .sent(1, 0, 10, "1-1", 0)
                    .sent(1, 20, 30, "1-2", 1)
                    .sent(1, 40, 50, "1-3", 2);
        }

        @Test
        void lostBeforeTheFirstOfItsWriter() {
            Script script = threeOfOneWriter().drained(100, 110, 0, 3, at(1, "1-2", "1-3"));
            assertFinds(LostWriteCheck.check(script.index()), Anomaly.LOST_PREFIX, Anomaly.NEVER_READ);
        }

        @Test
        void lostInTheMiddle() {
            Script script = threeOfOneWriter().drained(100, 110, 0, 3, places(Map.of(0L, "1-1", 2L, "1-3")));
            Verdict verdict = LostWriteCheck.check(script.index());
            assertFinds(verdict, Anomaly.LOST_MIDDLE, Anomaly.NEVER_READ);
            assertThat(verdict.toString()).contains("1-2 in q");
        }

        @Test
        void lostAfterTheLastOfItsWriter() {
            Script script = threeOfOneWriter().drained(100, 110, 0, 2, at(0, "1-1", "1-2"));
            assertFinds(LostWriteCheck.check(script.index()), Anomaly.LOST_SUFFIX);
        }

        @Test
        void oneNodeOfTwoMissesIt() {
            Script script = threeOfOneWriter()
                    .drained(100, 110, 0, 3, at(0, "1-1", "1-2", "1-3"))
                    .drained(120, 130, 0, 2, at(0, "1-1", "1-2"));
            assertFinds(LostWriteCheck.check(script.index()), Anomaly.LOST_SUFFIX);
        }

        @Test
        void aWriterOfWhomNothingIsLeft() {
            Script script = new Script()
                    .sent(1, 0, 10, "1-1", 0)
                    .sent(2, 0, 10, "2-1", 1)
                    .sent(3, 0, 10, "3-1", 2)
                    .sent(4, 0, 10, "4-1", 3)
                    .drained(100, 110, 0, 4, places(Map.of(1L, "2-1", 2L, "3-1")));
            Verdict verdict = LostWriteCheck.check(script.index());
            assertFinds(verdict, Anomaly.LOST_PREFIX, Anomaly.LOST_SUFFIX, Anomaly.NEVER_READ);
        }

        @Test
        void passedOverByAllReaders() {
            Script script = threeOfOneWriter().polled(2, 60, 70, 0, places(Map.of(0L, "1-1", 2L, "1-3")));
            assertFinds(LostWriteCheck.check(script.index()), Anomaly.NEVER_READ, Anomaly.NOT_DRAINED);
        }

        @Test
        void neverDrained() {
            assertFinds(LostWriteCheck.check(threeOfOneWriter().index()), Anomaly.NOT_DRAINED);
        }

        @Test
        void legal_unknownAndFailedSendsMayBeMissing() {
            Script script = new Script()
                    .sent(1, 0, 10, "1-1", 0)
                    .sendUnknown(1, 20, 30, "1-2")
                    .sendFailed(2, 20, 30, "2-1")
                    .drained(100, 110, 0, 1, at(0, "1-1"));
            assertValid(LostWriteCheck.check(script.index()));
        }

        @Test
        void legal_acknowledgedWhileTheDrainWasUnderWay() {
            Script script = new Script()
                    .sent(1, 0, 10, "1-1", 0)
                    .drained(100, 110, 0, 1, at(0, "1-1"))
                    .sent(2, 105, 108, "2-1", 1);
            assertValid(LostWriteCheck.check(script.index()));
        }

        @Test
        void legal_takenByRetention() {
            Script script = threeOfOneWriter().drained(100, 110, 2, 3, at(2, "1-3"));
            assertValid(LostWriteCheck.check(script.index()));
        }

        @Test
        void legal_acknowledgedWithoutAnOffset() {
            Script script = new Script().sent(1, 0, 10, "1-1", Operation.NONE).drained(100, 110, 0, 1, at(0, "1-1"));
            assertValid(LostWriteCheck.check(script.index()));
        }
    }

    @Nested
    class Phantom {
        @Test
        void sentAndWhole() {
            assertValid(PhantomCheck.check(twoSentAndDrained().index()));
        }

        @Test
        void nobodySentIt() {
            assertFinds(
                    PhantomCheck.check(
                            new Script().polled(1, 0, 10, 0, at(0, "9-9")).index()),
                    Anomaly.PHANTOM);
        }

        @Test
        void sentToAnotherQueue() {
            Script script = new Script()
                    .add(1, 0, call -> new Operation.Send(call, "other", "1-1").acknowledged(10, 0))
                    .polled(2, 20, 30, 0, at(0, "1-1"));
            assertFinds(PhantomCheck.check(script.index()), Anomaly.PHANTOM);
        }

        @Test
        void aBodyThatIsNotWhole() {
            Script script = new Script()
                    .sent(1, 0, 10, "1-1", 0)
                    .polled(2, 20, 30, 0, List.of(new SeenRecord(0, "1-1", false)));
            assertFinds(PhantomCheck.check(script.index()), Anomaly.CORRUPT);
        }

        @Test
        void legal_readWhileStillUnknown() {
            Script script = new Script().sendUnknown(1, 0, 10, "1-1").polled(2, 5, 7, 0, at(0, "1-1"));
            assertValid(PhantomCheck.check(script.index()));
        }
    }

    @Nested
    class AbortedRead {
        @Test
        void failedAndNotRead() {
            Script script = twoSentAndDrained().sendFailed(4, 200, 210, "4-1");
            assertValid(AbortedReadCheck.check(script.index()));
        }

        @Test
        void failedAndRead() {
            Script script = new Script().sendFailed(1, 0, 10, "1-1").polled(2, 20, 30, 0, at(0, "1-1"));
            assertFinds(AbortedReadCheck.check(script.index()), Anomaly.FAILED_BUT_READ);
        }

        @Test
        void rolledBackAndRead() {
            Script script = new Script()
                    .sent(1, 0, 10, "1-1", Operation.NONE)
                    .polled(2, 12, 14, 0, at(0, "1-1"))
                    .rolledBack(1, 20, 30, "1-1");
            assertFinds(AbortedReadCheck.check(script.index()), Anomaly.ROLLED_BACK_BUT_READ);
        }

        @Test
        void legal_unknownAndRead() {
            Script script = new Script()
                    .sendUnknown(1, 0, 10, "1-1")
                    .add(2, 20, call -> new Operation.Decision(call.info(30), "1-1", Operation.Fate.ROLLBACK, false))
                    .polled(3, 40, 50, 0, at(0, "1-1"));
            assertValid(AbortedReadCheck.check(script.index()));
        }
    }

    @Nested
    class Duplicate {
        @Test
        void eachValueOnce() {
            assertValid(DuplicateCheck.check(twoSentAndDrained().index()));
        }

        @Test
        void storedTwice() {
            Script script = new Script().sent(1, 0, 10, "1-1", 0).drained(20, 30, 0, 2, at(0, "1-1", "1-1"));
            assertFinds(DuplicateCheck.check(script.index()), Anomaly.DUPLICATE);
        }

        @Test
        void acknowledgedElsewhereThanRead() {
            Script script = new Script().sent(1, 0, 10, "1-1", 4).polled(2, 20, 30, 0, at(5, "1-1"));
            assertFinds(DuplicateCheck.check(script.index()), Anomaly.DUPLICATE);
        }

        @Test
        void legal_readManyTimes() {
            Script script =
                    twoSentAndDrained().polled(4, 200, 210, 0, at(0, "1-1")).polled(4, 220, 230, 0, at(0, "1-1"));
            assertValid(DuplicateCheck.check(script.index()));
        }
    }

    @Nested
    class Vanished {
        @Test
        void readAndKept() {
            Script script = twoSentAndDrained().end(4, 200, 210, 2).end(4, 220, 230, 2);
            assertValid(VanishedCheck.check(script.index()));
        }

        @Test
        void readAndNotInTheFinalLog() {
            Script script = new Script()
                    .sendUnknown(1, 0, 10, "1-1")
                    .polled(2, 20, 30, 0, at(0, "1-1"))
                    .drained(100, 110, 0, 0, List.of());
            assertFinds(VanishedCheck.check(script.index()), Anomaly.VANISHED);
        }

        @Test
        void readAndReplaced() {
            Script script = new Script().polled(2, 20, 30, 0, at(0, "1-1")).drained(100, 110, 0, 1, at(0, "2-1"));
            assertFinds(VanishedCheck.check(script.index()), Anomaly.VANISHED);
        }

        @Test
        void theEndFell() {
            Script script = new Script().end(1, 0, 10, 5).end(1, 20, 30, 4);
            assertFinds(VanishedCheck.check(script.index()), Anomaly.END_WENT_BACK);
        }

        @Test
        void theStartFell() {
            Script script = new Script().first(1, 0, 10, 5, "n1").first(1, 20, 30, 4, "n1");
            assertFinds(VanishedCheck.check(script.index()), Anomaly.START_WENT_BACK);
        }

        @Test
        void legal_nodesKeepDifferentlyMuch() {
            Script script = new Script().first(1, 0, 10, 5, "n1").first(1, 20, 30, 4, "n2");
            assertValid(VanishedCheck.check(script.index()));
        }

        @Test
        void legal_endsToldAtTheSameTime() {
            Script script = new Script().end(1, 0, 10, 5).end(2, 10, 30, 4);
            assertValid(VanishedCheck.check(script.index()));
        }

        @Test
        void legal_readWhileTheDrainWasUnderWay() {
            Script script = new Script()
                    .drained(100, 110, 0, 0, List.of())
                    .sent(1, 101, 103, "1-1", 0)
                    .polled(2, 104, 105, 0, at(0, "1-1"));
            assertValid(VanishedCheck.check(script.index()));
        }
    }
}
