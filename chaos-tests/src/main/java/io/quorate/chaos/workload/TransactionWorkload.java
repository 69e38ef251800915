package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.rocketmq.TransactionLoad;
import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.HistoryIndex;
import io.quorate.simulation.check.TransactionCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Transactions of an unmodified RocketMQ client; polled from every node meanwhile, so that what is not decided would be seen. */
public final class TransactionWorkload extends LoopWorkload {
    private static final int QUEUES = 3;
    private static final int SENDERS = 3;
    private static final int TRANSACTIONS_PER_SECOND = 12;
    private static final int POLLERS = 2;
    private static final double POLLS_PER_SECOND = 20;
    private static final long MARGIN_NANOS = 2_000_000_000;

    private final String libraries;

    /** @param libraries class path of the client and all that it needs */
    public TransactionWorkload(Cluster cluster, Path dir, String libraries, Random random) throws IOException {
        super("transaction", cluster, dir, QUEUES, random);
        this.libraries = libraries;
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) throws IOException {
        startProgram(
                name() + "-producer",
                libraries,
                TransactionLoad.class,
                List.of(
                        cluster.namesrvAddress(),
                        queues.topic(),
                        String.valueOf(SENDERS),
                        String.valueOf(TRANSACTIONS_PER_SECOND)));
        return pollers("t", POLLERS, POLLS_PER_SECOND);
    }

    /** Who has not decided must be asked, and what is decided then be shown. */
    @Override
    void settle(String leader) throws Exception {
        QueueWatch watch = new QueueWatch(wire, cluster.address(leader), queues);
        long deadlineNanos = System.nanoTime() + TransactionCheck.SETTLED_NANOS_MAX + MARGIN_NANOS;
        await(deadlineNanos, () -> {
            HistoryIndex index = recorded();
            return TransactionCheck.undecided(index).isEmpty()
                    && watch.look().containsAll(TransactionCheck.committed(index));
        });
    }
}
