package io.quorate.chaos.official;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * A message sent and consumed with message trace on both sides, its trace found by its id; then what tools ask of a consumer:
 * its running info, and to consume a message directly, through every node.
 *
 * <p>Arguments: NameServer, topic, addresses of all brokers (joined by commas), file for the facts. Facts: {@code SENT msgId},
 * {@code TRACE type msgId}, {@code INFO address queues}, {@code DIRECTLY address result}, {@code OFFLINE code}.
 */
@SuppressWarnings("deprecation") // what applications and mqadmin call
public final class Traced {
    private static final String TRACE_TOPIC = "RMQ_SYS_TRACE_TOPIC";
    private static final int WAIT_SECONDS = 40;
    private static final int TIMEOUT_MILLIS = 15_000;

    private Traced() {}

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[3]))) {
                run(args, facts);
                facts.add(Facts.DONE);
            }
        });
    }

    private static void run(String[] args, Facts facts) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("traced-producers", true, null);
        producer.setNamesrvAddr(args[0]);
        producer.start();
        CountDownLatch consumed = new CountDownLatch(1);
        DefaultMQPushConsumer consumer =
                new DefaultMQPushConsumer("traced", null, new AllocateMessageQueueAveragely(), true, null);
        consumer.setNamesrvAddr(args[0]);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(args[1], "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            consumed.countDown();
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        SendResult sent = producer.send(new Message(args[1], "tag", "key", "body".getBytes(StandardCharsets.UTF_8)));
        facts.add("SENT", sent.getMsgId());
        consumer.start();
        if (!consumed.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the message did not arrive");
        }
        askConsumer(consumer, args[2].split(","), args[1], sent, facts);
        findTrace(producer, sent.getMsgId(), facts);
        consumer.shutdown();
        producer.shutdown();
    }

    private static void findTrace(DefaultMQProducer producer, String messageId, Facts facts) throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        StringBuilder found = new StringBuilder();
        while (!(found.indexOf("Pub\1") >= 0 && found.indexOf("SubAfter\1") >= 0)) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException(
                        "of the trace there is: " + found.toString().replace('\1', ' '));
            }
            TimeUnit.MILLISECONDS.sleep(200);
            found.setLength(0);
            for (MessageExt trace : traces(producer, messageId)) {
                found.append(new String(trace.getBody(), StandardCharsets.UTF_8));
            }
        }
        for (String record : found.toString().split("\2", -1)) {
            if (record.contains(messageId)) {
                facts.add("TRACE", record.substring(0, record.indexOf('\1')), messageId);
            }
        }
    }

    private static List<MessageExt> traces(DefaultMQProducer producer, String messageId) throws InterruptedException {
        try {
            return producer.queryMessage(TRACE_TOPIC, messageId, 64, 0, Long.MAX_VALUE)
                    .getMessageList();
        } catch (MQClientException noneYet) {
            return List.of();
        }
    }

    private static void askConsumer(
            DefaultMQPushConsumer consumer, String[] addresses, String topic, SendResult sent, Facts facts)
            throws Exception {
        MQClientAPIImpl api =
                consumer.getDefaultMQPushConsumerImpl().getmQClientFactory().getMQClientAPIImpl();
        String clientId =
                consumer.getDefaultMQPushConsumerImpl().getmQClientFactory().getClientId();
        for (String address : addresses) {
            var info = api.getConsumerRunningInfo(address, "traced", clientId, true, TIMEOUT_MILLIS);
            facts.add(
                    "INFO",
                    address,
                    info.getMqTable().size(),
                    info.getSubscriptionSet().size(),
                    info.getJstack() != null);
            var result = api.consumeMessageDirectly(
                    address, "traced", clientId, topic, sent.getOffsetMsgId(), TIMEOUT_MILLIS);
            facts.add("DIRECTLY", address, result.getConsumeResult());
            try {
                api.getConsumerRunningInfo(address, "traced", "nobody@1", false, TIMEOUT_MILLIS);
                facts.add("OFFLINE", "answered");
            } catch (MQClientException e) {
                facts.add("OFFLINE", e.getResponseCode());
            }
        }
    }
}
