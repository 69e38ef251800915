package io.quorate.chaos.official;

import static io.quorate.chaos.official.Clients.check;

import io.quorate.chaos.official.Clients.Received;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageQueue;

/** Consumers that give up a topic, or leave their group. */
final class LeavingCases {
    private static final int COUNT = 24;
    private static final int HEARTBEAT_MILLIS = 1000;

    /** Of being told by the broker; clients would look by themselves after much longer, see {@link Applications}. */
    private static final long PROMPT_SECONDS = 15;

    private LeavingCases() {}

    /** Who shuts down says so, and the others have its queues at once. */
    static void leave(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        new BrokerCalls(producer).putTopic(clients.topic(), BrokerCalls.READ | BrokerCalls.WRITE);
        DefaultMQPushConsumer one = consumer(clients, "one", clients.topic());
        DefaultMQPushConsumer two = consumer(clients, "two", clients.topic());
        clients.start(one);
        Received stays = clients.start(two);
        awaitShares(clients.topic(), one, two);
        one.shutdown();
        awaitShares(clients.topic(), two);
        List<String> keys = clients.send(producer, "after", COUNT);
        Until.holds(
                "what was sent after", Clients.WAIT_SECONDS, () -> stays.keys().containsAll(keys));
    }

    /**
     * A consumer unsubscribes from one of two topics while it runs. It gets nothing more of it and keeps the other. Its share
     * of the queues is nobody's as long as it is a member, since members share out by all ids of their group, whatever each has
     * subscribed to; so it is with RocketMQ. When it leaves, the other has them all.
     */
    static void unsubscribe(Clients clients) throws Exception {
        String other = clients.topic() + "-other";
        DefaultMQProducer producer = clients.producer();
        BrokerCalls broker = new BrokerCalls(producer);
        broker.putTopic(clients.topic(), BrokerCalls.READ | BrokerCalls.WRITE);
        broker.putTopic(other, BrokerCalls.READ | BrokerCalls.WRITE);
        DefaultMQPushConsumer one = consumer(clients, "one", clients.topic(), other);
        DefaultMQPushConsumer two = consumer(clients, "two", clients.topic(), other);
        Received givesUp = clients.start(one);
        Received stays = clients.start(two);
        awaitShares(clients.topic(), one, two);
        awaitShares(other, one, two);

        one.unsubscribe(clients.topic());
        Until.holds(
                "no queues of what it gave up",
                PROMPT_SECONDS,
                () -> queues(one, clients.topic()).isEmpty());
        List<String> given = clients.send(producer, "given-up", COUNT);
        List<String> kept = sendTo(producer, other);
        Until.holds("what both are subscribed to", Clients.WAIT_SECONDS, () -> {
            Set<String> all = new HashSet<>(givesUp.keys());
            all.addAll(stays.keys());
            return all.containsAll(kept);
        });
        check(givesUp.keys().stream().anyMatch(kept::contains), "kept nothing");
        check(givesUp.keys().stream().noneMatch(given::contains), "got what it gave up: " + givesUp.keys());

        one.shutdown();
        awaitShares(clients.topic(), two);
        Until.holds(
                "what the other gave up",
                Clients.WAIT_SECONDS,
                () -> stays.keys().containsAll(given));
    }

    private static DefaultMQPushConsumer consumer(Clients clients, String instance, String... topics) throws Exception {
        DefaultMQPushConsumer consumer = clients.consumer(instance);
        consumer.setHeartbeatBrokerInterval(HEARTBEAT_MILLIS); // tells what it is subscribed to
        for (String topic : topics) {
            consumer.subscribe(topic, "*");
        }
        return consumer;
    }

    private static List<String> sendTo(DefaultMQProducer producer, String topic) throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            keys.add("kept-" + i);
            producer.send(Clients.message(topic, "T", "kept-" + i));
        }
        return keys;
    }

    private static void awaitShares(String topic, DefaultMQPushConsumer... consumers) throws Exception {
        Until.holds("a share of " + topic + " for each of " + consumers.length, PROMPT_SECONDS, () -> {
            List<MessageQueue> taken = new ArrayList<>();
            boolean each = true;
            for (DefaultMQPushConsumer consumer : consumers) {
                List<MessageQueue> share = queues(consumer, topic);
                each &= !share.isEmpty();
                taken.addAll(share);
            }
            return each && taken.size() == BrokerCalls.QUEUE_COUNT && new HashSet<>(taken).size() == taken.size();
        });
    }

    @SuppressWarnings("deprecation") // the one way, in all releases, to see which queues a consumer has
    private static List<MessageQueue> queues(DefaultMQPushConsumer consumer, String topic) {
        return consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream()
                .filter(queue -> queue.getTopic().equals(topic))
                .toList();
    }
}
