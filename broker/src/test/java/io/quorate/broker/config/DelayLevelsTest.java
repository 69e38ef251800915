package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayLevelsTest {
    @Test
    void theDefaultsAreRocketMqs() {
        DelayLevels levels = DelayLevels.parse(ConfigKey.DELAY_LEVELS.defaultValue());
        assertThat(levels.count()).isEqualTo(18);
        assertThat(levels.delayMillis(1)).isEqualTo(1000);
        assertThat(levels.delayMillis(4)).isEqualTo(30_000);
        assertThat(levels.delayMillis(14)).isEqualTo(600_000);
        assertThat(levels.delayMillis(18)).isEqualTo(7_200_000);
    }

    @Test
    void daysAreKnown() {
        assertThat(DelayLevels.parse("2d").delayMillis(1)).isEqualTo(172_800_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1", "s", "1x", "1s  2s", "1s ", "-1s", "0s", "1.5s", "9999999d", "99999999999s"})
    void whatIsNoLevelIsRefused(String text) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> DelayLevels.parse(text))
                .withMessageContaining("messageDelayLevel");
    }
}
