package io.quorate.simulation.check;

import static io.quorate.simulation.check.VerdictAssert.assertFinds;
import static io.quorate.simulation.check.VerdictAssert.assertValid;

import io.quorate.simulation.check.Operation.Send;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingCheckTest {
    @Test
    void wellRecorded() {
        Script script = new Script()
                .sent(1, 0, 10, "a", 0)
                .sendUnknown(2, 5, 20, "b")
                .sent(1, 10, 20, "c", 1)
                .sendUnknown(3, 25, Call.NEVER, "d");
        assertValid(RecordingCheck.check(script.index()));
    }

    @Test
    void answeredBeforeItWasAsked() {
        assertFinds(RecordingCheck.check(new Script().sent(1, 5, 4, "a", 0).index()), Anomaly.MALFORMED);
    }

    @Test
    void anOutcomeWithoutAnAnswer() {
        Script script = new Script().sent(1, 5, Call.NEVER, "a", 0);
        assertFinds(RecordingCheck.check(script.index()), Anomaly.MALFORMED);
    }

    @Test
    void twoOpenOperationsOfAProcess() {
        Script script = new Script().sent(1, 0, 10, "a", 0).sent(1, 9, 20, "b", 1);
        assertFinds(RecordingCheck.check(script.index()), Anomaly.MALFORMED);
    }

    @Test
    void aProcessThatShouldHaveRetired() {
        Script script = new Script().sendUnknown(1, 0, 10, "a").sent(1, 20, 30, "b", 1);
        assertFinds(RecordingCheck.check(script.index()), Anomaly.MALFORMED);
    }

    @Test
    void aValueUsedAgain() {
        Script script = new Script().sendFailed(1, 0, 10, "a").sent(1, 20, 30, "a", 1);
        assertFinds(RecordingCheck.check(script.index()), Anomaly.MALFORMED);
    }

    @Test
    void numbersThatDoNotAscend() {
        Send first = new Send(Call.open(1, 1, 0), "q", "a");
        Send second = new Send(Call.open(0, 2, 5), "q", "b");
        assertFinds(RecordingCheck.check(HistoryIndex.of(new History(List.of(first, second)))), Anomaly.MALFORMED);
    }
}
