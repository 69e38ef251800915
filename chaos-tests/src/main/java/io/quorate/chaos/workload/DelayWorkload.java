package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.DelayCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages for later, with delay levels and with times of their own, each sent once by a single request; polled from every node. */
public final class DelayWorkload extends LoopWorkload {
    private static final int QUEUES = 3;
    private static final int SENDERS = 3;
    private static final double SENDS_PER_SECOND = 12;
    private static final int POLLERS = 3;
    private static final double POLLS_PER_SECOND = 40;
    private static final long MARGIN_NANOS = 2_000_000_000;

    private final List<DelayedSender> senders = new ArrayList<>();

    public DelayWorkload(Cluster cluster, Path dir, Random random) throws IOException {
        super("delay", cluster, dir, QUEUES, random);
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) {
        List<ClientLoop> loops = new ArrayList<>(pollers("d", POLLERS, POLLS_PER_SECOND));
        for (int i = 0; i < SENDERS; i++) {
            senders.add(new DelayedSender(wire, cluster, queues, recorder, ownRandom(), SENDS_PER_SECOND));
        }
        loops.addAll(senders);
        return loops;
    }

    /** Until all are there, or the last is long overdue. */
    @Override
    void settle(String leader) throws Exception {
        QueueWatch watch = new QueueWatch(wire, cluster.address(leader), queues);
        long lastNanos = System.nanoTime();
        for (DelayedSender sender : senders) {
            lastNanos = Math.max(lastNanos, sender.lastDueNanos());
        }
        await(
                lastNanos + DelayCheck.DELIVERED_NANOS_MAX + MARGIN_NANOS,
                () -> watch.look().containsAll(DelayCheck.acknowledged(recorded())));
    }
}
