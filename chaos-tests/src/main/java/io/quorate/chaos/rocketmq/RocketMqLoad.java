package io.quorate.chaos.rocketmq;

import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.SeenRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.apache.rocketmq.remoting.exception.RemotingConnectException;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.apache.rocketmq.remoting.exception.RemotingTooMuchRequestException;

/**
 * Sends without retries to all queues of a topic, and reads them with consumers whose queues are assigned by hand, until the
 * standard input ends.
 *
 * <p>Arguments: NameServer, topic, broker name, number of queues, senders, sends per second of each, consumers, file for what it
 * sees. Lines of words: {@code send NUMBER PROCESS NANOS QUEUE VALUE}, {@code sent NUMBER NANOS ok|fail|info OFFSET WHY},
 * {@code consumer NAME WHY} of one that failed, {@code poll CONSUMER NANOS NANOS QUEUE OFFSET:VALUE:INTACT...}. Time is System.nanoTime(), which on Linux all processes share.
 */
public final class RocketMqLoad {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int POLL_MILLIS = 500;
    // The default of 30 s would let it sit out most faults.
    private static final int ROUTE_MILLIS = 1_000;
    private static final int BODY_BYTES_MAX = 2_000;

    private final String namesrv;
    private final List<MessageQueue> queues;
    private final PrintWriter seen;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger processes = new AtomicInteger();
    private volatile boolean stopped;

    private RocketMqLoad(String namesrv, List<MessageQueue> queues, PrintWriter seen) {
        this.namesrv = namesrv;
        this.queues = queues;
        this.seen = seen;
    }

    public static void main(String[] arguments) throws Exception {
        List<MessageQueue> queues = IntStream.range(0, Integer.parseInt(arguments[3]))
                .mapToObj(id -> new MessageQueue(arguments[1], arguments[2], id))
                .toList();
        boolean ended = false;
        try (PrintWriter seen = new PrintWriter(Path.of(arguments[7]).toFile(), StandardCharsets.UTF_8)) {
            new RocketMqLoad(arguments[0], queues, seen)
                    .run(
                            Integer.parseInt(arguments[4]),
                            Double.parseDouble(arguments[5]),
                            Integer.parseInt(arguments[6]));
            ended = true;
        } finally {
            // The clients leave threads behind.
            System.exit(ended ? 0 : 1);
        }
    }

    private void run(int senders, double perSecond, int consumers)
            throws MQClientException, IOException, InterruptedException {
        DefaultMQProducer producer = new DefaultMQProducer("chaos-official");
        producer.setNamesrvAddr(namesrv);
        producer.setPollNameServerInterval(ROUTE_MILLIS);
        producer.setRetryTimesWhenSendFailed(0);
        producer.setRetryTimesWhenSendAsyncFailed(0);
        producer.setRetryAnotherBrokerWhenNotStoreOK(false);
        producer.setSendMsgTimeout(TIMEOUT_MILLIS);
        producer.start();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            threads.add(new Thread(() -> send(producer, perSecond), "sender-" + i));
        }
        for (int i = 0; i < consumers; i++) {
            String name = "o" + i;
            threads.add(new Thread(() -> consume(name), "consumer-" + i));
        }
        threads.forEach(Thread::start);
        System.in.transferTo(OutputStream.nullOutputStream());
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private synchronized void tell(Object... words) {
        for (int i = 0; i < words.length; i++) {
            seen.print(i == 0 ? "" : " ");
            seen.print(words[i]);
        }
        seen.print('\n');
        seen.flush();
    }

    private void send(DefaultMQProducer producer, double perSecond) {
        Random random = new Random();
        int process = processes.incrementAndGet();
        for (int counter = 1; !stopped; counter++) {
            MessageQueue queue = queues.get(random.nextInt(queues.size()));
            String value = process + "-" + counter;
            byte[] body = MessageBody.of(value, 16 + random.nextInt(BODY_BYTES_MAX));
            int number = numbers.incrementAndGet();
            tell("send", number, process, System.nanoTime(), queue.getQueueId(), value);
            String outcome;
            long offset = -1;
            String why = "";
            try {
                SendResult result = producer.send(new Message(queue.getTopic(), body), queue, TIMEOUT_MILLIS);
                outcome = result.getSendStatus() == SendStatus.SEND_OK ? "ok" : "info";
                offset = result.getQueueOffset();
            } catch (MQClientException | RemotingException | MQBrokerException | IllegalStateException e) {
                // The last is how this client tells that a NameServer did not answer.
                outcome = isProof(e) ? "fail" : "info";
                why = " " + e.getClass().getSimpleName() + ":"
                        + String.valueOf(e.getMessage()).replaceAll("\\s+", "_");
            } catch (InterruptedException e) {
                return; // unknown, as it stands
            }
            tell("sent", number, System.nanoTime(), outcome, offset + why);
            if (outcome.equals("info")) {
                process = processes.incrementAndGet();
            }
            LockSupport.parkNanos((long) (1e9 / perSecond * (0.5 + random.nextDouble())));
        }
    }

    /** Whether the message certainly was not stored. */
    private static boolean isProof(Exception e) {
        if (e instanceof MQBrokerException refused) {
            // Given before anything is appended: illegal message, no permission, no such topic, bad parameter.
            return List.of(13, 16, 17, 29).contains(refused.getResponseCode());
        }
        return e instanceof RemotingConnectException || e instanceof RemotingTooMuchRequestException;
    }

    /** While the group is in trouble a consumer may not even start. Another one then begins from the beginning. */
    private void consume(String name) {
        for (int number = 0; !stopped; number++) {
            DefaultLitePullConsumer consumer = new DefaultLitePullConsumer("chaos-official-" + name);
            try {
                consume(consumer, name + "-" + number);
            } catch (MQClientException | IllegalStateException e) {
                tell("consumer", name, String.valueOf(e.getMessage()).replaceAll("\\s+", "_"));
            } finally {
                consumer.shutdown();
            }
        }
    }

    private void consume(DefaultLitePullConsumer consumer, String name) throws MQClientException {
        consumer.setNamesrvAddr(namesrv);
        consumer.setPollNameServerInterval(ROUTE_MILLIS);
        consumer.setInstanceName(name);
        consumer.setAutoCommit(false);
        consumer.setPullThreadNums(2);
        consumer.start();
        consumer.assign(queues);
        for (MessageQueue queue : queues) {
            consumer.seek(queue, 0);
        }
        while (!stopped) {
            long invokedNanos = System.nanoTime();
            tellPolled(name, invokedNanos, consumer.poll(POLL_MILLIS));
        }
    }

    private void tellPolled(String name, long invokedNanos, List<MessageExt> messages) {
        long endedNanos = System.nanoTime();
        Map<Integer, StringBuilder> byQueue = new LinkedHashMap<>();
        for (MessageExt message : messages) {
            SeenRecord record = MessageBody.seen(message.getQueueOffset(), message.getBody());
            byQueue.computeIfAbsent(message.getQueueId(), any -> new StringBuilder())
                    .append(' ')
                    .append(record.offset() + ":" + record.value() + ":" + record.intact());
        }
        byQueue.forEach((queue, records) -> tell("poll", name, invokedNanos, endedNanos, queue + records.toString()));
    }
}
