package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.client.QuorateClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches, and bodies as large as they may be, so that segments are full every few seconds; single requests, never repeated. */
public final class BatchWorkload extends LoopWorkload {
    private static final int QUEUES = 3;
    private static final int SENDERS = 3;
    private static final double BATCHES_PER_SECOND = 6;
    private static final int POLLERS = 2;
    private static final double POLLS_PER_SECOND = 10;

    public BatchWorkload(String name, Cluster cluster, Path dir, Random random) throws IOException {
        super(name, cluster, dir, QUEUES, random);
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) {
        List<ClientLoop> loops = new ArrayList<>(pollers("b", POLLERS, POLLS_PER_SECOND));
        for (int i = 0; i < SENDERS; i++) {
            loops.add(new BatchSender(wire, cluster, queues, recorder, ownRandom(), BATCHES_PER_SECOND));
        }
        return loops;
    }
}
