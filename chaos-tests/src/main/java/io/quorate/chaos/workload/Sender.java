package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.Operation.Send;
import io.quorate.simulation.check.Outcome;
import java.util.Random;
import java.util.function.Function;

/** Sends unique values to all queues of a topic, each once, to one node. */
class Sender extends ClientLoop {
    private final WireClient client;
    private final Cluster cluster;
    private final QueueEnds queues;
    private final Function<Random, Queue> choice;
    private final NodeChoice nodes;
    private int counter;

    /** To any queue. */
    Sender(WireClient client, Cluster cluster, QueueEnds queues, Recorder recorder, Random random, double perSecond) {
        this(
                client,
                cluster,
                queues,
                any -> queues.queues().get(any.nextInt(queues.queueCount())),
                recorder,
                random,
                perSecond);
    }

    /** @param choice of the queue that the next message goes to */
    Sender(
            WireClient client,
            Cluster cluster,
            QueueEnds queues,
            Function<Random, Queue> choice,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(recorder, random, perSecond);
        this.client = client;
        this.cluster = cluster;
        this.queues = queues;
        this.choice = choice;
        this.nodes = new NodeChoice(cluster, random);
    }

    /** Of the message with this value. */
    String properties(String value) {
        return "";
    }

    /** For whoever wants to know more of it than its place. */
    void acknowledged(String value, RemotingCommand answer) throws RequestException {}

    @Override
    final void step() throws InterruptedException {
        Queue queue = choice.apply(random);
        String value = process() + "-" + ++counter;
        byte[] body = MessageBody.of(value, BodySizes.next(random));
        String node = nodes.next();
        Send open = recorder.invoked(process(), call -> new Send(call, queue.toString(), value));
        Outcome outcome;
        try {
            RemotingCommand answer = client.send(cluster.address(node), queue, body, properties(value));
            if (answer.code() == ResponseCode.SUCCESS) {
                long offset = WireClient.offsetOf(answer);
                recorder.ended(nanos -> new Send(open.call().ok(nanos, node), open.queue(), value, offset));
                queues.shown(queue, offset);
                acknowledged(value, answer);
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
