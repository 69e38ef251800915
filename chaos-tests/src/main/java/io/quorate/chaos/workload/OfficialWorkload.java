package io.quorate.chaos.workload;

import io.quorate.chaos.JvmProcess;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.ProcessCluster;
import io.quorate.chaos.rocketmq.RocketMqLoad;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.HistoryReader;
import io.quorate.simulation.check.HistoryWriter;
import io.quorate.simulation.check.Operation;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sends and polls of an unmodified RocketMQ client, which runs in a process of its own; drained by us. */
public final class OfficialWorkload extends LoopWorkload {
    private static final int QUEUES = 4;
    private static final int SENDERS = 2;
    private static final int SENDS_PER_SECOND = 20;
    private static final int CONSUMERS = 1;
    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    private final Path seen;
    private final String libraries;
    private JvmProcess process;

    /** @param libraries class path of the client and all that it needs */
    public OfficialWorkload(Cluster cluster, Path dir, String libraries, Random random) throws IOException {
        super("official", cluster, dir, QUEUES, random);
        this.seen = dir.resolve("official.seen");
        this.libraries = libraries;
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) throws IOException {
        Path home = Files.createDirectories(seen.resolveSibling("official.home"));
        process = JvmProcess.start(
                name(),
                ownClasses() + File.pathSeparator + libraries,
                List.of(
                        "-Xms32m",
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.home=" + home, // the client keeps logs and offsets there
                        "-Drocketmq.client.logRoot=" + home),
                RocketMqLoad.class.getName(),
                List.of(
                        cluster.namesrvAddress(),
                        queues.topic(),
                        ProcessCluster.GROUP,
                        String.valueOf(QUEUES),
                        String.valueOf(SENDERS),
                        String.valueOf(SENDS_PER_SECOND),
                        String.valueOf(CONSUMERS),
                        seen.toString()),
                home.resolve("stdout.log"));
        return List.of();
    }

    private static String ownClasses() {
        return Path.of(OfficialWorkload.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    @Override
    public void stop() throws InterruptedException {
        super.stop();
        if (process == null || !process.isAlive()) {
            return;
        }
        process.closeInput();
        if (!process.awaitExit(STOP_MAX)) {
            process.close();
            throw new IllegalStateException("the official client did not end");
        }
    }

    /** Puts what the client saw and what was drained into one history. */
    @Override
    public void close() throws IOException {
        super.close();
        if (process != null) {
            process.close();
        }
        if (!Files.exists(seen)) {
            return;
        }
        History drained;
        try (Reader reader = Files.newBufferedReader(history())) {
            drained = HistoryReader.read(reader);
        }
        List<Operation> all = new ArrayList<>(SeenByOfficial.read(seen, queues.topic()));
        all.addAll(drained.operations());
        try (OutputStream out = Files.newOutputStream(history())) {
            HistoryWriter.write(SeenByOfficial.numbered(all), out);
        }
    }

    @Override
    public long okCount() {
        return SeenByOfficial.count(seen, "ok");
    }

    @Override
    public long infoCount() {
        return SeenByOfficial.count(seen, "info");
    }
}
