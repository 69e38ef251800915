package io.quorate.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loads a group and prints what it took, as one line of JSON. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Loads a group and prints throughput, latencies and the brokers' CPU time as one line of JSON.")
final class LoadGenerator implements Callable<Integer> {
    /** Whose client sends. */
    enum Client {
        QUORATE,
        ROCKETMQ
    }

    @Option(
            names = "--client",
            defaultValue = "QUORATE",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Client client;

    @Option(names = "--namesrv", required = true, description = "NameServer, host:port")
    private String namesrv;

    @Option(names = "--topic", defaultValue = "QuorateLoad", description = "default: ${DEFAULT-VALUE}")
    private String topic;

    @Option(
            names = "--mode",
            defaultValue = "SYNC",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Load.Mode mode;

    @Option(names = "--threads", defaultValue = "1", description = "threads that send (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--window",
            defaultValue = "2048",
            description = "ASYNC: messages under way (default: ${DEFAULT-VALUE})")
    private int window;

    @Option(
            names = "--batch",
            defaultValue = "32",
            description = "BATCH: messages in a request (default: ${DEFAULT-VALUE})")
    private int batchCount;

    @Option(names = "--size", defaultValue = "1024", description = "bytes of a body (default: ${DEFAULT-VALUE})")
    private int bodyBytes;

    @Option(
            names = "--warm-up",
            defaultValue = "5",
            description = "seconds before measuring (default: ${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "10", description = "seconds measured (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--pids", split = ",", description = "processes whose CPU time is counted: the brokers'")
    private List<Long> pids = List.of();

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new LoadGenerator()).setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(commandLine.execute(arguments)); // the official client leaves threads behind
    }

    @Override
    public Integer call() throws Exception {
        Measurement measurement = new Measurement();
        try (Target target = target()) {
            Load load = new Load(target, new Load.Shape(mode, threads, window, batchCount, bodyBytes), measurement);
            load.start();
            TimeUnit.SECONDS.sleep(warmUpSeconds);
            long cpuMicros = cpuMicros();
            long startNanos = System.nanoTime();
            measurement.turn(true);
            TimeUnit.SECONDS.sleep(seconds);
            measurement.turn(false);
            double elapsedSeconds = (System.nanoTime() - startNanos) / 1e9;
            cpuMicros = cpuMicros() - cpuMicros;
            load.stop();
            System.out.println(json(measurement, elapsedSeconds, cpuMicros));
        }
        if (measurement.firstFailure() != null) {
            System.err.println("first failure: " + measurement.firstFailure());
        }
        return measurement.acked() > 0 && measurement.failed() == 0 ? 0 : 1;
    }

    // Each client's classes are touched in its own branch alone: the other need not be on the class path.
    private Target target() throws Exception {
        return client == Client.QUORATE
                ? QuorateTarget.open(namesrv, topic, window)
                : new RocketMqTarget(namesrv, topic);
    }

    private long cpuMicros() throws IOException {
        return ProcessCpu.micros(pids);
    }

    private String json(Measurement measurement, double elapsedSeconds, long cpuMicros) {
        Histogram latencies = measurement.latencies();
        return String.format(
                Locale.ROOT,
                "{\"client\":\"%s\",\"mode\":\"%s\",\"threads\":%d,\"window\":%d,\"batch\":%d,\"bodyBytes\":%d,"
                        + "\"seconds\":%.1f,\"acked\":%d,\"failed\":%d,\"perSecond\":%.0f,"
                        + "\"p50Micros\":%d,\"p99Micros\":%d,\"p999Micros\":%d,\"maxMicros\":%d,"
                        + "\"brokerCpuMicrosPerMessage\":%.1f}",
                client,
                mode,
                threads,
                mode == Load.Mode.ASYNC ? window : threads,
                mode == Load.Mode.BATCH ? batchCount : 1,
                bodyBytes,
                elapsedSeconds,
                measurement.acked(),
                measurement.failed(),
                measurement.acked() / elapsedSeconds,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue(),
                measurement.acked() == 0 ? 0.0 : (double) cpuMicros / measurement.acked());
    }
}
