package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Consumers;
import io.quorate.chaos.rocketmq.ConsumerLoad;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.DeliveryCheck;
import io.quorate.simulation.check.HistoryChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Push consumers of an unmodified RocketMQ client in two consumer groups, in two processes: they come and go, and one process is killed
 * every now and then. Either all at once, or in order, with messages spread over the queues by their keys.
 */
public final class ConsumerGroupWorkload extends LoopWorkload implements Consumers {
    private static final List<String> CONSUMER_GROUPS = List.of("chaos-left", "chaos-right");
    private static final int QUEUES = 4;
    private static final int SENDERS = 2;
    private static final double SENDS_PER_SECOND = 15;
    private static final double OFFSETS_PER_SECOND = 10;
    private static final int KEYS = 20;
    private static final int STAY_SECONDS = 12;
    private static final double KILLS_PER_SECOND = 1 / 15.0;
    /** Also for locks that a dead consumer held: those last for a minute. */
    private static final Duration CONSUMED_MAX = Duration.ofSeconds(100);

    private final String libraries;
    private final boolean ordered;
    private int started;
    private OfficialProgram victim;

    /** @param libraries class path of the client and all that it needs */
    public ConsumerGroupWorkload(Cluster cluster, Path dir, String libraries, boolean ordered, Random random)
            throws IOException {
        super(ordered ? "ordered" : "group", cluster, dir, QUEUES, random);
        this.libraries = libraries;
        this.ordered = ordered;
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) throws IOException {
        OfficialProgram unused = startConsumers();
        victim = startConsumers();
        List<ClientLoop> loops = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            loops.add(new Sender(wire, cluster, queues, this::queue, recorder, ownRandom(), SENDS_PER_SECOND));
        }
        loops.add(
                new CommitWatcher(wire, cluster, consumerGroups(), queues, recorder, ownRandom(), OFFSETS_PER_SECOND));
        loops.add(new Killer());
        return loops;
    }

    private WireClient.Queue queue(Random random) {
        int spread = ordered ? ("key-" + random.nextInt(KEYS)).hashCode() : random.nextInt(QUEUES);
        return queues.queues().get(Math.floorMod(spread, QUEUES));
    }

    private List<String> consumerGroups() {
        return CONSUMER_GROUPS.stream().map(group -> group + "-" + name()).toList();
    }

    private OfficialProgram startConsumers() throws IOException {
        String program = name() + "-consumers-" + ++started;
        return startProgram(
                program,
                libraries,
                ConsumerLoad.class,
                List.of(
                        cluster.namesrvAddress(),
                        queues.topic(),
                        String.join(",", consumerGroups()),
                        program,
                        ordered ? "ordered" : "concurrent",
                        String.valueOf(STAY_SECONDS),
                        pace().file().toString()));
    }

    /** Kills consumers in the midst of their work. */
    private final class Killer extends ClientLoop {
        Killer() {
            super(ConsumerGroupWorkload.this.recorder, ownRandom(), KILLS_PER_SECOND);
        }

        @Override
        void step() {
            if (!victim.isStarted()) {
                return;
            }
            victim.kill();
            try {
                victim = startConsumers();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void slowDown(long millisPerMessage) {
        pace().set(millisPerMessage);
    }

    @Override
    public List<Place> places() {
        return new ConsumerPlaces(wire, cluster, queues).of(consumerGroups());
    }

    @Override
    void settle(String leader) throws Exception {
        await(
                System.nanoTime() + CONSUMED_MAX.toNanos(),
                () -> DeliveryCheck.check(recorded(), consumerGroups()).isValid());
    }

    @Override
    public HistoryChecks.Options checks() {
        return super.checks().withConsumerGroups(consumerGroups(), ordered);
    }
}
