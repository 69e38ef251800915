package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * A day in the life of an ordinary user: a topic that creates itself, two consumers of one consumer group, every way to
 * send, everything received.
 *
 * <p>Arguments: NameServer, topic, consumer group, file for the facts. Facts: {@code SENT way ...} and {@code
 * RECEIVED consumer ...} with the message (see {@link Sample#describe}), {@code RESULT key status queueId queueOffset}.
 */
public final class Scenario {
    private static final int COUNT_PER_WAY = 40;
    private static final int BATCH_SIZE = 10;
    private static final long WAIT_SECONDS = 60;

    private final String namesrv;
    private final String topic;
    private final String consumerGroup;
    private final Facts facts;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> received = ConcurrentHashMap.newKeySet();

    private Scenario(String namesrv, String topic, String consumerGroup, Facts facts) {
        this.namesrv = namesrv;
        this.topic = topic;
        this.consumerGroup = consumerGroup;
        this.facts = facts;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        try (Facts facts = new Facts(Path.of(args[3]))) {
            new Scenario(args[0], args[1], args[2], facts).run();
        }
    }

    private void run() throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(consumerGroup + "-producer");
        producer.setNamesrvAddr(namesrv);
        producer.start();
        sendSync(producer, "first", 1); // makes the topic

        DefaultMQPushConsumer one = consumer("one");
        DefaultMQPushConsumer two = consumer("two");
        // Only then is each message for one of them alone: a queue that changes hands may be read by both for a moment.
        until("each queue to have one consumer", () -> isShared(one, two, producer));
        until("the first message", () -> received.containsAll(sent));

        sendSync(producer, "sync", COUNT_PER_WAY);
        sendAsync(producer);
        sendOneway(producer);
        sendBatches(producer);
        until("all messages", () -> received.containsAll(sent));
        // What comes later comes because the queues of the one that leaves first go to the other, its last
        // offset commit perhaps behind them.
        facts.add(Facts.DONE);

        one.shutdown();
        two.shutdown();
        producer.shutdown();
    }

    private DefaultMQPushConsumer consumer(String name) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(consumerGroup);
        consumer.setNamesrvAddr(namesrv);
        consumer.setInstanceName(name);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "TagA || TagB || TagC");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                facts.add(Sample.describe("RECEIVED", name, message));
                received.add(message.getKeys());
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    private boolean isShared(DefaultMQPushConsumer one, DefaultMQPushConsumer two, DefaultMQProducer producer) {
        List<MessageQueue> all;
        try {
            all = producer.fetchPublishMessageQueues(topic);
        } catch (MQClientException e) {
            return false;
        }
        List<MessageQueue> taken = new ArrayList<>(queues(one));
        taken.addAll(queues(two));
        return taken.size() == all.size()
                && new HashSet<>(taken).equals(new HashSet<>(all))
                && !queues(one).isEmpty()
                && !queues(two).isEmpty();
    }

    @SuppressWarnings("deprecation") // the one way, in all releases, to see which queues a consumer has
    private List<MessageQueue> queues(DefaultMQPushConsumer consumer) {
        return consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream()
                .filter(queue -> queue.getTopic().equals(topic))
                .toList();
    }

    private Message next(String way, int i) {
        // Every fourth is compressed by the client.
        int bodyBytes = i % 4 == 0 ? 3 * Sample.COMPRESSED_BYTES : 100 + i;
        Message message = Sample.message(topic, way + "-" + i, bodyBytes);
        sent.add(message.getKeys());
        // Before it is sent: the client replaces the body by a compressed one.
        facts.add(Sample.describe("SENT", way, message));
        return message;
    }

    private void sendSync(DefaultMQProducer producer, String way, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Message message = next(way, i);
            result(message.getKeys(), producer.send(message));
        }
    }

    private void sendAsync(DefaultMQProducer producer) throws Exception {
        CountDownLatch answered = new CountDownLatch(COUNT_PER_WAY);
        for (int i = 0; i < COUNT_PER_WAY; i++) {
            Message message = next("async", i);
            String key = message.getKeys();
            producer.send(message, new SendCallback() {
                @Override
                public void onSuccess(SendResult sendResult) {
                    result(key, sendResult);
                    answered.countDown();
                }

                @Override
                public void onException(Throwable e) {
                    facts.add("FAILED", key, e);
                    answered.countDown();
                }
            });
        }
        if (!answered.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("answers to async sends are missing: " + answered.getCount());
        }
    }

    private void sendOneway(DefaultMQProducer producer) throws Exception {
        for (int i = 0; i < COUNT_PER_WAY; i++) {
            producer.sendOneway(next("oneway", i));
        }
    }

    private void sendBatches(DefaultMQProducer producer) throws Exception {
        for (int batch = 0; batch < COUNT_PER_WAY / BATCH_SIZE; batch++) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < BATCH_SIZE; i++) {
                messages.add(next("batch", batch * BATCH_SIZE + i));
            }
            SendResult result = producer.send(messages);
            for (Message message : messages) {
                result(message.getKeys(), result);
            }
        }
    }

    private void result(String key, SendResult result) {
        if (result.getSendStatus() == SendStatus.SEND_OK) {
            facts.add("RESULT", key, result.getMessageQueue().getQueueId(), result.getQueueOffset());
        } else {
            facts.add("FAILED", key, result.getSendStatus());
        }
    }

    private void until(String what, BooleanSupplier condition) throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new TimeoutException("waited in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
