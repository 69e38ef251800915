package io.quorate.chaos.workload;

import io.quorate.chaos.Pace;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.HistoryFiles;
import io.quorate.chaos.record.Recorder;
import io.quorate.client.Admin;
import io.quorate.client.ClientConfig;
import io.quorate.client.ClientException;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.HistoryChecks;
import io.quorate.simulation.check.HistoryIndex;
import io.quorate.simulation.check.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A workload of {@link ClientLoop}s in this process. */
abstract class LoopWorkload implements Workload {
    private static final Duration TOPIC_MAX = Duration.ofSeconds(60);

    private static final long LOOK_MILLIS = 500;

    private final String name;
    private final Path dir;
    private final Path history;
    private final List<OfficialProgram> programs = new CopyOnWriteArrayList<>();
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
        this.dir = dir;
        this.history = dir.resolve("history-" + name + ".jsonl");
        this.recorder = Recorder.of(history);
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

    /** Of this workload's consumers. */
    final Pace pace() {
        return new Pace(dir.resolve(name + ".pace"));
    }

    /** Of this workload from now on: stopped, ended and judged with it. */
    final OfficialProgram startProgram(String program, String libraries, Class<?> main, List<String> arguments)
            throws IOException {
        OfficialProgram started = OfficialProgram.start(program, dir, libraries, main, arguments);
        programs.add(started);
        return started;
    }

    /** Readers of all queues, from every node. */
    final List<ClientLoop> pollers(String prefix, int count, double perSecond) {
        List<ClientLoop> pollers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pollers.add(new Poller(prefix + i, wire, cluster, queues, recorder, ownRandom(), perSecond));
        }
        return pollers;
    }

    /** A random source for one client: they must not share one, for then their interleaving would be in it. */
    final Random ownRandom() {
        return new Random(random.nextLong());
    }

    @Override
    public final void stop() throws InterruptedException {
        loops.forEach(ClientLoop::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        programs.forEach(OfficialProgram::stop);
    }

    /** After all faults, and the end: what is due later than it was asked for gets its time, and no more than that. */
    void settle(String leader) throws Exception {}

    /** All that was recorded so far. */
    final HistoryIndex recorded() throws IOException {
        recorder.flush();
        return HistoryIndex.of(HistoryFiles.merged(historyFiles()));
    }

    /** Comes back when {@code settled}, or the time is over: what is missing then is for the checkers to tell. */
    static void await(long deadlineNanos, Callable<Boolean> settled) throws Exception {
        while (!settled.call() && System.nanoTime() - deadlineNanos < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private List<Path> historyFiles() {
        List<Path> files = new ArrayList<>(List.of(history));
        programs.stream().map(OfficialProgram::history).filter(Files::exists).forEach(files::add);
        return files;
    }

    @Override
    public final void drain(String leader) throws Exception {
        settle(leader);
        programs.forEach(OfficialProgram::end);
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
    public final boolean isAtWork() {
        return (loops.isEmpty() || recorder.okCount() > 0) && programs.stream().allMatch(OfficialProgram::isStarted);
    }

    @Override
    public final long okCount() {
        return recorder.okCount() + count(Outcome.OK);
    }

    @Override
    public final long infoCount() {
        return recorder.infoCount() + count(Outcome.INFO);
    }

    private long count(Outcome outcome) {
        return programs.stream().mapToLong(program -> program.count(outcome)).sum();
    }

    @Override
    public final void flush() throws IOException {
        recorder.flush();
    }

    @Override
    public final void close() throws IOException {
        if (sdk != null) {
            sdk.close();
        }
        wire.close();
        recorder.close();
        programs.forEach(OfficialProgram::close);
        if (!programs.isEmpty()) {
            HistoryFiles.mergeIntoFirst(historyFiles());
        }
    }
}
