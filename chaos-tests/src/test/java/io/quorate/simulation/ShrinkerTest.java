package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private static final long NANOS_MAX = TimeUnit.MINUTES.toNanos(1);
    private static final List<Integer> WHOLE = IntStream.range(0, 100).boxed().toList();

    @Test
    void leavesWhatItTakesToFail() {
        Shrinker<Integer> shrinker = new Shrinker<>(part -> part.containsAll(List.of(3, 50, 51, 98)), NANOS_MAX);
        assertThat(shrinker.shrink(WHOLE)).containsExactly(3, 50, 51, 98);
        assertThat(shrinker.tries()).isLessThan(200);
    }

    @Test
    void leavesNothingWhereNothingIsNeeded() {
        assertThat(new Shrinker<Integer>(part -> true, NANOS_MAX).shrink(WHOLE)).isEmpty();
    }

    @Test
    void leavesAllWhereAllIsNeeded() {
        assertThat(new Shrinker<Integer>(part -> part.size() == 100, NANOS_MAX).shrink(WHOLE))
                .isEqualTo(WHOLE);
    }

    @Test
    void givesUpInTime() {
        assertThat(new Shrinker<Integer>(part -> part.containsAll(List.of(3, 98)), -1).shrink(WHOLE))
                .isEqualTo(WHOLE);
    }
}
