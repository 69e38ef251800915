package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.workload.NamedMessages.Named;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.Operation.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Messages with keys, which are asked for by these and by their ids while all goes on; in the end all of them, at every node. */
public final class LookupWorkload extends LoopWorkload {
    private static final int QUEUES = 3;
    private static final int SENDERS = 2;
    private static final double SENDS_PER_SECOND = 20;
    private static final int POLLERS = 1;
    private static final double POLLS_PER_SECOND = 20;
    private static final int ASKERS = 3;
    private static final double QUESTIONS_PER_SECOND = 20;
    private static final Duration ANSWERED_MAX = Duration.ofMinutes(2);
    private static final long AGAIN_MILLIS = 50;

    private final NamedMessages sent = new NamedMessages();

    public LookupWorkload(Cluster cluster, Path dir, Random random) throws IOException {
        super("lookup", cluster, dir, QUEUES, random);
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) {
        List<ClientLoop> loops = new ArrayList<>(pollers("l", POLLERS, POLLS_PER_SECOND));
        for (int i = 0; i < SENDERS; i++) {
            loops.add(new KeyedSender(wire, cluster, queues, sent, recorder, ownRandom(), SENDS_PER_SECOND));
        }
        for (int i = 0; i < ASKERS; i++) {
            loops.add(asker());
        }
        return loops;
    }

    private LookupClient asker() {
        return new LookupClient(wire, cluster, queues.topic(), sent, recorder, ownRandom(), QUESTIONS_PER_SECOND);
    }

    @Override
    void settle(String leader) throws Exception {
        long deadlineNanos = System.nanoTime() + ANSWERED_MAX.toNanos();
        LookupClient asker = asker();
        for (String node : cluster.nodes()) {
            for (Named message : sent.all()) {
                for (Name by : Name.values()) {
                    while (!asker.ask(message, by, node)) {
                        if (System.nanoTime() - deadlineNanos > 0) {
                            throw new IllegalStateException("no answer from " + node + " about " + message);
                        }
                        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
                    }
                }
            }
        }
    }
}
