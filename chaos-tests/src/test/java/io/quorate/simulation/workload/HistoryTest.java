package io.quorate.simulation.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.simulation.world.CheckFailure;
import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What was told and what is stored, planted right and wrong. */
class HistoryTest {
    private final History history = new History(null, new SharedOffsets(null));

    @Test
    void anAcknowledgementOfWhatNobodyApplied() {
        Sent message = history.newMessage("T", 0, 5);
        assertFails("no acknowledged message lost", () -> history.acknowledged(message, 0));
    }

    @Test
    void aRefusalOfWhatIsStored() {
        Sent message = history.newMessage("T", 0, 5);
        message.queueOffset = 3;
        assertFails("no refused message", () -> history.settled(message, Outcome.FAIL));
        assertThatCode(() -> history.settled(message, Outcome.UNKNOWN)).doesNotThrowAnyException();
    }

    @Test
    void aBodyNobodySentAndOneThatChanged() {
        Sent message = history.newMessage("T", 0, 5);
        ByteBuffer body = message.body();
        assertThat(history.known("T", 0, body)).isSameAs(message);
        assertFails("no invented message", () -> history.known("T", 1, body));
        body.put(10, (byte) ~body.get(10));
        assertFails("no altered message", () -> history.known("T", 0, body));
    }

    @Test
    void whatIsShownButNotApplied() {
        Sent message = history.newMessage("T", 0, 5);
        assertFails("no dirty read", () -> history.shown(null, "T", 0, 0, message.body()));
    }

    @Test
    void anOffsetThatGoesBack() {
        OffsetHistory offset = history.offsets("g", "T", 0);
        offset.next();
        offset.next();
        offset.applied(2);
        offset.acknowledged(2);
        assertFails("consumer offsets never go back", () -> offset.applied(1));
        assertFails("no acknowledged offset lost", () -> offset.shownInTheEnd(1));
        assertFails("no dirty read", () -> offset.shown(3));
    }

    private static void assertFails(String checker, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CheckFailure.class,
                        failure -> assertThat(failure.checker()).isEqualTo(checker));
    }
}
