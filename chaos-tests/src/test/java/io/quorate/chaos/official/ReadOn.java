package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * A consumer that is slow on purpose, so that most of what was sent is still with the broker when that loses its leader; once the
 * standard input ends some more is sent and consumed.
 *
 * <p>Arguments: NameServer, topic, consumer group, file for the facts. Facts: {@code SENT_ALL}, {@code RECEIVED key}, {@code
 * RECEIVED_ALL}.
 */
public final class ReadOn {
    public static final int COUNT = 800;
    public static final int MORE_COUNT = 40;

    private static final int POLL_MILLIS = 1000; // the client's own 30 s would let it sit out all of it
    private static final int CACHED_MAX = 20; // of a queue: flow control makes it pull little by little
    private static final long MESSAGE_NANOS = 15_000_000;
    private static final long WAIT_SECONDS = 120;

    private ReadOn() {}

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[3]))) {
                run(args, facts);
            }
        });
    }

    private static void run(String[] args, Facts facts) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(args[2] + "-producer");
        producer.setNamesrvAddr(args[0]);
        producer.setPollNameServerInterval(POLL_MILLIS);
        producer.start();
        for (int i = 0; i < COUNT; i++) {
            producer.send(Sample.message(args[1], "early-" + i, 200));
        }
        facts.add("SENT_ALL");
        Map<String, Boolean> received = new ConcurrentHashMap<>();
        DefaultMQPushConsumer consumer = consumer(args, received, facts);
        Until.holds("all that was sent early", WAIT_SECONDS, () -> received.size() >= COUNT);
        facts.add("RECEIVED_ALL");
        new InputEnd().await();
        for (int i = 0; i < MORE_COUNT; i++) {
            String key = "late-" + i;
            Until.holds("an acknowledgement", WAIT_SECONDS, () -> sent(producer, args[1], key));
        }
        Until.holds("what was sent late", WAIT_SECONDS, () -> received.size() >= COUNT + MORE_COUNT);
        facts.add(Facts.DONE);
        consumer.shutdown();
        producer.shutdown();
    }

    private static boolean sent(DefaultMQProducer producer, String topic, String key) {
        try {
            return producer.send(Sample.message(topic, key, 200)).getSendStatus() == SendStatus.SEND_OK;
        } catch (Exception again) {
            return false;
        }
    }

    private static DefaultMQPushConsumer consumer(String[] args, Map<String, Boolean> received, Facts facts)
            throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(args[2]);
        consumer.setNamesrvAddr(args[0]);
        consumer.setPollNameServerInterval(POLL_MILLIS);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setPullThresholdForQueue(CACHED_MAX);
        consumer.setPullBatchSize(CACHED_MAX / 2);
        consumer.setConsumeThreadMin(1);
        consumer.setConsumeThreadMax(1);
        consumer.subscribe(args[1], "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                LockSupport.parkNanos(MESSAGE_NANOS);
                facts.add("RECEIVED", message.getKeys());
                received.put(message.getKeys(), true);
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }
}
