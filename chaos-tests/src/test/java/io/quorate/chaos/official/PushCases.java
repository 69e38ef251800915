package io.quorate.chaos.official;

import static io.quorate.chaos.official.Clients.check;

import io.quorate.chaos.official.Clients.Received;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/** What push consumers do. */
final class PushCases {
    private static final int COUNT = 24;
    private static final int MESSAGE_ILLEGAL = 13;
    private static final int SUBSCRIPTION_PARSE_FAILED = 23;

    private PushCases() {}

    static void broadcasting(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        List<String> keys = clients.send(producer, "early", COUNT);
        List<Received> all = new ArrayList<>();
        for (String instance : List.of("one", "two")) {
            DefaultMQPushConsumer consumer = clients.consumer(instance);
            broadcast(consumer);
            consumer.subscribe(clients.topic(), "*");
            all.add(clients.start(consumer));
        }
        keys.addAll(clients.send(producer, "late", COUNT));
        for (Received received : all) {
            received.awaitExactly(keys);
        }
    }

    /** The releases have the enum in different packages. */
    private static void broadcast(DefaultMQPushConsumer consumer) throws ReflectiveOperationException {
        for (Method method : DefaultMQPushConsumer.class.getMethods()) {
            if (method.getName().equals("setMessageModel")) {
                for (Object model : method.getParameterTypes()[0].getEnumConstants()) {
                    if (model.toString().equals("BROADCASTING")) {
                        method.invoke(consumer, model);
                        return;
                    }
                }
            }
        }
        throw new NoSuchMethodException("setMessageModel");
    }

    static void tags(Clients clients) throws Exception {
        List<String> keys = clients.send(clients.producer(), "m", COUNT);
        DefaultMQPushConsumer some = clients.consumer("some");
        some.subscribe(clients.topic(), "TagA || TagC");
        Received selected = clients.start(some);
        DefaultMQPushConsumer every = clients.consumer(clients.consumerGroup() + "-all", "all");
        every.subscribe(clients.topic(), "*");
        clients.start(every).awaitExactly(keys);
        selected.awaitExactly(keys.stream()
                .filter(key -> Integer.parseInt(key.substring(2)) % 3 != 1)
                .toList());
    }

    static void sql(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        clients.send(producer, "m", COUNT);
        DefaultMQPushConsumer consumer = clients.consumer("one");
        consumer.subscribe(
                clients.topic(),
                MessageSelector.bySql("number BETWEEN 4 AND 19 AND color = 'blue' AND missing IS NULL"));
        Received received = clients.start(consumer);
        List<String> wanted = new ArrayList<>(IntStream.range(4, 20)
                .filter(i -> i % 2 == 0)
                .mapToObj(i -> "m-" + i)
                .toList());
        received.awaitExactly(wanted);
        // These find the consumer waiting for messages.
        clients.send(producer, "n", COUNT);
        wanted.addAll(wanted.stream().map(key -> key.replace('m', 'n')).toList());
        received.awaitExactly(wanted);
    }

    static void badSql(Clients clients) throws Exception {
        clients.send(clients.producer(), "m", 1);
        DefaultMQPushConsumer consumer = clients.consumer("one");
        consumer.subscribe(clients.topic(), MessageSelector.bySql("number > > 5"));
        try {
            clients.start(consumer);
            throw new AssertionError("started");
        } catch (MQClientException refused) {
            check(refused.getResponseCode() == SUBSCRIPTION_PARSE_FAILED, refused.toString());
            check(refused.toString().contains("does not compile"), refused.toString());
        }
    }

    /** All that was ever sent is still there: then a new group gets it, wherever it says that it starts. */
    static void startPositions(Clients clients) throws Exception {
        List<String> keys = clients.send(clients.producer(), "m", COUNT);
        for (ConsumeFromWhere where : List.of(
                ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET,
                ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET,
                ConsumeFromWhere.CONSUME_FROM_TIMESTAMP)) {
            DefaultMQPushConsumer consumer = clients.consumer(clients.consumerGroup() + where.name(), where.name());
            consumer.setConsumeFromWhere(where);
            consumer.setConsumeTimestamp(UtilAll.timeMillisToHumanString3(System.currentTimeMillis() - 1_800_000));
            consumer.subscribe(clients.topic(), "*");
            clients.start(consumer).awaitExactly(keys);
        }
    }

    static void suspendAndResume(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        List<String> keys = clients.send(producer, "early", COUNT);
        DefaultMQPushConsumer consumer = clients.consumer("one");
        consumer.subscribe(clients.topic(), "*");
        Received received = clients.start(consumer);
        received.awaitExactly(keys);
        consumer.suspend();
        int before = received.keys().size();
        List<String> late = clients.send(producer, "late", COUNT);
        DefaultMQPushConsumer other = clients.consumer(clients.consumerGroup() + "-other", "other");
        other.subscribe(clients.topic(), "*");
        Received seen = clients.start(other);
        List<String> all = new ArrayList<>(keys);
        all.addAll(late);
        seen.awaitExactly(all);
        // What was asked for before the suspension is still given: one answer for each queue at most.
        check(received.keys().size() - before < COUNT, "went on while suspended: " + received.keys());
        consumer.resume();
        received.awaitExactly(all);
    }

    /** Members come and go: queues are divided anew each time, promptly, and nothing is left out. */
    static void rebalance(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        List<String> keys = new ArrayList<>(clients.send(producer, "a", COUNT));
        DefaultMQPushConsumer one = clients.consumer("one");
        DefaultMQPushConsumer two = clients.consumer("two");
        one.subscribe(clients.topic(), "*");
        two.subscribe(clients.topic(), "*");
        Received first = clients.start(one);
        awaitShares(clients, producer, one);
        Received second = clients.start(two);
        awaitShares(clients, producer, one, two);
        keys.addAll(clients.send(producer, "b", COUNT));
        Until.holds(
                "all messages", Clients.WAIT_SECONDS, () -> union(first, second).containsAll(keys));
        check(!second.keys().isEmpty(), "the second got nothing");
        one.shutdown();
        awaitShares(clients, producer, two);
        keys.addAll(clients.send(producer, "c", COUNT));
        Until.holds(
                "all messages", Clients.WAIT_SECONDS, () -> union(first, second).containsAll(keys));
    }

    private static Set<String> union(Received first, Received second) {
        Set<String> all = new HashSet<>(first.keys());
        all.addAll(second.keys());
        return all;
    }

    private static void awaitShares(Clients clients, DefaultMQProducer producer, DefaultMQPushConsumer... consumers)
            throws Exception {
        Set<MessageQueue> all = new HashSet<>(producer.fetchPublishMessageQueues(clients.topic()));
        Until.holds("a share for each of " + consumers.length, Clients.WAIT_SECONDS, () -> {
            List<MessageQueue> taken = new ArrayList<>();
            boolean each = true;
            for (DefaultMQPushConsumer consumer : consumers) {
                List<MessageQueue> share = queues(consumer, clients.topic());
                each &= !share.isEmpty();
                taken.addAll(share);
            }
            return each && taken.size() == all.size() && new HashSet<>(taken).equals(all);
        });
    }

    @SuppressWarnings("deprecation") // the one way, in all releases, to see which queues a consumer has
    private static List<MessageQueue> queues(DefaultMQPushConsumer consumer, String topic) {
        return consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream()
                .filter(queue -> queue.getTopic().equals(topic))
                .toList();
    }

    static void flowControl(Clients clients) throws Exception {
        List<String> keys = clients.send(clients.producer(), "m", 10 * COUNT);
        DefaultMQPushConsumer consumer = clients.consumer("one");
        consumer.setPullThresholdForQueue(5);
        consumer.setPullBatchSize(5);
        consumer.setConsumeThreadMin(1);
        consumer.setConsumeThreadMax(1);
        consumer.subscribe(clients.topic(), "*");
        Received received = new Received();
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(received::add);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        clients.atEnd(consumer::shutdown);
        received.awaitExactly(keys);
    }

    static void vipPort(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.configured(new DefaultMQProducer("vip-producer"), "producer");
        producer.setVipChannelEnabled(true);
        producer.start();
        clients.atEnd(producer::shutdown);
        List<String> keys = clients.send(producer, "m", COUNT);
        DefaultMQPushConsumer consumer = clients.consumer("one");
        consumer.setVipChannelEnabled(true);
        consumer.subscribe(clients.topic(), "*");
        clients.start(consumer).awaitExactly(keys);
    }

    /** A namespace is part of the names of topics and groups on the wire, and of none that the application sees. */
    @SuppressWarnings("deprecation") // what applications of 4.9 call
    static void namespace(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.configured(new DefaultMQProducer("ns-producer"), "producer");
        producer.setNamespace("tenant");
        producer.start();
        clients.atEnd(producer::shutdown);
        List<String> keys = clients.send(producer, "m", COUNT);
        DefaultMQPushConsumer consumer = clients.consumer("one");
        consumer.setNamespace("tenant");
        consumer.subscribe(clients.topic(), "*");
        List<String> topics = new CopyOnWriteArrayList<>();
        Received received = new Received();
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> {
                topics.add(message.getTopic());
                received.add(message);
            });
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        clients.atEnd(consumer::shutdown);
        received.awaitExactly(keys);
        check(Set.copyOf(topics).equals(Set.of(clients.topic())), "topics: " + topics);
    }

    static void tooLarge(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        producer.setMaxMessageSize(8 << 20);
        producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
        producer.send(new Message(clients.topic(), new byte[4 << 20]));
        try {
            producer.send(new Message(clients.topic(), new byte[(4 << 20) + 1]));
            throw new AssertionError("stored");
        } catch (MQBrokerException refused) {
            check(refused.getResponseCode() == MESSAGE_ILLEGAL, refused.toString());
        }
    }
}
