package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;

/**
 * Sends timer messages, takes every second one back, and waits for the others. With the 5.x client only.
 *
 * <p>Arguments: NameServer, topic, consumer group, number of messages, file for the facts. Facts: {@code SENT key}; {@code
 * RECALLED key id uniqueKey}; {@code RECEIVED key}.
 */
public final class Recalls {
    private static final long DELAY_MILLIS = 4000;
    private static final long AFTER_MILLIS = 1500; // a recalled one that comes all the same comes with the others
    private static final long WAIT_SECONDS = 60;

    private Recalls() {}

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[4]))) {
                run(args, facts);
            }
        });
    }

    private static void run(String[] args, Facts facts) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(args[2] + "-producer");
        producer.setNamesrvAddr(args[0]);
        producer.start();
        Set<String> awaited = ConcurrentHashMap.newKeySet();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(args[2]);
        consumer.setNamesrvAddr(args[0]);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(args[1], "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> {
                facts.add("RECEIVED", message.getKeys());
                awaited.remove(message.getKeys());
            });
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            String key = "recall-" + i;
            Message message = new Message(args[1], "TagA", key, Sample.body(key, 100));
            message.setDelayTimeMs(DELAY_MILLIS);
            awaited.add(key);
            SendResult result = producer.send(message);
            facts.add("SENT", key);
            if (i % 2 == 0) {
                String id = producer.recallMessage(args[1], result.getRecallHandle());
                facts.add("RECALLED", key, id, result.getMsgId());
                awaited.remove(key);
            }
        }
        consumer.start();
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!awaited.isEmpty() && System.nanoTime() < deadlineNanos) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TimeUnit.MILLISECONDS.sleep(AFTER_MILLIS);
        facts.add(Facts.DONE);
        consumer.shutdown();
        producer.shutdown();
    }
}
