package io.quorate.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** True histories pass, and a single lie in one is found. */
class MutatedHistoryTest {
    private static final int HISTORIES = 200;
    private static final int STEPS = 1_200;
    private static final int DETECTED_PERCENT_MIN = 99;

    @Test
    void trueHistoriesPassEveryChecker() {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            History history = RandomHistory.of(seed, STEPS);
            for (Verdict verdict : HistoryChecks.all(history, HistoryChecks.Options.DEFAULT)) {
                assertThat(verdict.isValid()).as("seed %s: %s", seed, verdict).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Mutation.class)
    void oneLieIsFound(Mutation mutation) {
        List<Long> missed = new ArrayList<>();
        int told = 0;
        for (long seed = 1; seed <= HISTORIES; seed++) {
            List<Operation> operations = RandomHistory.of(seed, STEPS).operations();
            Optional<List<Operation>> lie = mutation.apply(operations, new Random(seed));
            if (lie.isPresent()) {
                told++;
                if (!isFound(mutation, new History(lie.get()))) {
                    missed.add(seed);
                }
            }
        }
        assertThat(told).as("histories that %s could be told in", mutation).isGreaterThan(HISTORIES / 2);
        assertThat(missed.size() * 100)
                .as("seeds missed of %s: %s", told, missed)
                .isLessThanOrEqualTo(told * (100 - DETECTED_PERCENT_MIN));
    }

    private static boolean isFound(Mutation mutation, History lie) {
        return HistoryChecks.all(lie, HistoryChecks.Options.DEFAULT).stream()
                .flatMap(verdict -> verdict.violations().stream())
                .anyMatch(violation -> mutation.isToldBy(violation.anomaly()));
    }
}
