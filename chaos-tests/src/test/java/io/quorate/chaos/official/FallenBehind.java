package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Consumers that were away while what they had not read left the log: a push and a lite pull consumer, each of a consumer group
 * of its own, on a topic of one queue.
 *
 * <p>Arguments: NameServer, topic, consumer group, file for the facts. Facts: {@code BEFORE consumer queueOffset} and, after
 * {@code MIN queueOffset} and {@code LAST queueOffset}, {@code AFTER consumer queueOffset}.
 */
@SuppressWarnings("deprecation") // what applications call, in all releases
public final class FallenBehind {
    private static final int BODY_BYTES = 30_000;
    private static final int FIRST_COUNT = 10;
    private static final int BATCH_COUNT = 50;
    private static final int TAIL_COUNT = 5;
    private static final long WAIT_SECONDS = 120;
    private static final int SEND_TIMEOUT_MILLIS = 60_000; // speed is not what is looked at here

    private final String namesrv;
    private final String topic;
    private final String consumerGroup;
    private final Facts facts;
    private int sent;

    private FallenBehind(String namesrv, String topic, String consumerGroup, Facts facts) {
        this.namesrv = namesrv;
        this.topic = topic;
        this.consumerGroup = consumerGroup;
        this.facts = facts;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[3]))) {
                new FallenBehind(args[0], args[1], args[2], facts).run();
            }
        });
    }

    private void run() throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(consumerGroup + "-producer");
        producer.setNamesrvAddr(namesrv);
        producer.setSendMsgTimeout(SEND_TIMEOUT_MILLIS);
        producer.start();
        long offset = send(producer, FIRST_COUNT);
        push("BEFORE", offset);
        litePull("BEFORE", offset);

        MessageQueue queue = producer.fetchPublishMessageQueues(topic).get(0);
        long deadlineNanos = deadline();
        while (producer.minOffset(queue) <= offset + BATCH_COUNT) {
            check(deadlineNanos, "the oldest messages to be removed");
            send(producer, BATCH_COUNT);
        }
        long last = send(producer, TAIL_COUNT);
        facts.add("MIN", producer.minOffset(queue));
        facts.add("LAST", last);
        push("AFTER", last);
        litePull("AFTER", last);
        facts.add(Facts.DONE);
        producer.shutdown();
    }

    /** Returns the last one's offset. */
    private long send(DefaultMQProducer producer, int count) throws Exception {
        long offset = -1;
        for (int i = 0; i < count; i++) {
            Message message = new Message(topic, Sample.body("message-" + sent++, BODY_BYTES));
            offset = producer.send(message).getQueueOffset();
        }
        return offset;
    }

    private void push(String kind, long last) throws Exception {
        AtomicLong seen = new AtomicLong(-1);
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(consumerGroup + "-push");
        consumer.setNamesrvAddr(namesrv);
        consumer.setInstanceName("push-" + kind);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeThreadMin(1); // one after the other
        consumer.setConsumeThreadMax(1);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                facts.add(kind, "push", message.getQueueOffset());
                seen.set(message.getQueueOffset());
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        long deadlineNanos = deadline();
        while (seen.get() < last) {
            check(deadlineNanos, "push " + kind + " to get message " + last + ", it is at " + seen);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        consumer.shutdown();
    }

    private void litePull(String kind, long last) throws Exception {
        DefaultLitePullConsumer consumer = new DefaultLitePullConsumer(consumerGroup + "-lite");
        consumer.setNamesrvAddr(namesrv);
        consumer.setInstanceName("lite-" + kind);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setAutoCommit(false);
        consumer.subscribe(topic, "*");
        consumer.start();
        long seen = -1;
        long deadlineNanos = deadline();
        while (seen < last) {
            check(deadlineNanos, "lite pull " + kind + " to get message " + last + ", it is at " + seen);
            List<MessageExt> messages = consumer.poll(500);
            for (MessageExt message : messages) {
                facts.add(kind, "lite", message.getQueueOffset());
                seen = message.getQueueOffset();
            }
        }
        consumer.commitSync();
        consumer.shutdown();
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    }

    private static void check(long deadlineNanos, String what) throws TimeoutException {
        if (System.nanoTime() > deadlineNanos) {
            throw new TimeoutException("waited in vain for " + what);
        }
    }
}
