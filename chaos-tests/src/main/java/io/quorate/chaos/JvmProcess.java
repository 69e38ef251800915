package io.quorate.chaos;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One JVM we started, and the file its output goes to. Used by one thread at a time. */
public final class JvmProcess implements AutoCloseable {
    /** Of a process that lives for a minute or two: the optimizing compiler would take what the test's other processes need. */
    public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private static final long KILL_SECONDS_MAX = 10;
    // Each brings settings for logging of its own.
    private static final List<String> PROGRAMS = List.of("broker", "namesrv", "admin");

    private final String name;
    private final Process process;
    private final Path output;

    private JvmProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    public static JvmProcess start(
            String name, String classPath, List<String> options, String main, List<String> arguments, Path output) {
        return start(name, List.of(), Map.of(), classPath, options, main, arguments, output);
    }

    /**
     * As {@link #start(String, String, List, String, List, Path)}, somewhere else.
     *
     * @param prefix a command that becomes the JVM in another world, as {@code ip netns exec NAME} does
     * @param environment added to this process's own
     */
    public static JvmProcess start(
            String name,
            List<String> prefix,
            Map<String, String> environment,
            String classPath,
            List<String> options,
            String main,
            List<String> arguments,
            Path output) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-ea", "-Dfile.encoding=UTF-8"));
        command.addAll(newerJvmOptions());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(main);
        command.addAll(arguments);
        try {
            Files.createDirectories(output.getParent());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            return new JvmProcess(name, builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class path of this very JVM for one of our programs, without the others and the clients of others. */
    public static String ownClassPath(String program) {
        List<String> ours = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            boolean ofAnother = PROGRAMS.stream().anyMatch(p -> !p.equals(program) && isOf(p, element));
            boolean ofAClient =
                    element.contains("rocketmq") && !element.contains("rocketmq-filter"); // which the broker uses
            if (!ofAnother && !ofAClient && !element.contains("test-classes")) {
                ours.add(element);
            }
        }
        return String.join(File.pathSeparator, ours);
    }

    /** Built as classes or as a jar, as far as Maven has come. */
    private static boolean isOf(String program, String element) {
        return element.endsWith("/" + program + "/target/classes")
                || Path.of(element).getFileName().toString().startsWith("quorate-" + program + "-");
    }

    private static List<String> newerJvmOptions() {
        return Runtime.version().feature() >= 24
                ? List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED")
                : List.of();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As the power cut does it, except that the page cache survives. Returns when the process is gone. */
    public void kill9() {
        process.destroyForcibly();
        if (!awaitExit(Duration.ofSeconds(KILL_SECONDS_MAX))) {
            throw new AssertionError(name + " (pid " + pid() + ") survived kill -9");
        }
    }

    /** Asks it to end (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    public boolean awaitExit(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was to end", e);
        }
    }

    public int exitCode() {
        return process.exitValue();
    }

    /** Tells a program that reads its standard input that it may end. */
    public void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A byte for a program that reads its standard input. */
    public void input(int value) {
        try {
            process.getOutputStream().write(value);
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> outputTail(int linesMax) {
        return tail(output, linesMax);
    }

    public static List<String> tail(Path file, int linesMax) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - linesMax), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill9();
        }
    }
}
