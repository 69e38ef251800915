package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Messages that come later: some with a delay level, some with a time of their own, some since their consumer fails on them, and
 * some of these for ever, so that they end as dead letters. The group's delay levels are expected to be 1 s, 2 s and from the
 * third on 1 s.
 *
 * <p>Arguments: NameServer, topic, consumer group, number of delayed messages, body bytes, file for the facts. Facts: {@code ACKED
 * key}; {@code FAILED key why}; {@code RECEIVED key reconsumeTimes lateMillis}, where late counts from when it was due as its sender
 * or the consumer that failed sees it; {@code DEAD key reconsumeTimes}.
 */
public final class LateMessages {
    private static final int FAILING_EVERY = 20;
    private static final int RETRIES_WANTED = 2;
    private static final long RETRY_MILLIS = 1000;
    private static final long PAUSE_MILLIS = 10;
    private static final long WAIT_SECONDS = 90;
    // The client's own 30 s would let it sit out a change of leader.
    private static final int POLL_MILLIS = 500;

    private final String namesrv;
    private final String topic;
    private final String consumerGroup;
    private final int bodyBytes;
    private final Facts facts;
    private final Map<String, Long> dueMillis = new ConcurrentHashMap<>();
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> awaitedDead = ConcurrentHashMap.newKeySet();

    private LateMessages(String[] args, Facts facts) {
        this.namesrv = args[0];
        this.topic = args[1];
        this.consumerGroup = args[2];
        this.bodyBytes = Integer.parseInt(args[4]);
        this.facts = facts;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[5]))) {
                new LateMessages(args, facts).run(Integer.parseInt(args[3]));
            }
        });
    }

    private void run(int count) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(consumerGroup + "-producer");
        producer.setNamesrvAddr(namesrv);
        producer.setPollNameServerInterval(POLL_MILLIS);
        producer.setRetryTimesWhenSendFailed(0); // what failed may be stored once, what was acknowledged is
        producer.start();
        DefaultMQPushConsumer consumer = consumer(consumerGroup, topic, this::received);
        consumer.setMaxReconsumeTimes(RETRIES_WANTED);
        consumer.start();
        DefaultMQPushConsumer undertaker = consumer(consumerGroup + "-dead", "%DLQ%" + consumerGroup, this::dead);
        undertaker.start();
        for (int i = 0; i < count; i++) {
            send(producer, i);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        until("all messages", awaited::isEmpty);
        until("all dead letters", awaitedDead::isEmpty);
        facts.add(Facts.DONE);
        consumer.shutdown();
        undertaker.shutdown();
        producer.shutdown();
    }

    private DefaultMQPushConsumer consumer(String group, String of, MessageListenerConcurrently listener)
            throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(namesrv);
        consumer.setPollNameServerInterval(POLL_MILLIS);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(of, "*");
        consumer.registerMessageListener(listener);
        return consumer;
    }

    private void send(DefaultMQProducer producer, int i) {
        String way = i % FAILING_EVERY == 1 ? "retry" : i % FAILING_EVERY == 2 ? "dead" : "delayed";
        String key = way + "-" + i;
        Message message = new Message(topic, "TagA", key, Sample.body(key, bodyBytes));
        long nowMillis = System.currentTimeMillis();
        dueMillis.put(key, nowMillis + (way.equals("delayed") ? delay(message, i, nowMillis) : 0));
        String last = key + "@" + (way.equals("delayed") ? 0 : RETRIES_WANTED);
        awaited.add(last);
        if (way.equals("dead")) {
            awaitedDead.add(key);
        }
        try {
            SendResult result = producer.send(message);
            if (result.getSendStatus() != SendStatus.SEND_OK) {
                throw new IllegalStateException("answered " + result.getSendStatus());
            }
            facts.add("ACKED", key);
        } catch (Exception e) {
            facts.add("FAILED", key, e);
            awaited.remove(last);
            awaitedDead.remove(key);
        }
    }

    /** Asks for a delay in one of the ways there are. */
    private static long delay(Message message, int i, long nowMillis) {
        return switch (i % 4) {
            case 0 -> {
                message.setDelayTimeLevel(1);
                yield 1000;
            }
            case 1 -> {
                message.setDelayTimeLevel(2);
                yield 2000;
            }
            case 2 -> {
                // By its property: the older client has no method for it.
                MessageAccessor.putProperty(message, "TIMER_DELAY_MS", "1500");
                yield 1500;
            }
            default -> {
                MessageAccessor.putProperty(message, "TIMER_DELIVER_MS", Long.toString(nowMillis + 2500));
                yield 2500;
            }
        };
    }

    private ConsumeConcurrentlyStatus received(List<MessageExt> messages, Object context) {
        MessageExt message = messages.get(0); // a client's batch size is one unless it asks for more
        String key = message.getKeys();
        boolean fails =
                key.startsWith("dead") || (key.startsWith("retry") && message.getReconsumeTimes() < RETRIES_WANTED);
        String which = key + "@" + message.getReconsumeTimes();
        // A consumer may read a message again whose offset it could not commit: that says nothing of timers.
        if (seen.add(which)) {
            long nowMillis = System.currentTimeMillis();
            facts.add("RECEIVED", key, message.getReconsumeTimes(), nowMillis - dueMillis.get(key));
            dueMillis.put(key, nowMillis + RETRY_MILLIS);
            awaited.remove(which);
        }
        return fails ? ConsumeConcurrentlyStatus.RECONSUME_LATER : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
    }

    private ConsumeConcurrentlyStatus dead(List<MessageExt> messages, Object context) {
        for (MessageExt message : messages) {
            facts.add("DEAD", message.getKeys(), message.getReconsumeTimes());
            awaitedDead.remove(message.getKeys());
        }
        return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
    }

    private void until(String what, BooleanSupplier condition) throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new TimeoutException("waited in vain for " + what + ": " + awaited + " " + awaitedDead);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
