package io.quorate.chaos.official;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Messages of some keys, each key's numbered and always in one queue, sent until the standard input ends and consumed in
 * order by two clients and a third that comes and goes. Now and then one suspends its queue for a moment.
 *
 * <p>Arguments: NameServer, topic, consumer group, file for the facts. Facts, in the order in which things happened: {@code
 * SENT key number}, {@code BEGIN consumer queueId key number}, {@code END consumer queueId key number}, {@code SUSPENDED
 * consumer queueId key number}.
 */
public final class OrderedKeys {
    private static final int KEY_COUNT = 8;
    private static final int POLL_MILLIS = 1000; // the client's own 30 s would let it sit out the changes of leaders
    private static final int SUSPENDED_EVERY = 40;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final long GUEST_NANOS = 3_000_000_000L;
    private static final long WAIT_SECONDS = 120;

    private final String[] args;
    private final Facts facts;
    private final InputEnd end = new InputEnd();
    private final Map<String, Integer> sent = new ConcurrentHashMap<>();
    private final Map<String, Integer> consumed = new ConcurrentHashMap<>();
    private final Set<String> suspended = ConcurrentHashMap.newKeySet();

    private OrderedKeys(String[] args, Facts facts) {
        this.args = args;
        this.facts = facts;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[3]))) {
                new OrderedKeys(args, facts).run();
            }
        });
    }

    private void run() throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread producer = started(failure, this::send);
        DefaultMQPushConsumer one = consumer("one");
        DefaultMQPushConsumer two = consumer("two");
        Thread guest = started(failure, this::comeAndGo);
        end.await();
        producer.join();
        guest.join();
        if (failure.get() != null) {
            throw failure.get();
        }
        Until.holds("all messages: sent " + sent, WAIT_SECONDS, () -> consumed.equals(sent));
        facts.add(Facts.DONE);
        one.shutdown();
        two.shutdown();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread started(AtomicReference<Exception> failure, Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                failure.set(e);
            }
        });
        thread.start();
        return thread;
    }

    private void send() throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(args[2] + "-producer");
        producer.setNamesrvAddr(args[0]);
        producer.setPollNameServerInterval(POLL_MILLIS);
        producer.start();
        for (int i = 0; !end.isReached(); i++) {
            int key = i % KEY_COUNT;
            sendOne(producer, "k" + key, key, i / KEY_COUNT);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        producer.shutdown();
    }

    /** Until it is acknowledged: the next of a key comes after it, or after its repetition. */
    private void sendOne(DefaultMQProducer producer, String key, int place, int number) {
        Message message = new Message(args[1], "Tag", key, (key + " " + number).getBytes(StandardCharsets.UTF_8));
        while (true) {
            try {
                // The queues of the topic, whoever leads: a key stays where it is.
                SendStatus status = producer.send(
                                message, (queues, made, of) -> queues.get((int) of % queues.size()), place)
                        .getSendStatus();
                if (status == SendStatus.SEND_OK) {
                    sent.put(key, number);
                    facts.add("SENT", key, number);
                    return;
                }
            } catch (Exception again) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void comeAndGo() throws Exception {
        while (!end.isReached()) {
            DefaultMQPushConsumer guest = consumer("guest");
            LockSupport.parkNanos(GUEST_NANOS);
            guest.shutdown();
            LockSupport.parkNanos(GUEST_NANOS);
        }
    }

    private DefaultMQPushConsumer consumer(String name) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(args[2]);
        consumer.setNamesrvAddr(args[0]);
        consumer.setInstanceName(name);
        consumer.setPollNameServerInterval(POLL_MILLIS);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(args[1], "*");
        AtomicInteger seen = new AtomicInteger();
        consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
            MessageExt message = messages.get(0); // one at a time is the default
            String[] text = new String(message.getBody(), StandardCharsets.UTF_8).split(" ", -1);
            int number = Integer.parseInt(text[1]);
            int queueId = message.getQueueId();
            facts.add("BEGIN", name, queueId, text[0], number);
            if (seen.incrementAndGet() % SUSPENDED_EVERY == 0 && suspended.add(text[0] + number)) {
                context.setSuspendCurrentQueueTimeMillis(20);
                facts.add("SUSPENDED", name, queueId, text[0], number);
                return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
            }
            consumed.merge(text[0], number, Math::max);
            facts.add("END", name, queueId, text[0], number);
            return ConsumeOrderlyStatus.SUCCESS;
        });
        consumer.start();
        return consumer;
    }
}
