package io.quorate.simulation.check;

import static io.quorate.simulation.check.Script.at;
import static io.quorate.simulation.check.VerdictAssert.assertFinds;
import static io.quorate.simulation.check.VerdictAssert.assertValid;

import io.quorate.simulation.check.Operation.Fate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Planted histories for what is shown later than it is sent. */
class LaterChecksTest {
    @Nested
    class Transactions {
        private static final long SETTLED = TransactionCheck.SETTLED_NANOS_MAX + 1_000;

        @Test
        void committedIsShownAndRolledBackIsNot() {
            Script script = new Script()
                    .half(1, 0, 10, "a")
                    .decided(2, 11, 12, "a", Fate.COMMIT)
                    .half(1, 20, 30, "b")
                    .decided(3, 31, 32, "b", Fate.ROLLBACK)
                    .drained(SETTLED, SETTLED + 1, 0, 1, at(0, "a"));
            assertValid(TransactionCheck.check(script.index()));
        }

        @Test
        void shownBeforeAnybodyDecided() {
            Script script = new Script()
                    .half(1, 0, 10, "a")
                    .polled(4, 11, 12, 0, at(0, "a"))
                    .decided(2, 13, 14, "a", Fate.COMMIT)
                    .drained(SETTLED, SETTLED + 1, 0, 1, at(0, "a"));
            assertFinds(TransactionCheck.check(script.index()), Anomaly.UNDECIDED_SHOWN);
        }

        @Test
        void shownThoughNobodyEverDecided() {
            Script script = new Script().halfUnknown(1, 0, 10, "a").drained(20, 21, 0, 1, at(0, "a"));
            assertFinds(TransactionCheck.check(script.index()), Anomaly.UNDECIDED_SHOWN);
        }

        @Test
        void aRolledBackOneThatIsShownIsAnAbortedRead() {
            Script script = new Script()
                    .half(1, 0, 10, "a")
                    .decided(2, 11, 12, "a", Fate.ROLLBACK)
                    .drained(20, 21, 0, 1, at(0, "a"));
            assertFinds(AbortedReadCheck.check(script.index()), Anomaly.ROLLED_BACK_BUT_READ);
        }

        @Test
        void committedAndTakenByRetention() {
            Script script = new Script()
                    .half(1, 0, 10, "a")
                    .decided(2, 11, 12, "a", Fate.COMMIT)
                    .polled(4, 13, 14, 0, at(0, "a"))
                    .drained(SETTLED + 12, SETTLED + 13, 1, 1, at(1));
            assertValid(TransactionCheck.check(script.index()));
        }

        @Test
        void committedAndNeverShown() {
            Script script = new Script()
                    .half(1, 0, 10, "a")
                    .decided(2, 11, 12, "a", Fate.COMMIT)
                    .drained(SETTLED + 12, SETTLED + 13, 0, 0, at(0));
            assertFinds(TransactionCheck.check(script.index()), Anomaly.COMMITTED_MISSING);
        }

        @Test
        void anUndecidedOneIsNeverAskedFor() {
            Script script = new Script()
                    .half(1, 0, 10, "a")
                    .decided(2, 11, 12, "a", Fate.UNDECIDED)
                    .drained(SETTLED + 12, SETTLED + 13, 0, 0, at(0));
            assertFinds(TransactionCheck.check(script.index()), Anomaly.NEVER_CHECKED);
        }

        @Test
        void legal_aCommitIsOnItsWay() {
            Script script = new Script()
                    .half(1, 0, 10, "a")
                    .decided(2, 11, 12, "a", Fate.COMMIT)
                    .drained(20, 21, 0, 0, at(0));
            assertValid(TransactionCheck.check(script.index()));
        }

        @Test
        void legal_aCheckDecidesWhatTheOwnerDidNotKnow() {
            Script script = new Script()
                    .halfUnknown(1, 0, 10, "a")
                    .decided(2, 50, 51, "a", Fate.UNDECIDED)
                    .decided(3, 60, 61, "a", Fate.COMMIT)
                    .drained(SETTLED + 61, SETTLED + 62, 0, 1, at(0, "a"));
            assertValid(TransactionCheck.check(script.index()));
            assertValid(PhantomCheck.check(script.index()));
        }

        @Test
        void legal_shownWhileTheCommitIsTold() {
            Script script = new Script()
                    .half(1, 0, 10, "a")
                    .decided(2, 11, 15, "a", Fate.COMMIT)
                    .polled(4, 11, 13, 0, at(0, "a"));
            assertValid(TransactionCheck.check(script.index()));
        }
    }

    @Nested
    class Delays {
        private static final long MILLIS = 1_000_000;
        private static final long DUE = 500 * MILLIS;
        private static final long LONG_AFTER = DUE + DelayCheck.DELIVERED_NANOS_MAX;

        private Verdict check(Script script) {
            return DelayCheck.check(script.index(), 0);
        }

        @Test
        void shownSoonAfterItIsDue() {
            assertValid(check(new Script()
                    .delayed(1, 0, 10, "a", DUE)
                    .polled(2, DUE - MILLIS, DUE + MILLIS, 0, at(0, "a"))
                    .drained(LONG_AFTER, LONG_AFTER + 1, 0, 1, at(0, "a"))));
        }

        @Test
        void shownEarly() {
            Script script = new Script()
                    .delayed(1, 0, 10, "a", DUE)
                    .polled(2, DUE - 9 * MILLIS, DUE - 5 * MILLIS, 0, at(0, "a"))
                    .drained(LONG_AFTER, LONG_AFTER + 1, 0, 1, at(0, "a"));
            assertFinds(check(script), Anomaly.EARLY);
            assertValid(DelayCheck.check(script.index(), 4 * MILLIS)); // clocks were set apart
        }

        @Test
        void neverShown() {
            assertFinds(
                    check(new Script().delayed(1, 0, 10, "a", DUE).drained(LONG_AFTER, LONG_AFTER + 1, 0, 0, at(0))),
                    Anomaly.DELAYED_MISSING);
        }

        @Test
        void whatRetentionTookWasSeenBefore() {
            assertValid(check(new Script()
                    .delayed(1, 0, 10, "a", DUE)
                    .polled(2, DUE, DUE + 1, 0, at(0, "a"))
                    .drained(LONG_AFTER, LONG_AFTER + 1, 1, 1, at(1))));
        }

        @Test
        void whatRetentionTookMayHaveBeenSeenByNobody() {
            assertValid(
                    check(new Script().delayed(1, 0, 10, "a", DUE).drained(LONG_AFTER, LONG_AFTER + 1, 1, 1, at(1))));
        }

        @Test
        void neverShownThoughAllThatRetentionTookWasSeen() {
            assertFinds(
                    check(new Script()
                            .delayed(1, 0, 10, "a", DUE)
                            .sent(3, 0, 10, "b", 0)
                            .drained(LONG_AFTER, LONG_AFTER + 1, 1, 1, at(1))),
                    Anomaly.DELAYED_MISSING);
        }

        @Test
        void missingOnOneNode() {
            assertFinds(
                    check(new Script()
                            .delayed(1, 0, 10, "a", DUE)
                            .drained(LONG_AFTER, LONG_AFTER + 1, 0, 1, at(0, "a"))
                            .drained(LONG_AFTER + 2, LONG_AFTER + 3, 0, 0, at(0))),
                    Anomaly.DELAYED_MISSING);
        }

        @Test
        void shownTwiceIsADuplicate() {
            Script script =
                    new Script().delayed(1, 0, 10, "a", DUE).drained(LONG_AFTER, LONG_AFTER + 1, 0, 2, at(0, "a", "a"));
            assertFinds(DuplicateCheck.check(script.index()), Anomaly.DUPLICATE);
        }

        @Test
        void legal_notDueYetOrOfUnknownFate() {
            assertValid(check(new Script()
                    .delayed(1, 0, 10, "a", DUE)
                    .add(2, 0, call -> new Operation.Delayed(call, "q", "b", 1))
                    .drained(DUE + 1, DUE + 2, 0, 0, at(0))));
        }
    }
}
