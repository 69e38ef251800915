package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.client.ClientException;
import io.quorate.client.Producer;
import io.quorate.client.ProducerConfig;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.HistoryChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sends through our SDK, which retries: then a value may be stored more than once. */
public final class SdkWorkload extends LoopWorkload {
    private static final int QUEUES = 4;
    private static final int SENDERS = 3;
    private static final double SENDS_PER_SECOND = 25;
    private static final double POLLS_PER_SECOND = 20;
    private static final Duration SEND_MAX = Duration.ofSeconds(5);
    private static final Duration ATTEMPT_MAX = Duration.ofSeconds(2);

    public SdkWorkload(Cluster cluster, Path dir, Random random) throws IOException {
        super("sdk", cluster, dir, QUEUES, random);
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) throws ClientException, InterruptedException {
        // Closed with the client.
        Producer producer = sdk.newProducer(
                ProducerConfig.of("chaos-sdk").withSendTimeout(SEND_MAX).withAttemptTimeout(ATTEMPT_MAX));
        String brokerName = sdk.admin().groups().get(0).brokerName();
        List<ClientLoop> loops = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            loops.add(new SdkSender(producer, brokerName, queues, recorder, ownRandom(), SENDS_PER_SECOND));
        }
        loops.addAll(pollers("s", 1, POLLS_PER_SECOND));
        return loops;
    }

    @Override
    public HistoryChecks.Options checks() {
        return HistoryChecks.Options.DEFAULT.withDuplicatesAllowed();
    }
}
