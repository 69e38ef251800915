package io.quorate.simulation.check;

import static io.quorate.simulation.check.Script.at;
import static io.quorate.simulation.check.VerdictAssert.assertFinds;
import static io.quorate.simulation.check.VerdictAssert.assertValid;

import io.quorate.simulation.check.Operation.Name;
import org.junit.jupiter.api.Test;

class LookupCheckTest {
    private final Script script = new Script().sent(1, 0, 10, "a", 0);

    @Test
    void foundByBothNames() {
        script.lookedUp(2, 11, 12, "a", Name.KEY, at(0, "a")).lookedUp(2, 13, 14, "a", Name.ID, at(0, "a"));
        assertValid(LookupCheck.check(script.index()));
    }

    @Test
    void notFoundThoughAcknowledgedBefore() {
        script.lookedUp(2, 11, 12, "a", Name.KEY, at(0)).lookedUp(2, 13, 14, "a", Name.ID, at(0, "a"));
        assertFinds(LookupCheck.check(script.index()), Anomaly.NOT_FOUND);
    }

    @Test
    void whoeverAskedBeforeTheAcknowledgementWasPromisedNothing() {
        script.lookedUp(2, 5, 12, "a", Name.KEY, at(0))
                .lookedUp(2, 13, 14, "a", Name.KEY, at(0, "a"))
                .lookedUp(2, 15, 16, "a", Name.ID, at(0, "a"));
        assertValid(LookupCheck.check(script.index()));
    }

    @Test
    void anotherMessageIsFound() {
        script.sendUnknown(2, 11, 12, "b")
                .lookedUp(3, 11, 12, "a", Name.KEY, at(0, "a", "b"))
                .lookedUp(3, 13, 14, "a", Name.ID, at(0, "a"));
        assertFinds(LookupCheck.check(script.index()), Anomaly.OTHER_FOUND);
    }

    @Test
    void whatNobodyAskedForIsNotProved() {
        script.lookedUp(2, 11, 12, "a", Name.KEY, at(0, "a"));
        assertFinds(LookupCheck.check(script.index()), Anomaly.NEVER_LOOKED_UP);
    }

    @Test
    void aSendWithoutAnAnswerNeedNotBeThere() {
        script.lookedUp(2, 11, 12, "a", Name.KEY, at(0, "a"))
                .lookedUp(2, 13, 14, "a", Name.ID, at(0, "a"))
                .sendUnknown(3, 15, 16, "b")
                .lookedUp(2, 17, 18, "b", Name.KEY, at(1));
        assertValid(LookupCheck.check(script.index()));
    }

    @Test
    void whatRetentionTookNeedNotBeThere() {
        script.sent(1, 11, 12, "b", 1)
                .lookedUp(2, 13, 14, "a", Name.KEY, at(0))
                .lookedUp(2, 13, 14, "b", Name.KEY, at(1, "b"))
                .lookedUp(2, 15, 16, "b", Name.ID, at(1, "b"))
                .drained(17, 18, 1, 2, at(1, "b"));
        assertValid(LookupCheck.check(script.index()));
    }

    @Test
    void whatRetentionLeftMustBeThere() {
        script.lookedUp(2, 11, 12, "a", Name.KEY, at(0))
                .lookedUp(2, 13, 14, "a", Name.ID, at(0, "a"))
                .drained(17, 18, 0, 1, at(0, "a"));
        assertFinds(LookupCheck.check(script.index()), Anomaly.NOT_FOUND);
    }
}
