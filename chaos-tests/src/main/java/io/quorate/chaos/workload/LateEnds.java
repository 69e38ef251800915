package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.EndTransactionHeader;
import io.quorate.protocol.header.SendMessageReply;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.OffsetMessageId;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.Operation.Decision;
import io.quorate.simulation.check.Operation.Fate;
import io.quorate.simulation.check.Operation.Half;
import io.quorate.simulation.check.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * Begins transactions, and ends each long after the next ones began; then it says the same or the contrary once more, which must
 * have no effect on that transaction or another. Nobody answers the broker's checks.
 */
final class LateEnds extends ClientLoop {
    private static final String PRODUCER_GROUP = "chaos-late-ends";
    private static final String NOT_OPEN = "no transaction is open";
    private static final int AGAIN_PERCENT = 30;
    private static final int COMMIT_PERCENT = 60;

    private final WireClient client;
    private final Cluster cluster;
    private final QueueEnds queues;
    private final NodeChoice nodes;
    private final long heldNanos;
    private final Deque<Open> open = new ArrayDeque<>();
    private int counter;

    /** Begun; {@code fate} is null as long as nobody has decided. */
    private record Open(String value, long queueOffset, long position, long dueNanos, Fate fate) {}

    LateEnds(
            WireClient client,
            Cluster cluster,
            QueueEnds queues,
            long heldNanos,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(recorder, random, perSecond);
        this.client = client;
        this.cluster = cluster;
        this.queues = queues;
        this.heldNanos = heldNanos;
        this.nodes = new NodeChoice(cluster, random);
    }

    @Override
    void step() throws InterruptedException {
        begin();
        Open oldest = open.peek();
        if (oldest != null && System.nanoTime() - oldest.dueNanos() >= 0) {
            endOldest();
        }
    }

    /**
     * Whether all are ended that were begun, after one more try to end one. The loop must have stopped.
     *
     * @param pause after a try in vain
     */
    boolean endedAll(Duration pause) throws InterruptedException {
        int before = open.size();
        if (before > 0) {
            endOldest();
        }
        if (before > 0 && open.size() == before) {
            Thread.sleep(pause.toMillis());
        }
        return open.isEmpty();
    }

    private void begin() throws InterruptedException {
        Queue queue = queues.queues().get(random.nextInt(queues.queueCount()));
        String value = process() + "-" + ++counter;
        String properties = MessageProperties.parse("")
                .put(PropertyNames.TRANSACTION_PREPARED, "true")
                .put(PropertyNames.PRODUCER_GROUP, PRODUCER_GROUP)
                .text();
        String node = nodes.next();
        Half half = recorder.invoked(process(), call -> new Half(call, "", value));
        Outcome outcome;
        try {
            byte[] body = MessageBody.of(value, BodySizes.next(random));
            RemotingCommand answer = client.send(cluster.address(node), queue, body, properties);
            if (answer.code() == ResponseCode.SUCCESS) {
                SendMessageReply reply = SendMessageReply.decode(answer.extFields());
                long position = OffsetMessageId.decode(reply.msgId())
                        .orElseThrow(() -> new RequestException(ResponseCode.SYSTEM_ERROR, reply.msgId()))
                        .position();
                open.add(new Open(value, reply.queueOffset(), position, System.nanoTime() + heldNanos, null));
                recorder.ended(nanos -> new Half(half.call().ok(nanos, node), queue.toString(), value));
                return;
            }
            outcome = Endings.ofCode(answer.code());
        } catch (RemotingException e) {
            outcome = Endings.ofFailure(e);
        } catch (RequestException unreadable) {
            outcome = Outcome.INFO;
        }
        nodes.failed();
        ended(half, outcome);
    }

    private void endOldest() throws InterruptedException {
        Open oldest = open.remove();
        Open decided = oldest.fate() == null ? decide(oldest) : oldest;
        if (!end(decided, decided.fate())) {
            open.addFirst(decided); // said again, and no other
        } else if (random.nextInt(100) < AGAIN_PERCENT) {
            boolean unused = end(decided, random.nextBoolean() ? Fate.COMMIT : Fate.ROLLBACK);
        }
    }

    /** On record before the broker is told. */
    private Open decide(Open undecided) {
        Fate fate = random.nextInt(100) < COMMIT_PERCENT ? Fate.COMMIT : Fate.ROLLBACK;
        Decision decision =
                recorder.invoked(recorder.newProcess(), call -> new Decision(call, undecided.value(), fate, false));
        recorder.ended(nanos -> decision.with(decision.call().ok(nanos)));
        return new Open(undecided.value(), undecided.queueOffset(), undecided.position(), undecided.dueNanos(), fate);
    }

    /** Returns whether it is certain that the transaction is not open any more. */
    private boolean end(Open transaction, Fate fate) throws InterruptedException {
        EndTransactionHeader header = new EndTransactionHeader(
                PRODUCER_GROUP,
                transaction.queueOffset(),
                transaction.position(),
                fate == Fate.COMMIT ? EndTransactionHeader.COMMIT : EndTransactionHeader.ROLLBACK,
                false,
                "",
                "",
                queues.topic());
        try {
            RemotingCommand answer = client.end(cluster.address(nodes.next()), header);
            boolean ended = answer.code() == ResponseCode.SUCCESS
                    || (answer.remark() != null && answer.remark().startsWith(NOT_OPEN));
            if (!ended) {
                nodes.failed();
            }
            return ended;
        } catch (RemotingException noAnswer) {
            nodes.failed();
            return false;
        }
    }
}
