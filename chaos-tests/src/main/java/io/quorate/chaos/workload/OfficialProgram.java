package io.quorate.chaos.workload;

import com.fasterxml.jackson.core.JsonFactory;
import io.quorate.chaos.JvmProcess;
import io.quorate.chaos.record.HistoryFiles;
import io.quorate.simulation.check.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An unmodified RocketMQ client at work in a process of its own, which writes its own history. A line on its standard input tells it
 * to begin nothing new, the input's end to go.
 */
final class OfficialProgram implements AutoCloseable {
    private static final Duration END_MAX = Duration.ofSeconds(60);

    private final Path history;
    private final JvmProcess process;
    private volatile boolean killed;

    private OfficialProgram(Path history, JvmProcess process) {
        this.history = history;
        this.process = process;
    }

    /**
     * @param name unique in the run
     * @param libraries class path of the client and all that it needs
     * @param main of {@code io.quorate.chaos.rocketmq}; its first argument is the file for its history
     */
    static OfficialProgram start(String name, Path dir, String libraries, Class<?> main, List<String> arguments)
            throws IOException {
        Path home = Files.createDirectories(dir.resolve(name + ".home"));
        Path history = dir.resolve("history-" + name + ".part.jsonl");
        List<String> all = new ArrayList<>(List.of(history.toString()));
        all.addAll(arguments);
        String classPath =
                String.join(File.pathSeparator, placeOf(OfficialProgram.class), libraries, placeOf(JsonFactory.class));
        JvmProcess process = JvmProcess.start(
                name,
                classPath,
                List.of(
                        "-Xms32m",
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.home=" + home, // the client keeps logs and offsets there
                        "-Drocketmq.client.logRoot=" + home,
                        // Its own 20 s would let it sit out most that happens to a consumer group.
                        "-Drocketmq.client.rebalance.waitInterval=2000"),
                main.getName(),
                all,
                home.resolve("stdout.log"));
        return new OfficialProgram(history, process);
    }

    private static String placeOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    Path history() {
        return history;
    }

    /** How much of what it did has ended so. */
    long count(Outcome outcome) {
        return HistoryFiles.count(history, outcome);
    }

    /** How much of what it began has not ended. */
    long openCount() {
        return HistoryFiles.open(history);
    }

    /** Whether it works, or was killed by us. */
    boolean isStarted() {
        return killed || count(Outcome.OK) > 0;
    }

    /** It begins nothing new, but finishes what it has begun. */
    void stop() {
        if (process.isAlive()) {
            process.input('\n');
        }
    }

    void kill() {
        killed = true;
        process.kill9();
    }

    void end() {
        if (!process.isAlive()) {
            return;
        }
        process.closeInput();
        if (!process.awaitExit(END_MAX)) {
            process.close();
            throw new IllegalStateException("an official client did not end: " + history);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
