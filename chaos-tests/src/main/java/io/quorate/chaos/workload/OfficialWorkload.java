package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.ProcessCluster;
import io.quorate.chaos.rocketmq.RocketMqLoad;
import io.quorate.client.QuorateClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Sends and polls of an unmodified RocketMQ client, which runs in a process of its own; drained by us. */
public final class OfficialWorkload extends LoopWorkload {
    private static final int QUEUES = 4;
    private static final int SENDERS = 2;
    private static final int SENDS_PER_SECOND = 20;
    private static final int CONSUMERS = 1;

    private final String libraries;

    /** @param libraries class path of the client and all that it needs */
    public OfficialWorkload(String name, Cluster cluster, Path dir, String libraries, Random random)
            throws IOException {
        super(name, cluster, dir, QUEUES, random);
        this.libraries = libraries;
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) throws IOException {
        startProgram(
                name(),
                libraries,
                RocketMqLoad.class,
                List.of(
                        cluster.namesrvAddress(),
                        queues.topic(),
                        ProcessCluster.GROUP,
                        String.valueOf(QUEUES),
                        String.valueOf(SENDERS),
                        String.valueOf(SENDS_PER_SECOND),
                        String.valueOf(CONSUMERS)));
        return List.of();
    }
}
