package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.client.QuorateClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Topics made, changed and deleted by some, and looked at on every node: each topic's number of queues is a register. */
public final class TopicWorkload extends LoopWorkload {
    private static final int WRITERS = 3;
    private static final int READERS = 2;
    private static final double OPERATIONS_PER_SECOND = 10;

    public TopicWorkload(Cluster cluster, Path dir, Random random) throws IOException {
        super("admin", cluster, dir, 1, random);
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) {
        TopicKeys keys = new TopicKeys(queues.topic() + "-", ownRandom());
        List<ClientLoop> loops = new ArrayList<>();
        for (int i = 0; i < WRITERS + READERS; i++) {
            loops.add(new TopicClient(wire, cluster, keys, i < WRITERS, recorder, ownRandom(), OPERATIONS_PER_SECOND));
        }
        return loops;
    }
}
