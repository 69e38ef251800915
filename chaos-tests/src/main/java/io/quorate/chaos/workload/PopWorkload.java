package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Consumers;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.DeliveryCheck;
import io.quorate.simulation.check.HistoryChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages popped by clients that forget some, give some back early and acknowledge some too late; single requests, never repeated. */
public final class PopWorkload extends LoopWorkload implements Consumers {
    private static final String CONSUMER_GROUP = "chaos-pop";
    private static final int QUEUES = 3;
    private static final int SENDERS = 2;
    private static final double SENDS_PER_SECOND = 20;
    private static final int CONSUMERS = 4;
    private static final double POPS_PER_SECOND = 15;
    /** What was forgotten must be visible again, and be given again. */
    private static final Duration EMPTIED_MAX = Duration.ofSeconds(30);

    private static final double POPS_PER_SECOND_AT_LAST = 50;

    public PopWorkload(Cluster cluster, Path dir, Random random) throws IOException {
        super("pop", cluster, dir, QUEUES, random);
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) {
        List<ClientLoop> loops = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            loops.add(new Sender(wire, cluster, queues, recorder, ownRandom(), SENDS_PER_SECOND));
        }
        for (int i = 0; i < CONSUMERS; i++) {
            loops.add(consumer(true, POPS_PER_SECOND));
        }
        return loops;
    }

    private PopClient consumer(boolean careless, double perSecond) {
        return new PopClient(wire, cluster, CONSUMER_GROUP, queues, careless, pace(), recorder, ownRandom(), perSecond);
    }

    @Override
    public void slowDown(long millisPerMessage) {
        pace().set(millisPerMessage);
    }

    @Override
    public List<Place> places() {
        return new ConsumerPlaces(wire, cluster, queues).of(List.of(CONSUMER_GROUP));
    }

    @Override
    void settle(String leader) throws Exception {
        PopClient careful = consumer(false, POPS_PER_SECOND_AT_LAST);
        Thread thread = new Thread(careful, name() + "-last");
        thread.start();
        await(
                System.nanoTime() + EMPTIED_MAX.toNanos(),
                () -> DeliveryCheck.check(recorded(), List.of(CONSUMER_GROUP)).isValid());
        careful.stop();
        thread.join();
    }

    @Override
    public HistoryChecks.Options checks() {
        return super.checks().withConsumerGroups(List.of(CONSUMER_GROUP), false);
    }
}
