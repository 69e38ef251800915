package io.quorate.simulation.mutants;

import io.quorate.simulation.SimulationMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the simulator, in a process of its own, with a mutant's classes in front of the sound ones. */
final class MutantHunt {
    private static final Pattern FAILED = Pattern.compile("FAILED seed=(-?\\d+).*");
    private static final Pattern DONE = Pattern.compile(".* s  seeds (\\d+) .*");
    private static final String IDLE = "faults without effect"; // what they do went unnoticed
    private static final Pattern CHECKER = Pattern.compile("checker: (.*)");

    /**
     * How it ended.
     *
     * @param seeds how many it took to be caught, or were run
     * @param checker who caught it; empty if it survived
     */
    record Catch(long seeds, Optional<String> checker, double seconds) {}

    private final String classPath;
    private final long firstSeed;
    private final long seedsMax;
    private final long secondsMax;

    /**
     * @param seedsMax a mutant that outlives so many has survived
     * @param secondsMax one that is not caught by then has survived
     */
    MutantHunt(String classPath, long firstSeed, long seedsMax, long secondsMax) {
        this.classPath = classPath;
        this.firstSeed = firstSeed;
        this.seedsMax = seedsMax;
        this.secondsMax = secondsMax;
    }

    Catch run(Mutant mutant, Path classes) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=logback-simulation.xml",
                "-cp",
                classes + System.getProperty("path.separator") + classPath,
                SimulationMain.class.getName(),
                "--first-seed=" + firstSeed,
                "--seeds=" + seedsMax,
                "--threads=1",
                "--shrink-seconds=0",
                "--check-determinism-percent=0"));
        command.addAll(mutant.options());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread watchdog = new Thread(() -> endLate(process), "watchdog-" + mutant.id());
        watchdog.setDaemon(true);
        watchdog.start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return judge(output, start);
        } finally {
            watchdog.interrupt();
            process.destroyForcibly().waitFor();
        }
    }

    private void endLate(Process process) {
        try {
            TimeUnit.SECONDS.sleep(secondsMax);
            process.destroyForcibly();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private Catch judge(BufferedReader output, long start) throws IOException {
        long failedSeed = firstSeed - 1;
        long seedsDone = 0;
        String last = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher failed = FAILED.matcher(line);
            Matcher checker = CHECKER.matcher(line);
            if (failed.matches()) {
                failedSeed = Long.parseLong(failed.group(1));
            } else if (checker.matches() && failedSeed >= firstSeed) {
                return new Catch(failedSeed - firstSeed + 1, Optional.of(checker.group(1)), secondsSince(start));
            } else if (line.equals(SimulationMain.NO_SEED_FAILED)) {
                return new Catch(seedsMax, Optional.empty(), secondsSince(start));
            } else if (line.startsWith(SimulationMain.IDLE_FAULTS)) {
                return new Catch(seedsMax, Optional.of(IDLE), secondsSince(start));
            }
            Matcher done = DONE.matcher(line);
            seedsDone = done.matches() ? Long.parseLong(done.group(1)) : seedsDone;
            last = line;
        }
        if (secondsSince(start) < secondsMax) {
            throw new IOException("the simulator ended without a verdict; its last line: " + last);
        }
        return new Catch(seedsDone, Optional.empty(), secondsSince(start));
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
