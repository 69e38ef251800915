package io.quorate.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the machine's own commands. Each is short; one that hangs is killed. */
final class Shell {
    private static final Duration COMMAND_MAX = Duration.ofSeconds(30);

    private Shell() {}

    /** Returns what the command printed. Fails with what it said if it did not end with 0. */
    static String run(String... command) {
        return run("", List.of(command));
    }

    static String run(String input, List<String> command) {
        try {
            // A file, not a pipe: nobody has to read while it runs.
            Path output = Files.createTempFile("quorate-chaos-", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input.getBytes(StandardCharsets.UTF_8));
                }
                boolean ended = process.waitFor(COMMAND_MAX.toMillis(), TimeUnit.MILLISECONDS);
                String said = Files.readString(output);
                if (!ended) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " did not end; it said: " + said);
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(command + " ended with " + process.exitValue() + ": " + said);
                }
                return said;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command + " ran", e);
        }
    }

    /** As {@link #run}; whether it worked. For clearing up, where there may be nothing. */
    static boolean attempt(String... command) {
        try {
            run(command);
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }
}
