package io.quorate.chaos.official;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Sends transactional messages and answers checks. What becomes of a transaction is told by the first word of its key: {@code
 * commit} and {@code rollback} are decided at once, {@code later-commit} and {@code later-rollback} by a check, {@code throws} is
 * committed by a check after an exception, {@code never} is not decided by this program. A file {@code <facts>.hold} makes the local
 * transaction wait until it is gone, a file {@code <facts>.stop} ends the sending.
 *
 * <p>Arguments: NameServer, topic, prefix of the keys, kinds to send (joined by commas, "" for none), how many of each, file for
 * the facts. Then it answers checks until its standard input ends. Facts: {@code LOCAL key} when a half message is stored, {@code
 * DECIDED key} before a commit is told, {@code SENT key}, {@code FAILED key why}, {@code CHECKED key}, {@code RECEIVED key
 * transactionId queueId:queueOffset}, {@code ALL_SENT}.
 */
@SuppressWarnings("deprecation") // setters that all tested releases have
public final class Transactional {
    private static final int POLL_MILLIS = 500;

    private final Facts facts;
    private final Path hold;
    private final Map<String, LocalTransactionState> decided = new ConcurrentHashMap<>();

    private Transactional(Facts facts, Path hold) {
        this.facts = facts;
        this.hold = hold;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        Path file = Path.of(args[5]);
        try (Facts facts = new Facts(file)) {
            Transactional program = new Transactional(facts, Path.of(file + ".hold"));
            DefaultMQPushConsumer consumer = program.consumer(args[0], args[1], args[2]);
            TransactionMQProducer producer = program.producer(args[0], "transactional-producers-" + args[1]);
            Path stop = Path.of(file + ".stop");
            for (int i = 0; i < Integer.parseInt(args[4]) && !Files.exists(stop); i++) {
                for (String kind : args[3].split(",", -1)) {
                    program.send(producer, args[1], kind + ":" + args[2] + "-" + i);
                }
            }
            facts.add("ALL_SENT");
            System.in.readAllBytes();
            facts.add(Facts.DONE);
            producer.shutdown();
            consumer.shutdown();
        }
    }

    private DefaultMQPushConsumer consumer(String nameServer, String topic, String prefix) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("transactional-" + prefix);
        consumer.setNamesrvAddr(nameServer);
        consumer.setPollNameServerInterval(POLL_MILLIS);
        consumer.setHeartbeatBrokerInterval(POLL_MILLIS);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(this::received);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    private void received(MessageExt message) {
        facts.add(
                "RECEIVED",
                message.getKeys(),
                message.getTransactionId(),
                message.getQueueId() + ":" + message.getQueueOffset());
    }

    private TransactionMQProducer producer(String nameServer, String group) throws Exception {
        TransactionMQProducer producer = new TransactionMQProducer(group);
        producer.setNamesrvAddr(nameServer);
        producer.setPollNameServerInterval(POLL_MILLIS);
        producer.setHeartbeatBrokerInterval(POLL_MILLIS);
        producer.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
                return execute(message.getKeys());
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                return check(message.getKeys());
            }
        });
        producer.start();
        return producer;
    }

    private LocalTransactionState execute(String key) {
        facts.add("LOCAL", key);
        while (Files.exists(hold)) {
            pause();
        }
        return switch (key.substring(0, key.indexOf(':'))) {
            case "commit" -> decide(key, LocalTransactionState.COMMIT_MESSAGE);
            case "rollback" -> decide(key, LocalTransactionState.ROLLBACK_MESSAGE);
            case "throws" -> throw new IllegalStateException("on purpose");
            default -> LocalTransactionState.UNKNOW;
        };
    }

    private LocalTransactionState check(String key) {
        facts.add("CHECKED", key);
        LocalTransactionState known = decided.get(key);
        if (known != null) {
            return known;
        }
        return switch (key.substring(0, key.indexOf(':'))) {
            case "later-commit", "throws" -> decide(key, LocalTransactionState.COMMIT_MESSAGE);
            case "never" -> LocalTransactionState.UNKNOW;
            default -> decide(key, LocalTransactionState.ROLLBACK_MESSAGE); // its local transaction never ran
        };
    }

    private LocalTransactionState decide(String key, LocalTransactionState state) {
        if (state == LocalTransactionState.COMMIT_MESSAGE) {
            facts.add("DECIDED", key);
        }
        decided.put(key, state);
        return state;
    }

    private void send(TransactionMQProducer producer, String topic, String key) {
        Message message = new Message(topic, "tag", key, Sample.body(key, 200));
        try {
            SendResult result = producer.sendMessageInTransaction(message, null);
            facts.add("SENT", key, result.getSendStatus(), result.getTransactionId());
        } catch (Exception e) {
            facts.add("FAILED", key, e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
