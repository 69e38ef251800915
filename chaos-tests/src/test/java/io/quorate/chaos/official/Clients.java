package io.quorate.chaos.official;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** The clients of one case, made with the same settings, and shut down at its end. */
final class Clients implements AutoCloseable {
    static final long WAIT_SECONDS = 60;

    private static final int POLL_MILLIS = 1000; // new topics are found sooner than in the client's own 30 s

    /** Keys of what a consumer received, in order. */
    static final class Received {
        private final List<String> keys = new CopyOnWriteArrayList<>();

        void add(MessageExt message) {
            keys.add(message.getKeys());
        }

        List<String> keys() {
            return List.copyOf(keys);
        }

        Set<String> distinct() {
            return Set.copyOf(keys);
        }

        /** Waits until it has them all, and says what is too much. */
        void awaitExactly(Collection<String> wanted) throws Exception {
            Until.holds(wanted.size() + " messages, has " + keys.size(), WAIT_SECONDS, () -> keys.containsAll(wanted));
            check(distinct().equals(Set.copyOf(wanted)), "received " + keys + ", wanted " + wanted);
        }
    }

    private final String namesrv;
    private final String name;
    private final Deque<Runnable> shutdowns = new ArrayDeque<>();
    private final Set<String> instances = ConcurrentHashMap.newKeySet();

    Clients(String namesrv, String name) {
        this.namesrv = namesrv;
        this.name = name;
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    String topic() {
        return name;
    }

    String consumerGroup() {
        return name + "-group";
    }

    <C extends ClientConfig> C configured(C client, String instance) {
        check(instances.add(instance), "a second client " + instance);
        client.setNamesrvAddr(namesrv);
        client.setInstanceName(name + "-" + instance);
        client.setPollNameServerInterval(POLL_MILLIS);
        return client;
    }

    void atEnd(Runnable shutdown) {
        shutdowns.push(shutdown);
    }

    DefaultMQProducer producer() throws Exception {
        DefaultMQProducer producer = configured(new DefaultMQProducer(name + "-producer"), "producer");
        producer.start();
        atEnd(producer::shutdown);
        return producer;
    }

    DefaultMQPushConsumer consumer(String instance) {
        return consumer(consumerGroup(), instance);
    }

    /** Not started. */
    DefaultMQPushConsumer consumer(String consumerGroup, String instance) {
        DefaultMQPushConsumer consumer = configured(new DefaultMQPushConsumer(consumerGroup), instance);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        return consumer;
    }

    Received start(DefaultMQPushConsumer consumer) throws Exception {
        Received received = new Received();
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(received::add);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        atEnd(consumer::shutdown);
        return received;
    }

    static Message message(String topic, String tag, String key) {
        return new Message(topic, tag, key, ("body of " + key).getBytes(StandardCharsets.UTF_8));
    }

    /** Sends messages named prefix-0, prefix-1, ... and gives their keys. */
    List<String> send(DefaultMQProducer producer, String prefix, int count) throws Exception {
        List<String> keys = new CopyOnWriteArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = message(topic(), Sample.TAGS[i % Sample.TAGS.length], prefix + "-" + i);
            message.putUserProperty("number", Integer.toString(i));
            message.putUserProperty("color", i % 2 == 0 ? "blue" : "red");
            producer.send(message);
            keys.add(prefix + "-" + i);
        }
        return keys;
    }

    @Override
    public void close() {
        shutdowns.forEach(Runnable::run);
    }
}
