package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.TransactionCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Transactions that are ended half a minute after they began, when later ones of the same producers are long under way. */
public final class LateEndWorkload extends LoopWorkload {
    private static final int QUEUES = 3;
    private static final int PRODUCERS = 3;
    private static final double TRANSACTIONS_PER_SECOND = 5;
    private static final int POLLERS = 2;
    private static final double POLLS_PER_SECOND = 20;
    private static final Duration HELD = Duration.ofSeconds(30);
    private static final Duration ENDED_MAX = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<LateEnds> producers = new ArrayList<>();

    public LateEndWorkload(Cluster cluster, Path dir, Random random) throws IOException {
        super("late-ends", cluster, dir, QUEUES, random);
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) {
        List<ClientLoop> loops = new ArrayList<>(pollers("e", POLLERS, POLLS_PER_SECOND));
        for (int i = 0; i < PRODUCERS; i++) {
            producers.add(new LateEnds(
                    wire, cluster, queues, HELD.toNanos(), recorder, ownRandom(), TRANSACTIONS_PER_SECOND));
        }
        loops.addAll(producers);
        return loops;
    }

    /** All are ended now; what is committed must then be shown. */
    @Override
    void settle(String leader) throws Exception {
        long deadlineNanos = System.nanoTime() + ENDED_MAX.toNanos();
        for (LateEnds producer : producers) {
            while (!producer.endedAll(PAUSE)) {
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw new IllegalStateException("the transactions of this workload cannot be ended");
                }
            }
        }
        QueueWatch watch = new QueueWatch(wire, cluster.address(leader), queues);
        await(
                System.nanoTime() + TransactionCheck.SETTLED_NANOS_MAX,
                () -> watch.look().containsAll(TransactionCheck.committed(recorded())));
    }
}
