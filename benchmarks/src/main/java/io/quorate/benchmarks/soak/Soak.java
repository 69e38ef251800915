package io.quorate.benchmarks.soak;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Loads a group for minutes and watches its brokers' memory. Ends with 0 if the verdict is good. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = "Loads a group that scripts/start-group.sh started, and prints every few seconds what its brokers"
                + " need; at the end the curve and a verdict. See scripts/soak.sh.")
final class Soak implements Callable<Integer> {
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(60);
    private static final double MEBIBYTE = 1 << 20;

    @Option(names = "--namesrv", required = true, description = "NameServer, host:port")
    private String namesrv;

    @Option(names = "--data", required = true, description = "the group's folder")
    private Path data;

    @Option(names = "--minutes", defaultValue = "10", description = "how long (default: ${DEFAULT-VALUE})")
    private int minutes;

    @Option(names = "--producers", defaultValue = "200", description = "default: ${DEFAULT-VALUE}")
    private int producers;

    @Option(names = "--consumers", defaultValue = "200", description = "default: ${DEFAULT-VALUE}")
    private int consumers;

    @Option(
            names = "--clients",
            defaultValue = "200",
            description = "that producers and consumers share, each with its connections (default: ${DEFAULT-VALUE})")
    private int clients;

    @Option(names = "--topics", defaultValue = "2000", description = "default: ${DEFAULT-VALUE}")
    private int topics;

    @Option(names = "--queues", defaultValue = "2", description = "of each topic (default: ${DEFAULT-VALUE})")
    private int queues;

    @Option(
            names = "--window",
            defaultValue = "4",
            description = "sends under way for each producer (default: ${DEFAULT-VALUE})")
    private int window;

    @Option(names = "--size", defaultValue = "1024", description = "bytes of a body (default: ${DEFAULT-VALUE})")
    private int bodyBytes;

    @Option(
            names = "--unread-max",
            defaultValue = "50000",
            description = "messages that may wait for consumers before producers pause (default: ${DEFAULT-VALUE})")
    private long unreadMax;

    @Option(names = "--sample-seconds", defaultValue = "10", description = "default: ${DEFAULT-VALUE}")
    private int sampleSeconds;

    @Option(
            names = "--growth-percent-max",
            defaultValue = "10",
            description = "of each broker's RssAnon after minute 3 (default: ${DEFAULT-VALUE})")
    private int growthPercentMax;

    @Option(names = "--json", description = "append each broker's samples there, a line of JSON each")
    private Path json;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (topics < Math.max(producers, consumers)) {
            throw new ParameterException(
                    spec.commandLine(), "--topics is " + topics + ": each producer and each consumer needs one");
        }
        Tally tally = new Tally(topics);
        SoakLoad.Shape shape =
                new SoakLoad.Shape(producers, consumers, clients, topics, queues, window, bodyBytes, unreadMax);
        List<BrokerProbe> probes = new ArrayList<>();
        try (SoakLoad load = new SoakLoad(namesrv, shape, tally)) {
            for (Path node : nodes()) {
                probes.add(BrokerProbe.attach(node));
            }
            return run(load, tally, probes);
        } finally {
            for (BrokerProbe probe : probes) {
                probe.close();
            }
        }
    }

    private List<Path> nodes() throws IOException {
        try (var directories = Files.newDirectoryStream(data, "n[1-9]")) {
            List<Path> nodes = new ArrayList<>();
            directories.forEach(nodes::add);
            return nodes.stream().sorted().toList();
        }
    }

    private int run(SoakLoad load, Tally tally, List<BrokerProbe> probes) throws Exception {
        long preparedNanos = System.nanoTime();
        load.createTopics();
        System.out.printf(Locale.ROOT, "%d topics made after %d s%n", topics, secondsSince(preparedNanos));
        load.startConsumers();
        System.out.printf(Locale.ROOT, "all queues have a consumer after %d s%n", secondsSince(preparedNanos));
        SoakReport report = new SoakReport(probes.get(0).limits(), growthPercentMax);
        long startNanos = System.nanoTime();
        load.startProducers();
        for (long second = sampleSeconds; second <= TimeUnit.MINUTES.toSeconds(minutes); second += sampleSeconds) {
            TimeUnit.NANOSECONDS.sleep(startNanos + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
            look(startNanos, probes, tally, report);
        }
        load.stopProducers();
        load.awaitConsumed(STANDSTILL_MAX);
        look(startNanos, probes, tally, report);
        return conclude(report, tally);
    }

    private void look(long startNanos, List<BrokerProbe> probes, Tally tally, SoakReport report) throws IOException {
        long second = secondsSince(startNanos);
        Traffic traffic = tally.traffic();
        List<BrokerSample> brokers = new ArrayList<>();
        for (BrokerProbe probe : probes) {
            brokers.add(probe.sample());
        }
        report.add(new SoakReport.Moment(second, brokers, traffic));
        for (BrokerSample broker : brokers) {
            System.out.println(line(second, broker));
        }
        System.out.printf(
                Locale.ROOT,
                "%4d s     sent %d, consumed %d, unread %d, refused %d, failed %d%n",
                second,
                traffic.acked(),
                traffic.consumed(),
                traffic.missing(),
                traffic.refused(),
                traffic.failed());
        if (json != null) {
            write(second, brokers, traffic);
        }
    }

    private static String line(long second, BrokerSample broker) {
        return String.format(
                Locale.ROOT,
                "%4d s %-3s RSS %5.0f (anon %5.0f, file %5.0f)  heap %5.0f of %5.0f  direct %4.0f MiB  threads %d"
                        + "  files %d  segments %d from %.0f MiB",
                second,
                broker.node(),
                broker.rssBytes() / MEBIBYTE,
                broker.rssAnonBytes() / MEBIBYTE,
                broker.rssFileBytes() / MEBIBYTE,
                broker.heapUsedBytes() / MEBIBYTE,
                broker.heapCommittedBytes() / MEBIBYTE,
                broker.directBytes() / MEBIBYTE,
                broker.threads(),
                broker.openFiles(),
                broker.segmentCount(),
                broker.basePosition() / MEBIBYTE);
    }

    private void write(long second, List<BrokerSample> brokers, Traffic traffic) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(json, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (BrokerSample broker : brokers) {
                out.write(json(second, broker, traffic));
                out.newLine();
            }
        }
    }

    private static String json(long second, BrokerSample broker, Traffic traffic) {
        return String.format(
                Locale.ROOT,
                "{\"second\":%d,\"node\":\"%s\",\"rssBytes\":%d,\"rssAnonBytes\":%d,\"rssFileBytes\":%d,"
                        + "\"heapUsedBytes\":%d,\"heapCommittedBytes\":%d,\"directBytes\":%d,\"threads\":%d,"
                        + "\"openFiles\":%d,\"segmentCount\":%d,\"basePosition\":%d,\"acked\":%d,\"consumed\":%d,"
                        + "\"again\":%d,\"missing\":%d,\"refused\":%d,\"failed\":%d}",
                second,
                broker.node(),
                broker.rssBytes(),
                broker.rssAnonBytes(),
                broker.rssFileBytes(),
                broker.heapUsedBytes(),
                broker.heapCommittedBytes(),
                broker.directBytes(),
                broker.threads(),
                broker.openFiles(),
                broker.segmentCount(),
                broker.basePosition(),
                traffic.acked(),
                traffic.consumed(),
                traffic.again(),
                traffic.missing(),
                traffic.refused(),
                traffic.failed());
    }

    private static int conclude(SoakReport report, Tally tally) {
        System.out.println();
        System.out.println(report.table());
        List<SoakReport.Finding> verdict = report.verdict();
        verdict.forEach(System.out::println);
        if (tally.firstFailure() != null) {
            System.out.println("first send that was refused or failed: " + tally.firstFailure());
        }
        return verdict.stream().allMatch(SoakReport.Finding::good) ? 0 : 1;
    }

    private static long secondsSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    }
}
