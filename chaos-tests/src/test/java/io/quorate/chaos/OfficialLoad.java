package io.quorate.chaos;

import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.SteadySender;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An unmodified RocketMQ client in a process of its own, sending synchronously from some threads. */
final class OfficialLoad implements SteadyLoad {
    private static final int THREADS = 2;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    private final String topic;
    private final Path facts;
    private final JvmProcess process;
    private long countedBytes;
    private int countedAcks;

    private OfficialLoad(String topic, Path facts, JvmProcess process) {
        this.topic = topic;
        this.facts = facts;
        this.process = process;
    }

    /** @param pollMillis how often the client asks for routes; 0 for its own default, 30 s */
    static OfficialLoad start(OfficialClient client, LocalGroup group, String topic, int pollMillis)
            throws IOException {
        Path facts = Files.createDirectories(group.dir().resolve("clients")).resolve(topic + ".facts");
        JvmProcess process = client.start(
                SteadySender.class,
                OfficialClient.HeaderCodec.JSON,
                facts,
                List.of(
                        group.namesrvAddress(),
                        topic,
                        "official",
                        String.valueOf(THREADS),
                        String.valueOf(BODY_BYTES),
                        String.valueOf(pollMillis)));
        return new OfficialLoad(topic, facts, process);
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public int ackedCount() {
        if (!process.isAlive()) {
            throw new AssertionError(
                    "the official client ended by itself:\n" + String.join("\n", process.outputTail(60)));
        }
        try {
            return countNewAcks();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The file grows to many megabytes, and this is asked often: only what is new is read.
    private int countNewAcks() throws IOException {
        if (!Files.exists(facts)) {
            return 0;
        }
        try (RandomAccessFile file = new RandomAccessFile(facts.toFile(), "r")) {
            byte[] fresh = new byte[(int) (file.length() - countedBytes)];
            file.seek(countedBytes);
            file.readFully(fresh);
            String text = new String(fresh, StandardCharsets.ISO_8859_1);
            String complete = text.substring(0, text.lastIndexOf('\n') + 1);
            countedBytes += complete.length();
            countedAcks += (int)
                    complete.lines().filter(line -> line.startsWith("ACKED")).count();
        }
        return countedAcks;
    }

    private Result result() {
        try {
            List<String[]> seen = Facts.read(facts);
            return new Result(
                    seen.stream()
                            .filter(f -> f[0].equals("ACKED"))
                            .map(f -> f[1])
                            .toList(),
                    seen.stream()
                            .filter(f -> f[0].equals("FAILED"))
                            .map(f -> f[1] + " after " + f[2] + " ms: " + f[3])
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Result stop() {
        process.closeInput();
        if (!process.awaitExit(STOP_TIMEOUT) || process.exitCode() != 0) {
            throw new AssertionError(
                    "the official client did not end well:\n" + String.join("\n", process.outputTail(60)));
        }
        return result();
    }

    @Override
    public void close() {
        process.close();
    }
}
