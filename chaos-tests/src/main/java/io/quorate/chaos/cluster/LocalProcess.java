package io.quorate.chaos.cluster;

import io.quorate.chaos.JvmProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A JVM of this machine, started from the class path of this very JVM. */
final class LocalProcess implements HostProcess {
    /** Arguments: process, seconds to run, seconds to stand still. A read that nobody answers is a sleep without a process. */
    private static final String STROBE = """
            idle() { read -r -t "$1" _; [ $? -gt 128 ]; }
            while kill -CONT "$1" && idle "$2" && kill -STOP "$1" && idle "$3"; do :; done
            kill -CONT "$1"
            """;

    private static final double STROBE_SECONDS = 0.05;

    private final JvmProcess process;
    private Process strobe; // null unless it is starved

    private LocalProcess(JvmProcess process) {
        this.process = process;
    }

    static LocalProcess start(Program program, Hosts hosts, Ledger ledger) {
        Path config = write(program, hosts);
        List<String> options = new ArrayList<>(program.jvmOptions());
        options.add("-Dquorate.log.dir=" + program.home().resolve("logs"));
        JvmProcess process = JvmProcess.start(
                program.host(),
                hosts.commandPrefix(program.host()),
                program.environment(),
                classPath(program),
                options,
                program.kind().main,
                List.of("-c", config.toString()),
                program.home().resolve("stdout.log"));
        ledger.add("pid", process.pid());
        return new LocalProcess(process);
    }

    private static String classPath(Program program) {
        if (!program.otherClassPath().isEmpty()) {
            return program.otherClassPath();
        }
        String front = program.classesInFront();
        return (front.isEmpty() ? "" : front + File.pathSeparator) + JvmProcess.ownClassPath(program.kind().module);
    }

    private static Path write(Program program, Hosts hosts) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bindAddress", hosts.ip(program.host()));
        settings.put(program.kind().storeKey, program.store().toString());
        settings.putAll(program.settings());
        String text = settings.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Files.createDirectories(program.home());
            return Files.writeString(program.home().resolve(program.kind().module + ".properties"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public int exitCode() {
        return process.exitCode();
    }

    @Override
    public void kill9() {
        process.kill9();
    }

    @Override
    public void terminate() {
        process.terminate();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public OptionalLong pidHere() {
        return isAlive() ? OptionalLong.of(process.pid()) : OptionalLong.empty();
    }

    @Override
    public void pause() {
        signal("-STOP");
    }

    @Override
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        // One that has ended by itself gets no signals; the final phase tells of it.
        Shell.attempt("kill", signal, String.valueOf(process.pid()));
    }

    @Override
    public void starve(int percent) {
        double runSeconds = STROBE_SECONDS * percent / 100;
        try {
            // It ends with us: its standard input is ours.
            strobe = new ProcessBuilder(
                            "bash",
                            "-c",
                            STROBE,
                            "strobe",
                            String.valueOf(process.pid()),
                            String.format(Locale.ROOT, "%.4f", runSeconds),
                            String.format(Locale.ROOT, "%.4f", STROBE_SECONDS - runSeconds))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void feed() {
        if (strobe == null) {
            return;
        }
        try {
            strobe.getOutputStream().close();
            strobe.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process was to get its processor back", e);
        }
        strobe = null;
        resume();
    }

    @Override
    public Duration processorTime() {
        return ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    @Override
    public boolean isFrozenOrGone() {
        return stateOf(process.pid()).matches("|T|Z|X");
    }

    /** One letter, as in proc(5); "" if there is no such process. */
    private static String stateOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // The name before it, in parentheses, may hold anything.
            return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public void close() {
        feed();
        process.close();
    }
}
