package io.quorate.simulation.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Plants one bug after the other and lets the simulator look for it. Exits with 0 when all were caught, 1 when one survived
 * or no longer fits the sources, 2 when the options make no sense.
 */
@Command(name = "mutants", mixinStandardHelpOptions = true, description = "Plants bugs; the simulator must find each.")
public final class MutantsMain implements Callable<Integer> {
    @Option(names = "--sources", required = true, description = "the project's folder")
    private Path sources;

    @Option(names = "--first-seed", description = "the first seed (default ${DEFAULT-VALUE})")
    private long firstSeed = 1;

    @Option(names = "--seeds", description = "a mutant that outlives so many has survived (default ${DEFAULT-VALUE})")
    private long seeds = 500;

    @Option(names = "--seconds", description = "so is one that is not caught by then (default ${DEFAULT-VALUE})")
    private long seconds = 240;

    @Option(names = "--only", split = ",", description = "these numbers alone, such as M3,M8a")
    private List<String> only = List.of();

    @Option(names = "--threads", description = "mutants run at the same time (default: one a processor)")
    private int threads = Runtime.getRuntime().availableProcessors();

    private MutantsMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MutantsMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Mutant> mutants = Mutant.readAllForSimulator(sources).stream()
                .filter(this::isWanted)
                .toList();
        if (mutants.isEmpty()) {
            System.err.println("no mutant of these numbers: " + only);
            return 2;
        }
        Path folder = Files.createTempDirectory("quorate-mutants-");
        try {
            return hunt(mutants, folder);
        } finally {
            delete(folder);
        }
    }

    /** M8 stands for its variants M8a and M8b, too. */
    private boolean isWanted(Mutant mutant) {
        return only.isEmpty()
                || only.stream().anyMatch(wanted -> mutant.id().matches(Pattern.quote(wanted) + "[a-z]?"));
    }

    private int hunt(List<Mutant> mutants, Path folder) throws InterruptedException {
        String classPath = System.getProperty("java.class.path");
        MutantBuild build = new MutantBuild(sources, classPath);
        MutantHunt hunt = new MutantHunt(classPath, firstSeed, seeds, seconds);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        List<Future<MutantHunt.Catch>> catches = mutants.stream()
                .map(mutant -> workers.submit(() -> hunt.run(mutant, build.build(mutant, folder.resolve(mutant.id())))))
                .toList();
        workers.shutdown();
        System.out.printf("%-6s %7s %6s  %-28s %s%n", "mutant", "seeds", "s", "caught by", "what is wrong");
        int survived = 0;
        int unfit = 0;
        for (int i = 0; i < mutants.size(); i++) {
            try {
                MutantHunt.Catch caught = catches.get(i).get();
                show(mutants.get(i), caught);
                survived += caught.checker().isEmpty() ? 1 : 0;
            } catch (ExecutionException failure) {
                unfit++;
                System.out.println(mutants.get(i).id() + " could not be tried: "
                        + failure.getCause().getMessage());
            }
        }
        int caught = mutants.size() - survived - unfit;
        System.out.println(
                caught + " caught, " + survived + " survived" + (unfit == 0 ? "" : ", " + unfit + " not tried"));
        return survived + unfit == 0 ? 0 : 1;
    }

    private static void show(Mutant mutant, MutantHunt.Catch caught) {
        System.out.printf(
                "%-6s %7d %6.1f  %-28s %s%n",
                mutant.id(), caught.seeds(), caught.seconds(), caught.checker().orElse("SURVIVED"), mutant.title());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
