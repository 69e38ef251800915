package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Pulled;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.Call;
import io.quorate.simulation.check.Operation.Edge;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.PollAnswer;
import io.quorate.simulation.check.Operation.Seek;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Reads all queues of a topic in turn, from any node, with places of its own; now and then jumps to the beginning or anywhere,
 * or asks where a queue begins or ends. Polls are answered from what is applied where they arrive, so they claim nothing
 * about the newest; questions about the ends do.
 */
final class Poller extends ClientLoop {
    private static final String CONSUMER_GROUP = "chaos-pollers";
    private static final int SEEK_PERCENT = 2;
    private static final int EDGE_PERCENT = 20;
    private static final long SUSPEND_MILLIS = 300;

    private final String name;
    private final WireClient client;
    private final Cluster cluster;
    private final QueueEnds queues;
    private final NodeChoice nodes;
    private final Map<Queue, Long> places = new HashMap<>();
    private int turn;

    Poller(
            String name,
            WireClient client,
            Cluster cluster,
            QueueEnds queues,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(recorder, random, perSecond);
        this.name = name;
        this.client = client;
        this.cluster = cluster;
        this.queues = queues;
        this.nodes = new NodeChoice(cluster, random);
    }

    @Override
    void step() throws InterruptedException {
        Queue queue = queues.queues().get(turn++ % queues.queueCount());
        int percent = random.nextInt(100);
        if (percent < SEEK_PERCENT) {
            seek(queue, random.nextBoolean() ? 0 : random.nextLong(queues.end(queue) + 1));
        } else if (percent < SEEK_PERCENT + EDGE_PERCENT) {
            askEdge(queue);
        } else {
            poll(queue);
        }
    }

    private void seek(Queue queue, long to) {
        Seek open = recorder.invoked(process(), call -> new Seek(call, name, queue.toString(), to));
        places.put(queue, to);
        recorder.ended(nanos -> open.with(open.call().ok(nanos)));
    }

    private void askEdge(Queue queue) throws InterruptedException {
        Edge edge = random.nextInt(4) == 0 ? Edge.FIRST : Edge.END;
        String node = nodes.next();
        EdgeQuery open = recorder.invoked(process(), call -> new EdgeQuery(call, queue.toString(), edge));
        try {
            String address = cluster.address(node);
            RemotingCommand answer =
                    edge == Edge.END ? client.maxOffset(address, queue) : client.minOffset(address, queue);
            if (answer.code() == ResponseCode.SUCCESS) {
                long offset = WireClient.offsetField(answer);
                recorder.ended(nanos -> new EdgeQuery(open.call().ok(nanos, node), open.queue(), edge, offset));
                return;
            }
        } catch (RemotingException | RequestException noAnswer) {
            // A read without an answer says nothing.
        }
        nodes.failed();
        recorder.ended(nanos -> open.with(open.call().fail(nanos)));
    }

    private void poll(Queue queue) throws InterruptedException {
        long place = places.getOrDefault(queue, 0L);
        String node = nodes.next();
        Poll open = recorder.invoked(process(), call -> new Poll(call, name, queue.toString(), place, false));
        try {
            Pulled pulled = client.pull(cluster.address(node), CONSUMER_GROUP, queue, place, SUSPEND_MILLIS);
            PollAnswer as = answerOf(pulled, place);
            if (as != null) {
                Call call = open.call();
                recorder.ended(nanos ->
                        new Poll(call.ok(nanos, node), name, open.queue(), place, false, as, pulled.records()));
                // A follower that lags, or one that has just come back, may believe less than there is: stay.
                if (as == PollAnswer.RECORDS) {
                    places.put(queue, pulled.nextOffset());
                } else if (as == PollAnswer.BELOW_START) {
                    seek(queue, pulled.nextOffset());
                }
                return;
            }
        } catch (RemotingException | RequestException noAnswer) {
            // As above.
        }
        nodes.failed();
        recorder.ended(nanos -> open.with(open.call().fail(nanos)));
    }

    /** null: a refusal. */
    private static PollAnswer answerOf(Pulled pulled, long place) {
        return switch (pulled.code()) {
            case ResponseCode.SUCCESS -> PollAnswer.RECORDS;
            case ResponseCode.PULL_NOT_FOUND, ResponseCode.PULL_RETRY_IMMEDIATELY -> PollAnswer.NOTHING_NEW;
            case ResponseCode.PULL_OFFSET_MOVED ->
                pulled.nextOffset() > place ? PollAnswer.BELOW_START : PollAnswer.BEYOND_END;
            default -> null;
        };
    }
}
