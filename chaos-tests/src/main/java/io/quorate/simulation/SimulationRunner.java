package io.quorate.simulation;

import io.quorate.simulation.SimulationResult.Failure;
import io.quorate.simulation.world.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/** Runs many seeds on several threads, each seed on one, until they are done, time is over, or one fails. */
final class SimulationRunner {
    /**
     * Which seeds.
     *
     * @param nanosMax no seed is begun later than this
     * @param focus only these seeds; empty for all. {@code seedCount} counts those that are run
     * @param twicePercent share of the seeds that are run twice, to compare what happened
     */
    record Plan(
            long firstSeed, long seedCount, Optional<Focus> focus, long nanosMax, int threads, double twicePercent) {}

    private final Plan plan;
    private final SimulationTotals totals = new SimulationTotals();
    private long next; // guarded by this, as the count is
    private long begunCount;
    private final AtomicReference<SimulationResult> failed = new AtomicReference<>();
    private final AtomicReference<Throwable> brokenBy = new AtomicReference<>(); // why a thread ended early
    private final long startNanos = System.nanoTime();

    SimulationRunner(Plan plan) {
        this.plan = plan;
        this.next = plan.firstSeed();
    }

    SimulationTotals totals() {
        return totals;
    }

    /**
     * Returns when all is done or one has failed.
     *
     * @return the first failure, if there was one
     */
    Optional<SimulationResult> run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= plan.threads(); i++) {
            Thread thread = new Thread(this::work, "simulation-" + i);
            thread.setUncaughtExceptionHandler((broken, cause) -> brokenBy.compareAndSet(null, cause));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (brokenBy.get() != null) {
            throw new IllegalStateException("the simulator itself broke", brokenBy.get());
        }
        return Optional.ofNullable(failed.get());
    }

    private void work() {
        while (failed.get() == null && System.nanoTime() - startNanos < plan.nanosMax()) {
            OptionalLong seed = takeSeed();
            if (seed.isEmpty()) {
                return;
            }
            SimulationResult result = Simulation.run(seed.getAsLong());
            totals.add(result);
            if (result.failure().isPresent()) {
                failed.compareAndSet(null, result);
            } else if (new Chance(result.seed()).percent(plan.twicePercent())) {
                runAgain(result);
            }
        }
    }

    private synchronized OptionalLong takeSeed() {
        if (begunCount == plan.seedCount()) {
            return OptionalLong.empty();
        }
        while (plan.focus().isPresent() && Focus.of(next) != plan.focus().get()) {
            next++;
        }
        begunCount++;
        return OptionalLong.of(next++);
    }

    private void runAgain(SimulationResult first) {
        SimulationResult second = Simulation.run(first.seed());
        totals.repeated(second);
        if (second.traceHash() != first.traceHash()) {
            String sentence = "two runs of the seed differ: " + first.eventCount() + " events with hash "
                    + Long.toHexString(first.traceHash()) + ", then " + second.eventCount() + " with "
                    + Long.toHexString(second.traceHash());
            failed.compareAndSet(
                    null,
                    new SimulationResult(
                            first.seed(),
                            Optional.of(new Failure("determinism", sentence, new AssertionError(sentence))),
                            first.traceHash(),
                            first.eventCount(),
                            first.virtualMicros(),
                            first.acknowledgedCount(),
                            first.leaderCount(),
                            first.tally(),
                            first.snapshots(),
                            List.of()));
        }
    }
}
