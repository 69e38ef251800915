package io.quorate.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Loads a group in the ways it is told on its standard input, a line each, and prints what it took as a line of JSON each. One
 * process for all rows: what is measured is a warm client.
 */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Reads lines of the form \"ROW WARM-UP-SECONDS SECONDS\" and prints, for each, throughput, latencies and the"
                    + " brokers' CPU time as one line of JSON.",
            "Rows: idle, sync1, sync32, sync128, async, paced, batch, drain, e2e."
        })
final class LoadGenerator implements Callable<Integer> {
    /** Whose client sends. */
    enum Client {
        QUORATE,
        ROCKETMQ,
        /** None: three replicas in this very process. */
        RAW
    }

    private static final long READY_MILLIS_MAX = 240_000;
    private static final long READY_POLL_MILLIS = 500;

    @Option(
            names = "--client",
            defaultValue = "QUORATE",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Client client;

    @Option(names = "--target", defaultValue = "quorate", description = "how the lines call what is loaded")
    private String targetName;

    @Option(names = "--namesrv", description = "NameServer, host:port; not for RAW")
    private String namesrv;

    @Option(names = "--data", description = "RAW: an empty directory for the replicas")
    private Path data;

    @Option(names = "--topic", defaultValue = "QuorateLoad", description = "default: ${DEFAULT-VALUE}")
    private String topic;

    @Option(names = "--size", defaultValue = "1024", description = "bytes of a body (default: ${DEFAULT-VALUE})")
    private int bodyBytes;

    @Option(
            names = "--rate",
            defaultValue = "2000",
            description = "paced and e2e: sends a second (default: ${DEFAULT-VALUE})")
    private int perSecond;

    @Option(
            names = "--backlog",
            defaultValue = "200000",
            description = "drain: messages sent before, at least (default: ${DEFAULT-VALUE})")
    private long backlogCount;

    @Option(names = "--pids", split = ",", description = "processes whose CPU time is counted: the brokers'")
    private List<Long> pids = List.of();

    private long sentCount;
    private FixedRate fixedRate; // null until the first such row

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new LoadGenerator()).setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(commandLine.execute(arguments)); // the official client leaves threads behind
    }

    @Override
    public Integer call() throws Exception {
        if (client == Client.RAW) {
            pids = List.of(ProcessHandle.current().pid());
        }
        long failedCount = 0;
        try (Target target = readyTarget();
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.trim().split(" +", -1);
                Row row = Row.of(words[0]);
                Measurement measurement = run(target, row, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                if (measurement.firstFailure() != null) {
                    System.err.println(targetName + " " + row.label() + ": " + measurement.failed()
                            + " failed, the first: " + measurement.firstFailure());
                }
                failedCount += measurement.failed();
            }
        }
        return failedCount == 0 ? 0 : 1;
    }

    // Each client's classes are touched in its own branch alone: the others need not be on the class path.
    private Target target() throws Exception {
        return switch (client) {
            case QUORATE -> QuorateTarget.open(namesrv, topic);
            case ROCKETMQ -> new RocketMqTarget(namesrv, topic);
            case RAW -> RawTarget.open(data);
        };
    }

    /**
     * A group that has just been started elects its leader first, and its NameServer has to hear of it. Each try is another
     * client's: the official one that once saw a route without a leader does not ask for a better one.
     */
    private Target readyTarget() throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLIS_MAX);
        while (true) {
            Target target = target();
            try {
                target.send(Load.body(bodyBytes));
                return target;
            } catch (Exception notYet) {
                target.close();
                if (System.nanoTime() >= deadlineNanos) {
                    throw notYet;
                }
                TimeUnit.MILLISECONDS.sleep(READY_POLL_MILLIS);
            }
        }
    }

    private Measurement run(Target target, Row row, int warmUpSeconds, int seconds) throws Exception {
        Load.Shape shape = row.shape(bodyBytes, perSecond);
        if (shape.mode() == Load.Mode.DRAIN) {
            fill(target);
        }
        Measurement measurement = new Measurement();
        Running load = start(target, shape, measurement);
        TimeUnit.SECONDS.sleep(warmUpSeconds);
        long cpuMicros = ProcessCpu.micros(pids);
        long startNanos = System.nanoTime();
        measurement.turn(true);
        TimeUnit.SECONDS.sleep(seconds);
        measurement.turn(false);
        double elapsedSeconds = (System.nanoTime() - startNanos) / 1e9;
        cpuMicros = ProcessCpu.micros(pids) - cpuMicros;
        load.stop();
        if (shape.mode() != Load.Mode.DRAIN) {
            sentCount += measurement.acked();
        }
        System.out.println(json(row, shape, measurement, elapsedSeconds, cpuMicros));
        return measurement;
    }

    private interface Running {
        void stop() throws InterruptedException;
    }

    private Running start(Target target, Load.Shape shape, Measurement measurement) throws Exception {
        switch (shape.mode()) {
            case IDLE -> {
                return () -> {};
            }
            case END_TO_END -> {
                if (fixedRate == null) {
                    fixedRate = new FixedRate(target, bodyBytes, perSecond);
                }
                fixedRate.start(measurement);
                return fixedRate::stop;
            }
            default -> {
                Load load = new Load(target, shape, measurement);
                load.start();
                return load::stop;
            }
        }
    }

    /** A backlog worth draining, whatever rows went before. */
    private void fill(Target target) throws Exception {
        if (sentCount >= backlogCount) {
            return;
        }
        Measurement filled = new Measurement();
        filled.turn(true);
        Load load = new Load(target, Row.BATCH.shape(bodyBytes, perSecond), filled);
        load.start();
        while (sentCount + filled.acked() < backlogCount) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        load.stop();
        sentCount += filled.acked();
    }

    private String json(Row row, Load.Shape shape, Measurement measurement, double elapsedSeconds, long cpuMicros)
            throws IOException {
        Histogram latencies = measurement.latencies();
        return String.format(
                Locale.ROOT,
                "{\"target\":\"%s\",\"client\":\"%s\",\"row\":\"%s\",\"threads\":%d,\"window\":%d,\"batch\":%d,"
                        + "\"bodyBytes\":%d,\"seconds\":%.1f,\"acked\":%d,\"failed\":%d,\"perSecond\":%.0f,"
                        + "\"p50Micros\":%d,\"p99Micros\":%d,\"p999Micros\":%d,\"maxMicros\":%d,"
                        + "\"brokerCpuPercent\":%.1f,\"brokerCpuMicrosPerMessage\":%.2f}",
                targetName,
                client,
                row.label(),
                shape.threads(),
                shape.window(),
                shape.batchCount(),
                bodyBytes,
                elapsedSeconds,
                measurement.acked(),
                measurement.failed(),
                measurement.acked() / elapsedSeconds,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue(),
                cpuMicros / elapsedSeconds / 10_000,
                measurement.acked() == 0 ? 0.0 : (double) cpuMicros / measurement.acked());
    }
}
