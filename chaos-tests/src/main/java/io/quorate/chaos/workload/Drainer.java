package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Pulled;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.SeenRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Reads whole queues from one node, when all faults are over. What it cannot read within its time is a failure. */
final class Drainer {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long AGAIN_MILLIS = 50;
    private static final String CONSUMER_GROUP = "chaos-drain";

    private final WireClient client;
    private final Cluster cluster;
    private final Recorder recorder;

    Drainer(WireClient client, Cluster cluster, Recorder recorder) {
        this.client = client;
        this.cluster = cluster;
        this.recorder = recorder;
    }

    void drain(Queue queue, String node) throws InterruptedException {
        String address = cluster.address(node);
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        Drain open = recorder.invoked(recorder.newProcess(), call -> new Drain(call, queue.toString()));
        String what = queue + " at " + node;
        long first = stubborn(what, deadlineNanos, () -> offset(client.minOffset(address, queue)));
        long end = stubborn(what, deadlineNanos, () -> offset(client.maxOffset(address, queue)));
        List<SeenRecord> records = new ArrayList<>();
        long place = first;
        while (place < end) {
            long from = place;
            Pulled pulled = stubborn(what, deadlineNanos, () -> some(address, queue, from));
            if (pulled.code() == ResponseCode.PULL_OFFSET_MOVED) {
                first = pulled.nextOffset(); // the log has let go of some since
                records.clear();
            }
            records.addAll(pulled.records());
            place = pulled.nextOffset();
        }
        long kept = first;
        recorder.ended(nanos -> new Drain(open.call().ok(nanos, node), open.queue(), kept, end, records));
    }

    private Pulled some(String address, Queue queue, long from)
            throws RemotingException, InterruptedException, RequestException {
        Pulled pulled = client.pull(address, CONSUMER_GROUP, queue, from, 0);
        boolean moved = pulled.code() == ResponseCode.SUCCESS || pulled.code() == ResponseCode.PULL_OFFSET_MOVED;
        if (!moved || pulled.nextOffset() <= from) {
            throw new RequestException(pulled.code(), "nothing at " + from);
        }
        return pulled;
    }

    private static long offset(RemotingCommand answer) throws RequestException {
        if (answer.code() != ResponseCode.SUCCESS) {
            throw new RequestException(answer.code(), answer.remark());
        }
        return WireClient.offsetField(answer);
    }

    private static <T> T stubborn(String what, long deadlineNanos, Callable<T> question) throws InterruptedException {
        while (true) {
            try {
                return question.call();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw new IllegalStateException("cannot drain " + what + ": " + e.getMessage(), e);
                }
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
        }
    }
}
