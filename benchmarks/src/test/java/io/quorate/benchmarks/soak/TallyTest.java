package io.quorate.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(2);

    @Test
    void whatWasAcknowledgedAndNotHeardIsMissing() {
        int first = tally.take(0);
        int second = tally.take(0);
        tally.acked(0, first);
        tally.acked(0, second);
        tally.heard(0, second);
        // The same number in another topic is another message.
        tally.heard(1, first);

        assertThat(tally.traffic().missing()).isEqualTo(1);
        tally.heard(0, first);
        assertThat(tally.traffic().missing()).isZero();
    }

    @Test
    void messageHeardTwiceCountsOnceAsConsumed() {
        tally.acked(0, tally.take(0));
        tally.heard(0, 0);
        tally.heard(0, 0);

        assertThat(tally.traffic()).isEqualTo(new Traffic(1, 1, 1, 0, 0, 0));
    }

    @Test
    void sendOfUnknownFateHasFailed() {
        tally.failed(new IllegalStateException("no answer"));

        assertThat(tally.traffic()).isEqualTo(new Traffic(0, 0, 0, 0, 0, 1));
        assertThat(tally.firstFailure()).hasMessage("no answer");
    }
}
