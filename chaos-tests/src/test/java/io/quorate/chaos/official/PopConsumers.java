package io.quorate.chaos.official;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageRequestMode;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;

/**
 * Some push consumers of one group that pop, as its request mode says, while messages are sent to it, until the standard
 * input ends; then until every message sent was consumed. Most are consumed at once; some the listener fails at first, some
 * take it longer than they are hidden.
 *
 * <p>Arguments: NameServer, topic, consumer group, file for the facts. Facts: {@code SENT key}; {@code CONSUMED key consumer
 * reconsumeTimes outcome popMillis millis} with "OK", "LATER" or "SLOW" as outcome.
 */
public final class PopConsumers {
    private static final int CONSUMERS = 3;
    private static final long INVISIBLE_MILLIS = 5000;
    private static final int POLL_MILLIS = 1000;
    private static final int RPC_MILLIS = 5000;
    private static final int LATER_EVERY = 100;
    private static final int SLOW_EVERY = 400;
    private static final long PAUSE_MILLIS = 4;
    private static final long WAIT_SECONDS = 90;

    private final String namesrv;
    private final String topic;
    private final String consumerGroup;
    private final Facts facts;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> consumed = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    private PopConsumers(String namesrv, String topic, String consumerGroup, Facts facts) {
        this.namesrv = namesrv;
        this.topic = topic;
        this.consumerGroup = consumerGroup;
        this.facts = facts;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[3]))) {
                new PopConsumers(args[0], args[1], args[2], facts).run();
            }
        });
    }

    private void run() throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(consumerGroup + "-producer");
        producer.setNamesrvAddr(namesrv);
        producer.setPollNameServerInterval(POLL_MILLIS);
        producer.start();
        send(producer, "first");
        setMode(producer);
        List<DefaultMQPushConsumer> consumers = new ArrayList<>();
        for (int i = 0; i < CONSUMERS; i++) {
            consumers.add(consumer("pop-" + i));
        }
        Thread input = new Thread(this::awaitEnd);
        input.setDaemon(true);
        input.start();
        for (int i = 1; !ended; i++) {
            send(producer, i % SLOW_EVERY == 0 ? i + "-slow" : i % LATER_EVERY == 0 ? i + "-later" : i + "");
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!consumed.containsAll(sent)) {
            if (System.nanoTime() > deadlineNanos) {
                sent.removeAll(consumed);
                throw new IllegalStateException("never consumed: " + sent);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        facts.add(Facts.DONE);
        consumers.forEach(DefaultMQPushConsumer::shutdown);
        producer.shutdown();
    }

    /** As mqadmin's updateSubGroup and setConsumeMode do it. */
    @SuppressWarnings("deprecation") // it has been for years, and is all there is without the admin client
    private void setMode(DefaultMQProducer producer) throws Exception {
        var factory = producer.getDefaultMQProducerImpl().getMqClientFactory();
        MQClientAPIImpl api = factory.getMQClientAPIImpl();
        String leader = factory.findBrokerAddressInPublish("broker-a");
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName(consumerGroup);
        api.createSubscriptionGroup(leader, config, RPC_MILLIS);
        api.setMessageRequestMode(leader, topic, consumerGroup, MessageRequestMode.POP, 0, RPC_MILLIS);
    }

    private DefaultMQPushConsumer consumer(String name) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(consumerGroup);
        consumer.setNamesrvAddr(namesrv);
        consumer.setInstanceName(name);
        consumer.setPollNameServerInterval(POLL_MILLIS);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setClientRebalance(false);
        consumer.setPopInvisibleTime(INVISIBLE_MILLIS);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            boolean ok = true;
            for (MessageExt message : messages) {
                ok &= consume(name, message);
            }
            return ok ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS : ConsumeConcurrentlyStatus.RECONSUME_LATER;
        });
        consumer.start();
        return consumer;
    }

    private boolean consume(String consumer, MessageExt message) {
        String key = message.getKeys();
        boolean first = message.getReconsumeTimes() == 0;
        String outcome = first && key.endsWith("-later") ? "LATER" : first && key.endsWith("-slow") ? "SLOW" : "OK";
        String receipt = message.getProperty(MessageConst.PROPERTY_POP_CK); // none if it was pulled
        facts.add(
                "CONSUMED",
                key,
                consumer,
                message.getReconsumeTimes(),
                outcome,
                receipt == null ? -1 : receipt.split(" ")[1],
                System.currentTimeMillis());
        if (outcome.equals("SLOW")) {
            sleep(INVISIBLE_MILLIS + 500);
        } else if (outcome.equals("OK")) {
            consumed.add(key);
        }
        return !outcome.equals("LATER");
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(DefaultMQProducer producer, String key) {
        try {
            SendResult result = producer.send(new Message(topic, "", key, Sample.body(key, 100)));
            facts.add("SENT", key, result.getMsgId());
            sent.add(key);
        } catch (Exception e) {
            facts.add("FAILED", key, e); // under way while the leader dies; it may be there or not
        }
    }

    private void awaitEnd() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            facts.add("FAILED", "input", e);
        }
        ended = true;
    }
}
