package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AckWindowPropertyTest {
    /** The slow twin: keeps every offset ever received, and looks at all of them. */
    private static final class Twin {
        private final List<Long> received = new ArrayList<>();
        private final Set<Long> acked = new HashSet<>();
        private long next;

        long committable() {
            return received.stream()
                    .filter(offset -> !acked.contains(offset))
                    .mapToLong(o -> o)
                    .min()
                    .orElse(next);
        }
    }

    @Property
    void committableIsTheSmallestUnacknowledged(@ForAll long seed) {
        Random dice = new Random(seed);
        long start = dice.nextInt(100);
        AckWindow window = new AckWindow(start);
        Twin twin = new Twin();
        twin.next = start;
        long before = start;
        for (int step = 0; step < 200; step++) {
            if (dice.nextInt(3) == 0) {
                receiveSome(dice, window, twin);
            } else if (!twin.received.isEmpty()) {
                long offset = twin.received.get(dice.nextInt(twin.received.size()));
                window.acked(List.of(offset));
                twin.acked.add(offset);
            }
            assertThat(window.committableOffset()).isEqualTo(twin.committable()).isGreaterThanOrEqualTo(before);
            assertThat(window.nextOffset()).isEqualTo(twin.next);
            assertThat(window.span()).isEqualTo(twin.next - twin.committable());
            before = window.committableOffset();
        }
    }

    private static void receiveSome(Random dice, AckWindow window, Twin twin) {
        List<Long> offsets = new ArrayList<>();
        long next = twin.next + dice.nextInt(6);
        for (long offset = twin.next; offset < next; offset++) {
            if (dice.nextBoolean()) { // the others were filtered out
                offsets.add(offset);
            }
        }
        window.received(offsets, next);
        twin.received.addAll(offsets);
        twin.next = next;
    }

    @Test
    void offsetsOutsideThePulledRangeAreRefused() {
        AckWindow window = new AckWindow(10);
        assertThatThrownBy(() -> window.received(List.of(9L), 12)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> window.received(List.of(12L), 12)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRestartForgetsWhatWasUnderWay() {
        AckWindow window = new AckWindow(0);
        window.received(List.of(0L, 1L), 2);
        window.restart(50);
        assertThat(window.committableOffset()).isEqualTo(50);
        assertThat(window.unackedCount()).isZero();
    }
}
