package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Clients;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.ProcessCluster;
import io.quorate.chaos.rocketmq.RocketMqLoad;
import io.quorate.client.QuorateClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends and polls of an unmodified RocketMQ client, which runs in a process of its own; drained by us. */
public final class OfficialWorkload extends LoopWorkload implements Clients {
    private static final int QUEUES = 4;
    private static final int SENDERS = 2;
    private static final int SENDS_PER_SECOND = 20;
    private static final int CONSUMERS = 1;
    private static final Duration MID_SEND_MAX = Duration.ofSeconds(10);
    private static final long MID_SEND_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final String libraries;
    private int started;
    private OfficialProgram program; // the present one

    /** @param libraries class path of the client and all that it needs */
    public OfficialWorkload(String name, Cluster cluster, Path dir, String libraries, Random random)
            throws IOException {
        super(name, cluster, dir, QUEUES, random);
        this.libraries = libraries;
    }

    @Override
    List<ClientLoop> loops(QuorateClient sdk) throws IOException {
        program = startLoad();
        return List.of();
    }

    private OfficialProgram startLoad() throws IOException {
        started++;
        return startProgram(
                name() + "-" + started,
                libraries,
                RocketMqLoad.class,
                List.of(
                        cluster.namesrvAddress(),
                        queues.topic(),
                        ProcessCluster.GROUP,
                        String.valueOf(QUEUES),
                        String.valueOf(SENDERS),
                        String.valueOf(SENDS_PER_SECOND),
                        String.valueOf(CONSUMERS),
                        String.valueOf(started)));
    }

    @Override
    public boolean canDie() {
        return true;
    }

    @Override
    public int killInMidSend() {
        long deadlineNanos = System.nanoTime() + MID_SEND_MAX.toNanos();
        while (program.openCount() == 0 && System.nanoTime() - deadlineNanos < 0) {
            LockSupport.parkNanos(MID_SEND_LOOK_NANOS);
        }
        program.kill();
        int open = (int) program.openCount();
        try {
            program = startLoad();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    @Override
    public boolean isBack() {
        return program.isStarted();
    }
}
