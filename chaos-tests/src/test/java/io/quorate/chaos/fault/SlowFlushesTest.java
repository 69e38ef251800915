package io.quorate.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlowFlushesTest {
    @Test
    void whoHandsOverDoesSoOnceAndSoon() {
        assertThat(SlowFlushes.isAsPromised(2.1, 1, 0.9)).isTrue();
        assertThat(SlowFlushes.isAsPromised(5.0, 1, 0.9)).isFalse();
        assertThat(SlowFlushes.isAsPromised(2.1, 2, 0.9)).isFalse();
    }

    @Test
    void whoLeadsOnWithoutADiskMustNotSlowDownTheGroup() {
        assertThat(SlowFlushes.isAsPromised(0.3, 0, 0.9)).isTrue();
        assertThat(SlowFlushes.isAsPromised(2.1, 0, 0.1)).isFalse(); // an entry with each flush
    }
}
