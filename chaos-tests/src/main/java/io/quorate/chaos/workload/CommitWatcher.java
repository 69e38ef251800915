package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Queue;
import java.util.List;
import java.util.Random;

/** Asks how far consumer groups have come, who commit by themselves. */
final class CommitWatcher extends ClientLoop {
    private final WireClient client;
    private final Cluster cluster;
    private final List<String> consumerGroups;
    private final QueueEnds queues;
    private final NodeChoice nodes;

    CommitWatcher(
            WireClient client,
            Cluster cluster,
            List<String> consumerGroups,
            QueueEnds queues,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(recorder, random, perSecond);
        this.client = client;
        this.cluster = cluster;
        this.consumerGroups = consumerGroups;
        this.queues = queues;
        this.nodes = new NodeChoice(cluster, random);
    }

    @Override
    void step() throws InterruptedException {
        String consumerGroup = consumerGroups.get(random.nextInt(consumerGroups.size()));
        Queue queue = queues.queues().get(random.nextInt(queues.queueCount()));
        boolean unused = CommitQuestion.ask(client, cluster, nodes, consumerGroup, queue, recorder, process());
    }
}
