package io.quorate.chaos.official;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Requests and replies over messages: one producer asks, a consumer with another producer answers.
 *
 * <p>Arguments: NameServer, topic, how many questions, file for the facts. Asks until so many are answered; then once more for
 * each byte of its standard input, until that ends. (The clients' asynchronous form calls back with nothing as soon as the question
 * is sent: there is nothing to see.) Facts: {@code ASKED question answer}, {@code UNANSWERED question why}, {@code REPLIED question}.
 */
@SuppressWarnings("deprecation") // setters that all tested releases have
public final class Conversation {
    private static final int POLL_MILLIS = 500;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int ATTEMPTS_MAX = 60;

    private final String topic;
    private final DefaultMQProducer asker = new DefaultMQProducer("askers");
    private final DefaultMQProducer replier = new DefaultMQProducer("repliers");
    private final Facts facts;

    private Conversation(String topic, Facts facts) {
        this.topic = topic;
        this.facts = facts;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[3]))) {
                new Conversation(args[1], facts).run(args[0], Integer.parseInt(args[2]));
                facts.add(Facts.DONE);
            }
        });
    }

    private void run(String nameServer, int count) throws Exception {
        for (DefaultMQProducer producer : new DefaultMQProducer[] {asker, replier}) {
            producer.setNamesrvAddr(nameServer);
            producer.setInstanceName(producer.getProducerGroup()); // each a client of its own
            producer.setPollNameServerInterval(POLL_MILLIS);
            producer.setHeartbeatBrokerInterval(POLL_MILLIS);
            producer.start();
        }
        DefaultMQPushConsumer consumer = consumer(nameServer);
        for (int i = 0; i < count; i++) {
            askUntilAnswered("sync-" + i);
        }
        byte[] line = new byte[1];
        for (int i = 0; System.in.read(line) >= 0; i++) {
            askUntilAnswered("later-" + i);
        }
        consumer.shutdown();
        asker.shutdown();
        replier.shutdown();
    }

    private DefaultMQPushConsumer consumer(String nameServer) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("answering");
        consumer.setNamesrvAddr(nameServer);
        consumer.setPollNameServerInterval(POLL_MILLIS);
        consumer.setHeartbeatBrokerInterval(POLL_MILLIS);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(this::reply);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    private void reply(MessageExt question) {
        String text = new String(question.getBody(), StandardCharsets.UTF_8);
        try {
            byte[] body = ("answer to " + text).getBytes(StandardCharsets.UTF_8);
            replier.send(MessageUtil.createReplyMessage(question, body), TIMEOUT_MILLIS);
            facts.add("REPLIED", text);
        } catch (Exception e) {
            facts.add("NOT_REPLIED", text, e); // whoever asked has stopped waiting, or is connected elsewhere
        }
    }

    private Message message(String question) {
        return new Message(topic, "tag", question.getBytes(StandardCharsets.UTF_8));
    }

    private void askUntilAnswered(String question) throws Exception {
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            try {
                Message answer = asker.request(message(question), TIMEOUT_MILLIS);
                facts.add("ASKED", question, new String(answer.getBody(), StandardCharsets.UTF_8), attempt);
                return;
            } catch (Exception e) {
                facts.add("UNANSWERED", question, e);
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        throw new IllegalStateException("no answer to " + question);
    }
}
