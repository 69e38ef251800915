package io.quorate.chaos.run;

import io.quorate.chaos.fault.FaultKind;
import io.quorate.simulation.mutants.Mutant;
import io.quorate.simulation.mutants.MutantBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code scripts/chaos.sh}. */
@Command(name = "chaos", sortOptions = false, exitCodeOnExecutionException = 2)
public final class ChaosMain implements Callable<Integer> {
    @Option(names = "--home", required = true, description = "folder of the project")
    private Path home;

    @Option(names = "--dir", required = true, description = "folder of the run")
    private Path dir;

    @Option(names = "--backend", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
    private ChaosOptions.BackEnd backEnd = ChaosOptions.BackEnd.LOCAL;

    @Option(names = "--image", description = "of the containers (default ${DEFAULT-VALUE})")
    private String image = "quorate:chaos";

    @Option(names = "--faults", split = ",", description = "names, or what they begin with (default: all)")
    private List<String> faults = List.of("all");

    @Option(
            names = "--scenario",
            split = ",",
            description = "directed scenarios, each told once, instead of faults; 'list' lists them")
    private List<String> scenarios = List.of();

    @Option(names = "--shims", description = "folder of the built shims")
    private Path shims;

    @Option(names = "--previous-class-path", description = "of the build that the group begins with")
    private String previousClassPath = "";

    @Option(names = "--workload", split = ",", description = "names of Workloads (default: wire,sdk)")
    private List<String> workloads = List.of("wire", "sdk");

    @Option(names = "--minutes", description = "how long faults are injected (default ${DEFAULT-VALUE})")
    private double minutes = 1;

    @Option(names = "--seed", description = "of all that is drawn (default: from the clock)")
    private Long seed;

    @Option(names = "--hold-seconds", description = "how long a fault lasts at most (default ${DEFAULT-VALUE})")
    private double holdSecondsMax = 8;

    @Option(
            names = "--patience-seconds",
            description = "how long the group may take to be whole again (default ${DEFAULT-VALUE})")
    private long patienceSeconds = 180;

    @Option(names = "--own-disks", description = "each node on a disk of its own, which can lose its power; needs root")
    private boolean ownDisks;

    @Option(names = "--harmless", description = "only pretend: the run must come out as invalid")
    private boolean harmless;

    @Option(names = "--mutant", description = "plants this bug into the brokers; the run must find it")
    private String mutant;

    @Option(names = "--commit", description = "what to call the program in reports")
    private String commit = "unknown";

    private ChaosMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ChaosMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (scenarios.contains("list")) {
            Arrays.stream(FaultKind.values()).filter(FaultKind::isScenario).forEach(System.out::println);
            return 0;
        }
        Files.createDirectories(dir);
        ChaosOptions options = new ChaosOptions(
                home,
                dir.toAbsolutePath(),
                backEnd,
                image,
                (scenarios.isEmpty() ? faults : scenarios)
                        .stream().flatMap(FaultKind::named).distinct().toList(),
                workloads,
                minutes,
                seed == null ? System.nanoTime() : seed,
                holdSecondsMax,
                Duration.ofSeconds(patienceSeconds),
                ownDisks,
                harmless,
                !scenarios.isEmpty(),
                Optional.ofNullable(shims).map(Path::toAbsolutePath),
                previousClassPath,
                mutant == null ? "" : mutantClasses(),
                mutant == null ? commit : commit + " with " + mutant);
        System.out.println("seed " + options.seed() + ", everything goes to " + options.dir());
        Files.writeString(dir.resolve("options.txt"), options + "\n");
        RunResult result;
        ChaosRun run = new ChaosRun(options);
        // The script clears up after a harness that was killed itself; this is for one that was asked to end.
        Thread hook = new Thread(run::close, "clear-up");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            result = run.run();
        } catch (AssertionError e) {
            throw new IllegalStateException("the run broke off: " + e.getMessage(), e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(hook);
            run.close();
        }
        String text = TextReport.of(result);
        Files.writeString(dir.resolve("report.txt"), text);
        Files.writeString(dir.resolve("report.html"), HtmlReport.of(result, text));
        System.out.println();
        System.out.print(text);
        return result.outcome().exitCode();
    }

    private String mutantClasses() throws IOException {
        Mutant planted = Mutant.readAllForProcesses(home).stream()
                .filter(each -> each.id().equals(mutant))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mutant is called " + mutant));
        System.out.println("planted: " + planted.id() + " " + planted.title());
        return new MutantBuild(home, System.getProperty("java.class.path"))
                .build(planted, Files.createDirectories(dir.toAbsolutePath().resolve("mutant")))
                .toString();
    }
}
