package io.quorate.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlowFlushesTest {
    @Test
    void whoGoesOnLeadingDoesNotWaitForItsOwnDisk() {
        assertThat(SlowFlushes.isAsPromised(0.3, 0)).isTrue();
        assertThat(SlowFlushes.isAsPromised(2.0, 0)).isFalse(); // as long as a flush takes
    }

    @Test
    void whoStepsAsideDoesSoOnceAndSoon() {
        assertThat(SlowFlushes.isAsPromised(3.0, 1)).isTrue();
        assertThat(SlowFlushes.isAsPromised(7.0, 1)).isFalse();
        assertThat(SlowFlushes.isAsPromised(0.3, 2)).isFalse();
    }
}
