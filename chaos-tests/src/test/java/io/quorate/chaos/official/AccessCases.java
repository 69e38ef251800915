package io.quorate.chaos.official;

import static io.quorate.chaos.official.Clients.check;

import io.quorate.chaos.official.Clients.Received;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/** What may not be sent, or not be read. */
final class AccessCases {
    static final int NO_PERMISSION = 16;
    static final int MESSAGE_ILLEGAL = 13;

    private static final int COUNT = 8;
    private static final int BATCH = 32;
    private static final int PROPERTY_CHARACTERS = 40_000; // more than a record's two bytes of length can say

    private AccessCases() {}

    /** Something that the broker is to refuse. */
    interface Refused {
        void call() throws Exception;
    }

    static void readOnly(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        BrokerCalls broker = new BrokerCalls(producer);
        broker.putTopic(clients.topic(), BrokerCalls.READ | BrokerCalls.WRITE);
        List<String> keys = new ArrayList<>(clients.send(producer, "m", COUNT));
        MessageQueue queue = writable(producer, clients.topic()).get(0);
        Received received = startConsumer(clients);
        received.awaitExactly(keys);

        broker.putTopic(clients.topic(), BrokerCalls.READ);
        refuses(NO_PERMISSION, "updateTopic", () -> producer.send(Clients.message(clients.topic(), "T", "no"), queue));
        Until.holds(
                "no queue to send to",
                Clients.WAIT_SECONDS,
                () -> writable(producer, clients.topic()).isEmpty());
        var puller = puller(clients);
        check(puller.fetchSubscribeMessageQueues(clients.topic()).size() == BrokerCalls.QUEUE_COUNT, "to read from");
        check(pull(puller, queue) == PullStatus.FOUND, "what is there is read");

        broker.putTopic(clients.topic(), BrokerCalls.READ | BrokerCalls.WRITE);
        Until.holds(
                "queues to send to",
                Clients.WAIT_SECONDS,
                () -> writable(producer, clients.topic()).size() == BrokerCalls.QUEUE_COUNT);
        producer.send(Clients.message(clients.topic(), "T", "yes"), queue);
        keys.add("yes");
        received.awaitExactly(keys);
    }

    static void writeOnly(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        BrokerCalls broker = new BrokerCalls(producer);
        broker.putTopic(clients.topic(), BrokerCalls.READ | BrokerCalls.WRITE);
        List<String> keys = new ArrayList<>(clients.send(producer, "early", COUNT));
        MessageQueue queue = writable(producer, clients.topic()).get(0);
        Received received = startConsumer(clients);
        received.awaitExactly(keys);
        var puller = puller(clients);
        check(pull(puller, queue) == PullStatus.FOUND, "it is read");

        broker.putTopic(clients.topic(), BrokerCalls.WRITE);
        refuses(NO_PERMISSION, "updateTopic", () -> pull(puller, queue));
        Until.holds("no queue to read from", Clients.WAIT_SECONDS, () -> !isReadable(puller, clients.topic()));
        check(writable(producer, clients.topic()).size() == BrokerCalls.QUEUE_COUNT, "to send to");
        keys.addAll(clients.send(producer, "late", COUNT));

        broker.putTopic(clients.topic(), BrokerCalls.READ | BrokerCalls.WRITE);
        Until.holds("queues to read from", Clients.WAIT_SECONDS, () -> isReadable(puller, clients.topic()));
        check(pull(puller, queue) == PullStatus.FOUND, "it is read again");
        received.awaitExactly(keys);
    }

    static void tooManyProperties(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        new BrokerCalls(producer).putTopic(clients.topic(), BrokerCalls.READ | BrokerCalls.WRITE);
        Message message = Clients.message(clients.topic(), "T", "long");
        message.putUserProperty("long", "x".repeat(PROPERTY_CHARACTERS));
        refuses(MESSAGE_ILLEGAL, "properties", () -> producer.send(message));
        Received received = startConsumer(clients);
        received.awaitExactly(clients.send(producer, "m", COUNT));
    }

    static void refuses(int code, String remark, Refused call) throws Exception {
        try {
            call.call();
        } catch (MQBrokerException refused) {
            check(refused.getResponseCode() == code, "code " + refused.getResponseCode() + ", wanted " + code);
            check(refused.getErrorMessage().contains(remark), refused.getErrorMessage());
            return;
        } catch (MQClientException tried) {
            // After its tries a producer tells the last one's code, and its text as part of its own.
            check(tried.getResponseCode() == code, "code " + tried.getResponseCode() + ", wanted " + code);
            check(String.valueOf(tried.getCause()).contains(remark), tried + " for " + tried.getCause());
            return;
        }
        throw new AssertionError("was not refused with " + code);
    }

    private static Received startConsumer(Clients clients) throws Exception {
        DefaultMQPushConsumer consumer = clients.consumer("reader");
        consumer.subscribe(clients.topic(), "*");
        return clients.start(consumer);
    }

    @SuppressWarnings("deprecation") // what applications of 4.9 use
    static DefaultMQPullConsumer puller(Clients clients) throws Exception {
        DefaultMQPullConsumer puller =
                clients.configured(new DefaultMQPullConsumer(clients.consumerGroup() + "-pull"), "puller");
        puller.start();
        clients.atEnd(puller::shutdown);
        return puller;
    }

    @SuppressWarnings("deprecation")
    static PullStatus pull(DefaultMQPullConsumer puller, MessageQueue queue) throws Exception {
        return puller.pull(queue, "*", 0, BATCH).getPullStatus();
    }

    /** By the NameServer, asked anew. */
    private static List<MessageQueue> writable(DefaultMQProducer producer, String topic) {
        try {
            return producer.fetchPublishMessageQueues(topic);
        } catch (MQClientException none) {
            return List.of();
        }
    }

    @SuppressWarnings("deprecation")
    private static boolean isReadable(DefaultMQPullConsumer puller, String topic) {
        try {
            return !puller.fetchSubscribeMessageQueues(topic).isEmpty();
        } catch (MQClientException none) {
            return false;
        }
    }
}
