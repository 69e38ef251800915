package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.RemotingException;
import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.Operation.Delayed;
import io.quorate.simulation.check.Outcome;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Sends messages that are due in some seconds, in each of the ways there are to say so, each once, to one node. */
final class DelayedSender extends ClientLoop {
    /** Of the first delay levels of a chaos cluster. */
    private static final int[] LEVEL_SECONDS = {1, 2, 5, 10};

    private static final long DELAY_MILLIS_MIN = 1_000;
    private static final long DELAY_MILLIS_MAX = 12_000;

    private final WireClient client;
    private final Cluster cluster;
    private final QueueEnds queues;
    private final NodeChoice nodes;
    private int counter;
    private volatile long lastDueNanos = System.nanoTime();

    DelayedSender(
            WireClient client, Cluster cluster, QueueEnds queues, Recorder recorder, Random random, double perSecond) {
        super(recorder, random, perSecond);
        this.client = client;
        this.cluster = cluster;
        this.queues = queues;
        this.nodes = new NodeChoice(cluster, random);
    }

    /** When the last of all is due. */
    long lastDueNanos() {
        return lastDueNanos;
    }

    @Override
    void step() throws InterruptedException {
        Queue queue = queues.queues().get(random.nextInt(queues.queueCount()));
        String value = process() + "-" + ++counter;
        byte[] body = MessageBody.of(value, BodySizes.next(random));
        MessageProperties properties = new MessageProperties();
        long nowNanos = System.nanoTime();
        long dueNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(delay(properties));
        lastDueNanos = Math.max(lastDueNanos, dueNanos);
        String node = nodes.next();
        Delayed open = recorder.invoked(process(), call -> new Delayed(call, queue.toString(), value, dueNanos));
        Outcome outcome;
        try {
            int code = client.send(cluster.address(node), queue, body, properties.text())
                    .code();
            outcome = code == ResponseCode.SUCCESS ? Outcome.OK : Endings.ofCode(code);
        } catch (RemotingException e) {
            outcome = Endings.ofFailure(e);
        }
        if (outcome != Outcome.OK) {
            nodes.failed();
        }
        ended(open, outcome);
    }

    /** Asks for a delay, and returns it in milliseconds. */
    private long delay(MessageProperties properties) {
        int level = random.nextInt(2 * LEVEL_SECONDS.length);
        if (level < LEVEL_SECONDS.length) {
            properties.put(PropertyNames.DELAY_LEVEL, String.valueOf(level + 1));
            return TimeUnit.SECONDS.toMillis(LEVEL_SECONDS[level]);
        }
        long delayMillis = random.nextLong(DELAY_MILLIS_MIN, DELAY_MILLIS_MAX);
        if (random.nextBoolean()) {
            properties.put(PropertyNames.TIMER_DELAY_MILLIS, String.valueOf(delayMillis));
        } else {
            properties.put(
                    PropertyNames.TIMER_DELIVER_MILLIS, String.valueOf(System.currentTimeMillis() + delayMillis));
        }
        return delayMillis;
    }
}
