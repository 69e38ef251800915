package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.client.QuorateClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Sends and polls without any retry, and consumer offsets as registers, one set with a single writer and one with some: what
 * clients are told is checked in the strictest form.
 */
public final class WireWorkload extends LoopWorkload {
    private static final int QUEUES = 6;
    private static final int SENDERS = 4;
    private static final double SENDS_PER_SECOND = 25;
    private static final int POLLERS = 3;
    private static final double POLLS_PER_SECOND = 20;
    private static final double OFFSETS_PER_SECOND = 8;
    private static final int ASKED_MAX = 10;

    private final OffsetKeys own;
    private final OffsetKeys shared;

    public WireWorkload(Cluster cluster, Path dir, Random random) throws IOException {
        super("wire", cluster, dir, QUEUES, random);
        this.own = new OffsetKeys("offset-one-", queues, ownRandom());
        this.shared = new OffsetKeys("offset-shared-", queues, ownRandom());
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) {
        List<ClientLoop> loops = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            loops.add(new Sender(wire, cluster, queues, recorder, ownRandom(), SENDS_PER_SECOND));
        }
        loops.addAll(pollers("c", POLLERS, POLLS_PER_SECOND));
        loops.add(offsets(own, OffsetClient.Role.ONE_WRITER));
        loops.add(offsets(own, OffsetClient.Role.READER));
        loops.add(offsets(shared, OffsetClient.Role.WRITER));
        loops.add(offsets(shared, OffsetClient.Role.WRITER));
        loops.add(offsets(shared, OffsetClient.Role.READER));
        return loops;
    }

    /** What was committed long ago is asked for once more. */
    @Override
    void settle(String leader) throws InterruptedException {
        NodeChoice nodes = new NodeChoice(cluster, random);
        for (OffsetKeys keys : List.of(own, shared)) {
            for (OffsetKeys.Key key : keys.rested()) {
                boolean answered = false;
                for (int i = 0; i < ASKED_MAX && !answered; i++) {
                    answered = CommitQuestion.ask(
                            wire, cluster, nodes, key.consumerGroup(), key.queue(), recorder, recorder.newProcess());
                }
            }
        }
    }

    private ClientLoop offsets(OffsetKeys keys, OffsetClient.Role role) {
        return new OffsetClient(wire, cluster, keys, role, recorder, ownRandom(), OFFSETS_PER_SECOND);
    }
}
