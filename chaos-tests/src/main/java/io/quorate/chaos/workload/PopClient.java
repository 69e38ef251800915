package io.quorate.chaos.workload;

import io.quorate.chaos.Pace;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.ProcessCluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.PopReceipt;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.PopMessageHeader;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.Operation.Hide;
import io.quorate.simulation.check.Operation.Pop;
import io.quorate.simulation.check.Outcome;
import io.quorate.simulation.check.SeenRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Pops one queue after the other, from any node, and acknowledges most of what it gets. */
final class PopClient extends ClientLoop {
    private static final int POPPED_MAX = 8;
    private static final long HIDDEN_MILLIS = 2_000;
    private static final long CHANGED_MILLIS = 300;
    private static final long POLL_MILLIS = 200;
    private static final int LATE_MAX = 20;

    /** A message in hand. */
    private record InHand(Queue queue, long offset, PopReceipt receipt, long poppedNanos) {}

    private final WireClient client;
    private final Cluster cluster;
    private final String consumerGroup;
    private final QueueEnds queues;
    private final boolean careless;
    private final Pace pace;
    private final NodeChoice nodes;
    private final Deque<InHand> late = new ArrayDeque<>(); // to be acknowledged when it is not ours any more
    private int turn;

    /** @param careless forgets some, gives some back early, and acknowledges some too late */
    PopClient(
            WireClient client,
            Cluster cluster,
            String consumerGroup,
            QueueEnds queues,
            boolean careless,
            Pace pace,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(recorder, random, perSecond);
        this.client = client;
        this.cluster = cluster;
        this.consumerGroup = consumerGroup;
        this.queues = queues;
        this.careless = careless;
        this.pace = pace;
        this.nodes = new NodeChoice(cluster, random);
    }

    @Override
    void step() throws InterruptedException {
        long nowNanos = System.nanoTime();
        InHand oldest = late.peek();
        if (oldest != null && nowNanos - oldest.poppedNanos() > TimeUnit.MILLISECONDS.toNanos(HIDDEN_MILLIS)) {
            hide(late.remove(), Hide.FOREVER);
            return;
        }
        pop(queues.queues().get(turn++ % queues.queueCount()));
    }

    private void pop(Queue queue) throws InterruptedException {
        String node = nodes.next();
        Pop open = recorder.invoked(
                process(),
                call -> new Pop(call, consumerGroup, queue.toString(), TimeUnit.MILLISECONDS.toNanos(HIDDEN_MILLIS)));
        RemotingCommand answer;
        try {
            answer = client.call(cluster.address(node), popRequest(queue));
        } catch (RemotingException e) {
            unknown(open);
            return;
        }
        if (answer.code() != ResponseCode.SUCCESS) {
            if (answer.code() == ResponseCode.POLLING_TIMEOUT || answer.code() == ResponseCode.PULL_NOT_FOUND) {
                recorder.ended(nanos -> open.with(open.call().ok(nanos, node)));
            } else {
                unknown(open);
            }
            return;
        }
        List<SeenRecord> records;
        try {
            records = WireClient.records(answer);
        } catch (RequestException unreadable) {
            unknown(open); // what was popped stays hidden for its time, whatever it is
            return;
        }
        recorder.ended(nanos ->
                new Pop(open.call().ok(nanos, node), open.consumerGroup(), open.queue(), open.hiddenNanos(), records));
        long popMillis = Long.parseLong(answer.field("popTime"));
        for (SeenRecord record : records) {
            handle(new InHand(queue, record.offset(), receipt(queue, record.offset(), popMillis), System.nanoTime()));
        }
    }

    private void unknown(Pop open) {
        nodes.failed();
        recorder.ended(nanos -> open.with(open.call().info(nanos)));
        retire();
    }

    private static PopReceipt receipt(Queue queue, long offset, long popMillis) {
        return new PopReceipt(
                offset, popMillis, HIDDEN_MILLIS, 0, PopReceipt.OF_TOPIC, ProcessCluster.GROUP, queue.id(), offset);
    }

    private void handle(InHand message) throws InterruptedException {
        pace.work();
        int what = careless ? random.nextInt(20) : 19;
        if (what < 2) {
            return; // forgotten
        }
        if (what < 4) {
            hide(message, TimeUnit.MILLISECONDS.toNanos(CHANGED_MILLIS));
        } else if (what < 6 && late.size() < LATE_MAX) {
            late.add(message);
        } else {
            hide(message, Hide.FOREVER);
        }
    }

    /** {@link Hide#FOREVER}: it is done with. */
    private void hide(InHand message, long nanos) throws InterruptedException {
        String node = nodes.next();
        Hide open = recorder.invoked(
                process(), call -> new Hide(call, consumerGroup, message.queue().toString(), message.offset(), nanos));
        RemotingCommand request = about(
                open.isAcknowledgement() ? RequestCode.ACK_MESSAGE : RequestCode.CHANGE_MESSAGE_INVISIBLETIME, message);
        if (!open.isAcknowledgement()) {
            request.field("invisibleTime", TimeUnit.NANOSECONDS.toMillis(nanos));
        }
        Outcome outcome;
        try {
            RemotingCommand answer = client.call(cluster.address(node), request);
            outcome = answer.code() == ResponseCode.SUCCESS ? Outcome.OK : Outcome.INFO;
        } catch (RemotingException e) {
            outcome = Endings.ofFailure(e);
        }
        if (outcome != Outcome.OK) {
            nodes.failed();
        }
        ended(open, outcome);
    }

    private RemotingCommand popRequest(Queue queue) {
        RemotingCommand request = RemotingCommand.request(RequestCode.POP_MESSAGE);
        new PopMessageHeader(
                        consumerGroup,
                        queue.topic(),
                        queue.id(),
                        POPPED_MAX,
                        HIDDEN_MILLIS,
                        POLL_MILLIS,
                        System.currentTimeMillis(),
                        PopMessageHeader.FROM_MIN,
                        "TAG",
                        "*",
                        false,
                        "")
                .encode(request.extFields());
        return request;
    }

    private RemotingCommand about(int code, InHand message) {
        return RemotingCommand.request(code)
                .field("consumerGroup", consumerGroup)
                .field("topic", message.queue().topic())
                .field("queueId", message.queue().id())
                .field("offset", message.offset())
                .field("extraInfo", message.receipt().encode());
    }
}
