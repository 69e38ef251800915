package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulation.SimulationRunner.Plan;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The short suite. {@code -Dsimulation.firstSeed=F -Dsimulation.seeds=N} runs others; {@code scripts/simulate.sh} replays one
 * with its trace.
 */
class SimulationTest {
    private static final long FIRST_SEED = Long.getLong("simulation.firstSeed", 1);
    private static final long SEEDS = Long.getLong("simulation.seeds", 200);

    @Test
    void everyPromiseIsKeptUnderFaultsAndWorkGoesOnAfterThem() throws InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        SimulationRunner runner = new SimulationRunner(new Plan(
                FIRST_SEED, SEEDS, Optional.empty(), TimeUnit.MINUTES.toNanos(30), threads, 100.0 * 5 / SEEDS));
        Optional<SimulationResult> failed = runner.run();
        assertThat(failed.map(SimulationTest::described)).isEmpty();
        assertThat(runner.totals().seedCount()).isEqualTo(SEEDS);
        assertThat(runner.totals().withoutBite(50))
                .as("faults that never had an effect")
                .isEmpty();
    }

    @Test
    void sameSeedSameRun() {
        SimulationResult first = Simulation.run(7);
        SimulationResult second = Simulation.run(7);
        assertThat(second.traceHash()).isEqualTo(first.traceHash());
        assertThat(second.eventCount()).isEqualTo(first.eventCount());
        assertThat(Simulation.run(8).traceHash()).isNotEqualTo(first.traceHash());
    }

    private static String described(SimulationResult failed) {
        return "seed=" + failed.seed() + " " + failed.failure().orElseThrow() + "\n"
                + String.join("\n", failed.lastLines());
    }
}
