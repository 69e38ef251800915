package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTimeTest {
    private long wallMillis = 1_000_000;
    private final LogTime time = new LogTime(() -> wallMillis);

    @Test
    void isTheWallClocksWhileThatIsAheadOfTheLog() {
        time.entryOf(999_990);
        time.pass(100);
        assertThat(time.millis()).isEqualTo(1_000_000);
        wallMillis += 5;
        assertThat(time.millis()).isEqualTo(1_000_005);
    }

    /** A day ahead and back: what is due in ten seconds comes in less than twelve, not in a day. */
    @Test
    void goesOnSlowlyWhereTheLogIsAhead() {
        long dayAhead = wallMillis + 86_400_000;
        time.entryOf(dayAhead);
        assertThat(time.millis()).isEqualTo(dayAhead);
        for (int ticks = 0; ticks < 1_000; ticks++) {
            wallMillis += 10;
            time.pass(10);
        }
        assertThat(time.millis()).isEqualTo(dayAhead + 8_750);
    }

    @Test
    void isMetByTheWallClockInTheEnd() {
        time.entryOf(wallMillis + 1_000);
        for (int ticks = 0; ticks < 1_000; ticks++) {
            long before = time.millis();
            wallMillis += 10;
            time.pass(10);
            assertThat(time.millis()).isGreaterThanOrEqualTo(before);
        }
        assertThat(time.millis()).isEqualTo(wallMillis);
    }

    @Test
    void neverGoesBackByAnEntryOrAClock() {
        time.entryOf(wallMillis + 1_000);
        time.entryOf(wallMillis + 10);
        wallMillis -= 3_600_000;
        assertThat(time.millis()).isEqualTo(1_001_000);
    }
}
