package io.quorate.chaos.rocketmq;

import io.quorate.chaos.record.Recorder;
import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.Operation.Decision;
import io.quorate.simulation.check.Operation.Fate;
import io.quorate.simulation.check.Operation.Half;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Sends messages in transactions, and decides each: at once, or when the broker asks. What is decided first holds. Who is asked about a
 * transaction that he has not heard of, since the half message's acknowledgement got lost, rolls it back.
 *
 * <p>Arguments: file for the history, NameServer, topic, senders, messages per second of each. After a line on its input it sends
 * no more, but answers.
 */
public final class TransactionLoad {
    private static final int BODY_BYTES_MAX = 2_000;
    private static final int COMMIT_PERCENT = 60;
    private static final int ROLLBACK_PERCENT = 30;

    private final Recorder recorder;
    private final Map<String, Fate> decided = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    private TransactionLoad(Recorder recorder) {
        this.recorder = recorder;
    }

    public static void main(String[] arguments) {
        Clients.endAfter(
                arguments,
                (clients, recorder) -> new TransactionLoad(recorder)
                        .run(clients, arguments[2], Integer.parseInt(arguments[3]), Double.parseDouble(arguments[4])));
    }

    private void run(Clients clients, String topic, int senders, double perSecond) throws Exception {
        TransactionMQProducer producer = clients.sendingOnce(new TransactionMQProducer("chaos-transactions"));
        producer.setHeartbeatBrokerInterval(1_000); // it must be known to be asked
        producer.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object value) {
                return decide((String) value, false);
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                return decide(MessageBody.seen(0, message.getBody()).value(), true);
            }
        });
        producer.start();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            threads.add(new Thread(() -> send(producer, topic, perSecond), "sender-" + i));
        }
        threads.forEach(Thread::start);
        Clients.awaitStop();
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void send(TransactionMQProducer producer, String topic, double perSecond) {
        Random random = new Random();
        int process = recorder.newProcess();
        for (int counter = 1; !stopped; counter++) {
            String value = process + "-" + counter;
            Message message = new Message(topic, MessageBody.of(value, 16 + random.nextInt(BODY_BYTES_MAX)));
            Half open = recorder.invoked(process, call -> new Half(call, "", value));
            try {
                SendResult result = producer.sendMessageInTransaction(message, value);
                boolean stored = result.getSendStatus() == SendStatus.SEND_OK;
                recorder.ended(nanos -> stored
                        ? new Half(open.call().ok(nanos), Clients.nameOf(result.getMessageQueue()), value)
                        : open.with(open.call().info(nanos)));
                process = stored ? process : recorder.newProcess();
            } catch (MQClientException | IllegalStateException e) {
                boolean never = Clients.isProofOfFailure(e);
                recorder.ended(nanos ->
                        open.with(never ? open.call().fail(nanos) : open.call().info(nanos)));
                process = never ? process : recorder.newProcess();
            }
            LockSupport.parkNanos((long) (1e9 / perSecond * (0.5 + random.nextDouble())));
        }
    }

    /** Recorded before anybody is told. */
    private LocalTransactionState decide(String value, boolean checked) {
        Fate fate = decided.compute(value, (any, known) -> {
            if (known == Fate.COMMIT || known == Fate.ROLLBACK) {
                return known;
            }
            return checked && known == null ? Fate.ROLLBACK : drawn();
        });
        Decision open = recorder.invoked(recorder.newProcess(), call -> new Decision(call, value, fate, checked));
        recorder.ended(nanos -> open.with(open.call().ok(nanos)));
        return switch (fate) {
            case COMMIT -> LocalTransactionState.COMMIT_MESSAGE;
            case ROLLBACK -> LocalTransactionState.ROLLBACK_MESSAGE;
            case UNDECIDED -> LocalTransactionState.UNKNOW;
        };
    }

    private static Fate drawn() {
        int percent = new Random().nextInt(100);
        if (percent < COMMIT_PERCENT) {
            return Fate.COMMIT;
        }
        return percent < COMMIT_PERCENT + ROLLBACK_PERCENT ? Fate.ROLLBACK : Fate.UNDECIDED;
    }
}
