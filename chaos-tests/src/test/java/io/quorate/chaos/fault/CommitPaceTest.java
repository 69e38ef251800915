package io.quorate.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void entriesAreCountedOverTheWholeTime() {
        CommitPace pace = new CommitPace(0);
        pace.seen(0, 100);
        pace.seen(5 * SECOND, 600);
        pace.seen(10 * SECOND, 600);
        assertThat(pace.entriesPerSecond()).isCloseTo(50, within(0.01));
        assertThat(pace.standstillSeconds()).isCloseTo(5, within(0.01));
    }

    @Test
    void aLeaderThatIsMissingOrBehindIsAStandstill() {
        CommitPace pace = new CommitPace(0);
        pace.seen(SECOND, 100);
        pace.seen(2 * SECOND, -1);
        pace.seen(5 * SECOND, 90); // a new one, who does not know yet
        pace.seen(6 * SECOND, 101);
        assertThat(pace.standstillSeconds()).isCloseTo(4, within(0.01));
        assertThat(pace.entriesPerSecond()).isPositive();
    }

    @Test
    void whoeverNeverSaidAnythingCommittedNothing() {
        CommitPace pace = new CommitPace(0);
        pace.seen(7 * SECOND, -1);
        assertThat(pace.entriesPerSecond()).isZero();
        assertThat(pace.standstillSeconds()).isCloseTo(7, within(0.01));
    }
}
