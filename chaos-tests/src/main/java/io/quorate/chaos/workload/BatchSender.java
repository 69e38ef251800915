package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.message.BatchBody;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.Operation.Batch;
import io.quorate.simulation.check.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sends batches of a few small messages or one huge one, each once, to one node. */
final class BatchSender extends ClientLoop {
    private static final int MESSAGES_MAX = 12;
    private static final int BODY_BYTES_MAX = 8 << 10;
    /** As large as brokers take by default, less what a batch adds. */
    private static final int HUGE_BYTES = (4 << 20) - 1024;

    private static final int HUGE_EVERY = 40;

    private final WireClient client;
    private final Cluster cluster;
    private final QueueEnds queues;
    private final NodeChoice nodes;
    private int counter;

    BatchSender(
            WireClient client, Cluster cluster, QueueEnds queues, Recorder recorder, Random random, double perSecond) {
        super(recorder, random, perSecond);
        this.client = client;
        this.cluster = cluster;
        this.queues = queues;
        this.nodes = new NodeChoice(cluster, random);
    }

    @Override
    void step() throws InterruptedException {
        Queue queue = queues.queues().get(random.nextInt(queues.queueCount()));
        List<String> values = new ArrayList<>();
        List<BatchBody.Unit> units = new ArrayList<>();
        boolean huge = random.nextInt(HUGE_EVERY) == 0;
        int count = huge ? 1 : 1 + random.nextInt(MESSAGES_MAX);
        for (int i = 0; i < count; i++) {
            String value = process() + "-" + ++counter;
            int bytes = huge ? HUGE_BYTES : 16 + random.nextInt(BODY_BYTES_MAX);
            values.add(value);
            units.add(new BatchBody.Unit(0, ByteBuffer.wrap(MessageBody.of(value, bytes)), ByteBuffer.allocate(0)));
        }
        send(queue, values, units);
    }

    private void send(Queue queue, List<String> values, List<BatchBody.Unit> units) throws InterruptedException {
        String node = nodes.next();
        Batch open = recorder.invoked(process(), call -> new Batch(call, queue.toString(), List.copyOf(values)));
        Outcome outcome;
        try {
            RemotingCommand answer = client.sendBatch(cluster.address(node), queue, units);
            if (answer.code() == ResponseCode.SUCCESS) {
                long offset = WireClient.offsetOf(answer);
                recorder.ended(nanos -> new Batch(open.call().ok(nanos, node), open.queue(), open.values(), offset));
                queues.shown(queue, offset + values.size() - 1);
                return;
            }
            outcome = Endings.ofCode(answer.code());
        } catch (RemotingException e) {
            outcome = Endings.ofFailure(e);
        } catch (RequestException unreadable) {
            outcome = Outcome.INFO;
        }
        nodes.failed();
        ended(open, outcome);
    }
}
