package io.quorate.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlowFlushesTest {
    @Test
    void nothingWaitsForTheLeadersOwnDisk() {
        assertThat(SlowFlushes.isAsPromised(0.3, 0)).isTrue();
        assertThat(SlowFlushes.isAsPromised(2.0, 0)).isFalse(); // as long as a flush takes
        assertThat(SlowFlushes.isAsPromised(2.0, 1)).isFalse();
    }

    @Test
    void whoHandsOverDoesSoOnce() {
        assertThat(SlowFlushes.isAsPromised(0.3, 1)).isTrue();
        assertThat(SlowFlushes.isAsPromised(0.3, 2)).isFalse();
    }
}
