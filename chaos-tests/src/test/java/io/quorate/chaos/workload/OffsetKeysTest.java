package io.quorate.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetKeysTest {
    private final OffsetKeys keys = new OffsetKeys("group-", new QueueEnds("topic", 4), new Random(1));

    @Test
    void whatWasUsedForLongEnoughRestsAndIsNotTheNextOne() {
        OffsetKeys.Key first = keys.next();
        assertThat(keys.anyRested()).isEmpty();
        while (keys.next().equals(first)) {
            assertThat(keys.rested()).isEmpty();
        }
        assertThat(keys.rested()).containsExactly(first);
        assertThat(keys.anyRested()).contains(first);
    }

    @Test
    void oneWhoseFateIsUnknownTooOftenRestsEarlier() {
        OffsetKeys.Key first = keys.next();
        for (int i = 0; i < 5; i++) {
            keys.unknown(first);
        }
        assertThat(keys.next()).isNotEqualTo(first);
        assertThat(keys.rested()).containsExactly(first);
    }
}
