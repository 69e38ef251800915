package io.quorate.simulation;

import io.quorate.simulation.SimulationResult.Failure;
import io.quorate.simulation.fault.PlannedFault;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The simulator's command line. Exits with 0 when no seed failed, 1 when one did, 2 when the options make no sense. */
@Command(name = "simulate", mixinStandardHelpOptions = true, description = "Runs simulated groups under faults.")
public final class SimulationMain implements Callable<Integer> {
    /** The last line of a run in which no seed failed. */
    public static final String NO_SEED_FAILED = "no seed failed";

    /** Begins the last line of a run in which faults of some kind never had an effect. */
    public static final String IDLE_FAULTS = "invalid: these faults were injected and never had an effect:";

    private static final long PROGRESS_MILLIS = 2_000;
    private static final long BITE_INJECTED_MIN = 200;
    private static final int STACK_LINES_MAX = 12;

    @Option(names = "--first-seed", description = "the first seed (default ${DEFAULT-VALUE})")
    private long firstSeed = 1;

    @Option(names = "--seeds", description = "how many (default 1000, or as many as --minutes has time for)")
    private Long seeds;

    @Option(names = "--seed", description = "this one seed alone, with its trace")
    private Long seed;

    @Option(names = "--focus", description = "seeds with this focus alone: ${COMPLETION-CANDIDATES}")
    private Focus focus;

    @Option(names = "--minutes", description = "stop after so long")
    private Double minutes;

    @Option(names = "--threads", description = "seeds run at the same time (default: one a processor)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--check-determinism-percent", description = "share of the seeds run twice (default 1)")
    private double twicePercent = 1;

    @Option(names = "--shrink-seconds", description = "how long to look for a small schedule that fails (default 60)")
    private int shrinkSeconds = 60;

    @Option(names = "--commit", description = "what to call the program in the report of a failure")
    private String commit = "unknown";

    private final PrintStream out = System.out;

    private SimulationMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimulationMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        return seed == null ? runMany() : runOne();
    }

    private int runOne() {
        SimulationOptions options = SimulationOptions.of(seed);
        out.println(options);
        SimulationResult result = Simulation.run(seed);
        out.printf(
                "seed %d: %d events, %.1f virtual s, %d messages acknowledged, trace hash %016x%n",
                seed,
                result.eventCount(),
                result.virtualMicros() / 1e6,
                result.acknowledgedCount(),
                result.traceHash());
        result.failure().ifPresent(failure -> report(result, failure));
        return result.failure().isPresent() ? 1 : 0;
    }

    private int runMany() throws InterruptedException {
        long count = seeds != null ? seeds : minutes != null ? Long.MAX_VALUE - firstSeed : 1000;
        long nanosMax = minutes == null ? Long.MAX_VALUE : (long) (minutes * 60e9);
        SimulationRunner runner = new SimulationRunner(new SimulationRunner.Plan(
                firstSeed, count, Optional.ofNullable(focus), nanosMax, Math.max(1, threads), twicePercent));
        Thread progress = new Thread(() -> showProgress(runner.totals()), "progress");
        progress.setDaemon(true);
        progress.start();
        Optional<SimulationResult> failed = runner.run();
        progress.interrupt();
        out.println(runner.totals().progress());
        out.println(runner.totals().summary());
        if (failed.isPresent()) {
            report(failed.get(), failed.get().failure().orElseThrow());
            return 1;
        }
        String idle = runner.totals().withoutBite(BITE_INJECTED_MIN);
        if (!idle.isEmpty()) {
            out.println(IDLE_FAULTS + idle);
            return 1;
        }
        out.println(NO_SEED_FAILED);
        return 0;
    }

    private void showProgress(SimulationTotals totals) {
        try {
            while (true) {
                Thread.sleep(PROGRESS_MILLIS);
                out.println(totals.progress());
            }
        } catch (InterruptedException done) {
            // The run is over.
        }
    }

    private void report(SimulationResult result, Failure failure) {
        out.println();
        result.lastLines().forEach(out::println);
        out.println();
        out.println("FAILED seed=" + result.seed() + " commit=" + commit);
        out.println("checker: " + failure.checker());
        out.println(failure.sentence());
        StackTraceElement[] stack = failure.cause().getStackTrace();
        for (int i = 0; i < Math.min(STACK_LINES_MAX, stack.length); i++) {
            out.println("    at " + stack[i]);
        }
        out.println("replay: scripts/simulate.sh --seed " + result.seed());
        if (shrinkSeconds > 0 && !failure.checker().equals("determinism")) {
            shrink(result.seed(), failure);
        }
    }

    private void shrink(long failedSeed, Failure failure) {
        SimulationOptions options = SimulationOptions.of(failedSeed);
        List<PlannedFault> whole = Simulation.scheduleOf(options);
        Shrinker<PlannedFault> shrinker = new Shrinker<>(
                part -> Simulation.run(options, part)
                        .failure()
                        .filter(found -> found.checker().equals(failure.checker()))
                        .isPresent(),
                TimeUnit.SECONDS.toNanos(shrinkSeconds));
        List<PlannedFault> small = shrinker.shrink(whole);
        out.printf("of its %d faults these %d still fail (%d tries):%n", whole.size(), small.size(), shrinker.tries());
        small.forEach(fault -> out.println("    " + fault));
    }
}
