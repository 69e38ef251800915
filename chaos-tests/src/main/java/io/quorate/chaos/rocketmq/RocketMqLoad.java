package io.quorate.chaos.rocketmq;

import io.quorate.chaos.record.Recorder;
import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.PollAnswer;
import io.quorate.simulation.check.Operation.Send;
import io.quorate.simulation.check.SeenRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;

/**
 * Sends without retries to all queues of a topic, and reads them with consumers whose queues are assigned by hand.
 *
 * <p>Arguments: file for the history, NameServer, topic, broker name, number of queues, senders, sends per second of each, consumers,
 * and what sets its messages and consumers apart from those of other processes.
 */
public final class RocketMqLoad {
    private static final int POLL_MILLIS = 500;
    private static final int BODY_BYTES_MAX = 2_000;

    private final Clients clients;
    private final List<MessageQueue> queues;
    private final Recorder recorder;
    private final String own;
    private volatile boolean stopped;

    private RocketMqLoad(Clients clients, List<MessageQueue> queues, Recorder recorder, String own) {
        this.clients = clients;
        this.queues = queues;
        this.recorder = recorder;
        this.own = own;
    }

    public static void main(String[] arguments) {
        Clients.endAfter(arguments, (clients, recorder) -> {
            List<MessageQueue> queues = IntStream.range(0, Integer.parseInt(arguments[4]))
                    .mapToObj(id -> new MessageQueue(arguments[2], arguments[3], id))
                    .toList();
            new RocketMqLoad(clients, queues, recorder, arguments[8])
                    .run(
                            Integer.parseInt(arguments[5]),
                            Double.parseDouble(arguments[6]),
                            Integer.parseInt(arguments[7]));
        });
    }

    private void run(int senders, double perSecond, int consumers)
            throws MQClientException, IOException, InterruptedException {
        DefaultMQProducer producer = clients.sendingOnce(new DefaultMQProducer("chaos-official"));
        producer.start();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            threads.add(new Thread(() -> send(producer, perSecond), "sender-" + i));
        }
        for (int i = 0; i < consumers; i++) {
            String name = "o" + own + "-" + i;
            threads.add(new Thread(() -> consume(name), "consumer-" + i));
        }
        threads.forEach(Thread::start);
        Clients.awaitStop();
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void send(DefaultMQProducer producer, double perSecond) {
        Random random = new Random();
        int process = recorder.newProcess();
        for (int counter = 1; !stopped; counter++) {
            MessageQueue queue = queues.get(random.nextInt(queues.size()));
            String value = own + "-" + process + "-" + counter;
            byte[] body = MessageBody.of(value, 16 + random.nextInt(BODY_BYTES_MAX));
            Send open = recorder.invoked(process, call -> new Send(call, Clients.nameOf(queue), value));
            try {
                SendResult result = producer.send(new Message(queue.getTopic(), body), queue, Clients.TIMEOUT_MILLIS);
                boolean stored = result.getSendStatus() == SendStatus.SEND_OK;
                recorder.ended(nanos -> stored
                        ? open.acknowledged(nanos, result.getQueueOffset())
                        : open.with(open.call().info(nanos)));
                process = stored ? process : recorder.newProcess();
            } catch (MQClientException | RemotingException | MQBrokerException | IllegalStateException e) {
                // The last is how this client tells that a NameServer did not answer.
                boolean never = Clients.isProofOfFailure(e);
                recorder.ended(nanos ->
                        open.with(never ? open.call().fail(nanos) : open.call().info(nanos)));
                process = never ? process : recorder.newProcess();
            } catch (InterruptedException e) {
                return; // unknown, as it stands
            }
            LockSupport.parkNanos((long) (1e9 / perSecond * (0.5 + random.nextDouble())));
        }
    }

    /** While the group is in trouble a consumer may not even start. Another one then begins from the beginning. */
    private void consume(String name) {
        for (int number = 0; !stopped; number++) {
            DefaultLitePullConsumer consumer = new DefaultLitePullConsumer("chaos-official-" + name);
            try {
                consume(consumer, name + "-" + number);
            } catch (MQClientException | IllegalStateException e) {
                System.out.println(name + " ended: " + e.getMessage());
            } finally {
                consumer.shutdown();
            }
        }
    }

    private void consume(DefaultLitePullConsumer consumer, String name) throws MQClientException {
        clients.named(consumer, name);
        consumer.setAutoCommit(false);
        consumer.setPullThreadNums(2);
        consumer.start();
        consumer.assign(queues);
        for (MessageQueue queue : queues) {
            consumer.seek(queue, 0);
        }
        while (!stopped) {
            long invokedNanos = System.nanoTime();
            polled(name, invokedNanos, consumer.poll(POLL_MILLIS));
        }
    }

    /** Polls of one consumer's several queues overlap in time, so each is a process of its own. */
    private void polled(String name, long invokedNanos, List<MessageExt> messages) {
        Map<String, List<SeenRecord>> byQueue = new LinkedHashMap<>();
        for (MessageExt message : messages) {
            String queue = Clients.nameOf(message.getTopic(), message.getQueueId());
            byQueue.computeIfAbsent(queue, any -> new ArrayList<>())
                    .add(MessageBody.seen(message.getQueueOffset(), message.getBody()));
        }
        byQueue.forEach((queue, records) -> recorder.wasSince(
                invokedNanos, call -> new Poll(call, name, queue, Operation.NONE, false, PollAnswer.RECORDS, records)));
    }
}
