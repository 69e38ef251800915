package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** The workloads by their names, and what they want of the brokers. */
public final class Workloads {
    /** All of them. */
    public static final List<String> NAMES = List.of(
            "wire",
            "sdk",
            "official",
            "official-4",
            "transaction",
            "delay",
            "group",
            "ordered",
            "pop",
            "admin",
            "batch",
            "retention",
            "lookup",
            "late-ends");

    /** What "retention" keeps of the log: a few segments. */
    private static final long KEPT_BYTES_MAX = 48L << 20;

    private Workloads() {}

    /**
     * The workload of this name, not started yet.
     *
     * @param dir for its history
     * @param officialClients class paths of official clients, by their releases
     */
    public static Workload of(
            String name, Cluster cluster, Path dir, Function<String, String> officialClients, Random random)
            throws IOException {
        return switch (name) {
            case "wire" -> new WireWorkload(cluster, dir, random);
            case "sdk" -> new SdkWorkload(cluster, dir, random);
            case "official" -> new OfficialWorkload(name, cluster, dir, officialClients.apply("5.5"), random);
            case "official-4" -> new OfficialWorkload(name, cluster, dir, officialClients.apply("4.9"), random);
            case "transaction" -> new TransactionWorkload(cluster, dir, officialClients.apply("5.5"), random);
            case "delay" -> new DelayWorkload(cluster, dir, random);
            case "group" -> new ConsumerGroupWorkload(cluster, dir, officialClients.apply("5.5"), false, random);
            case "ordered" -> new ConsumerGroupWorkload(cluster, dir, officialClients.apply("5.5"), true, random);
            case "pop" -> new PopWorkload(cluster, dir, random);
            case "admin" -> new TopicWorkload(cluster, dir, random);
            case "lookup" -> new LookupWorkload(cluster, dir, random);
            case "late-ends" -> new LateEndWorkload(cluster, dir, random);
            // The same, with a log that keeps little.
            case "batch", "retention" -> new BatchWorkload(name, cluster, dir, random);
            default -> throw new IllegalArgumentException("no workload is called " + name + "; there are: " + NAMES);
        };
    }

    /** Settings of the brokers: what takes its time does so often in a short run. */
    public static Map<String, String> settings(List<String> workloads) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("transactionTimeOut", "2000");
        settings.put("transactionCheckInterval", "2000");
        // A producer that is away for as long as a fault lasts must not cost it its transactions.
        settings.put("transactionCheckMax", "100");
        settings.put("messageDelayLevel", "1s 2s 5s 10s");
        if (workloads.contains("retention")) {
            settings.put("logBytesMax", String.valueOf(KEPT_BYTES_MAX));
        }
        return settings;
    }
}
