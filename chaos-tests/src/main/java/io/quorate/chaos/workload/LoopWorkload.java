package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.client.Admin;
import io.quorate.client.ClientConfig;
import io.quorate.client.ClientException;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.HistoryChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A workload of {@link ClientLoop}s in this process. */
abstract class LoopWorkload implements Workload {
    private static final Duration TOPIC_MAX = Duration.ofSeconds(60);

    private final String name;
    private final Path history;
    private final List<ClientLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private QuorateClient sdk; // once started
    protected final Cluster cluster;
    protected final Recorder recorder;
    protected final QueueEnds queues;
    protected final Random random;
    protected final WireClient wire = new WireClient();

    LoopWorkload(String name, Cluster cluster, Path dir, int queueCount, Random random) throws IOException {
        this.name = name;
        this.cluster = cluster;
        this.history = dir.resolve("history-" + name + ".jsonl");
        this.recorder = new Recorder(history);
        this.queues = new QueueEnds("Chaos-" + name, queueCount);
        this.random = random;
    }

    /** The clients, once the topic is there. */
    abstract List<ClientLoop> loops(QuorateClient sdk) throws ClientException, InterruptedException, IOException;

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final void start() throws Exception {
        sdk = QuorateClient.open(ClientConfig.of(cluster.namesrvAddress()));
        createTopic(sdk.admin());
        loops.addAll(loops(sdk));
        for (ClientLoop loop : loops) {
            Thread thread = new Thread(loop, name + "-" + threads.size());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** The first requests of a group that has just started may be late. */
    private void createTopic(Admin admin) throws ClientException, InterruptedException {
        long deadlineNanos = System.nanoTime() + TOPIC_MAX.toNanos();
        while (true) {
            try {
                admin.createTopic(queues.topic(), queues.queueCount());
                return;
            } catch (ClientException e) {
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw e;
                }
            }
        }
    }

    /** A random source for one client: they must not share one, for then their interleaving would be in it. */
    final Random ownRandom() {
        return new Random(random.nextLong());
    }

    @Override
    public void stop() throws InterruptedException {
        loops.forEach(ClientLoop::stop);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public final void drain(String leader) throws Exception {
        List<String> nodes = new ArrayList<>(cluster.nodes());
        nodes.remove(leader);
        nodes.add(0, leader);
        try (WireClient fresh = new WireClient()) {
            Drainer drainer = new Drainer(fresh, cluster, recorder);
            for (String node : nodes) {
                for (WireClient.Queue queue : queues.queues()) {
                    drainer.drain(queue, node);
                }
            }
        }
    }

    @Override
    public final Path history() {
        return history;
    }

    @Override
    public HistoryChecks.Options checks() {
        return HistoryChecks.Options.DEFAULT;
    }

    @Override
    public long okCount() {
        return recorder.okCount();
    }

    @Override
    public long infoCount() {
        return recorder.infoCount();
    }

    @Override
    public final void flush() throws IOException {
        recorder.flush();
    }

    @Override
    public void close() throws IOException {
        if (sdk != null) {
            sdk.close();
        }
        wire.close();
        recorder.close();
    }
}
