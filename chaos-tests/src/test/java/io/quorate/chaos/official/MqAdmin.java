package io.quorate.chaos.official;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.apache.rocketmq.tools.command.MQAdminStartup;

/**
 * Runs commands of mqadmin one after the other, each as if typed into a shell, while a producer and a consumer are connected.
 *
 * <p>Arguments: NameServer, topic, file with a command in each line, file for the facts. In commands {@code OFFSET_ID} and
 * {@code UNIQUE_KEY} stand for those of one of the messages sent first. Facts: {@code RUN number command}, then an {@code OUT
 * number line} for each line it printed, which may be on either stream.
 */
public final class MqAdmin {
    static final int COUNT = 20;
    private static final int COMMIT_MILLIS = 200;

    private static final int BODY_BYTES = 100;
    private static final int NAMED = 7;
    private static final long CONSUME_SECONDS_MAX = 60;

    private MqAdmin() {}

    public static void main(String[] args) {
        Ending.endAfter(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("mqadmin-producers");
        producer.setNamesrvAddr(args[0]);
        producer.start();
        SendResult named = null;
        for (int i = 0; i < COUNT; i++) {
            SendResult sent = producer.send(Sample.message(args[1], "key-" + i, BODY_BYTES));
            named = i == NAMED ? sent : named;
        }
        CountDownLatch consumed = new CountDownLatch(COUNT);
        DefaultMQPushConsumer consumer = consumer(args[0], args[1], consumed);
        try (Facts facts = new Facts(Path.of(args[3]))) {
            facts.add("CONSUMED", consumed.await(CONSUME_SECONDS_MAX, TimeUnit.SECONDS));
            awaitCommitted(args[0], consumer.getConsumerGroup());
            int number = 0;
            for (String template : Files.readAllLines(Path.of(args[2]))) {
                String line =
                        template.replace("OFFSET_ID", named.getOffsetMsgId()).replace("UNIQUE_KEY", named.getMsgId());
                List<String> command = new ArrayList<>(List.of(line.split(" ")));
                command.addAll(List.of("-n", args[0]));
                facts.add("RUN", number, template);
                for (String printed : outputOf(command)) {
                    facts.add("OUT", number, printed);
                }
                number++;
            }
            facts.add(Facts.DONE);
        }
        consumer.shutdown();
        producer.shutdown();
    }

    /** The client commits now and then, one way, what it has taken note of by then. */
    private static void awaitCommitted(String namesrv, String consumerGroup) throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt();
        admin.setNamesrvAddr(namesrv);
        admin.start();
        try {
            Until.holds(
                    "offsets to be committed",
                    CONSUME_SECONDS_MAX,
                    () -> admin.examineConsumeStats(consumerGroup).computeTotalDiff() == 0);
        } finally {
            admin.shutdown();
        }
    }

    private static DefaultMQPushConsumer consumer(String namesrv, String topic, CountDownLatch consumed)
            throws MQClientException {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("mqadmin-consumers");
        consumer.setNamesrvAddr(namesrv);
        consumer.setPersistConsumerOffsetInterval(COMMIT_MILLIS);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> consumed.countDown());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    static List<String> outputOf(List<String> command) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            MQAdminStartup.main0(command.toArray(String[]::new), null);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
