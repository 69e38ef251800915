package io.quorate.chaos.rocketmq;

import io.quorate.chaos.Pace;
import io.quorate.chaos.record.Recorder;
import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.Operation.Delivery;
import io.quorate.simulation.check.SeenRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * One push consumer in each of some consumer groups, which leaves every now and then, and another one joins.
 *
 * <p>Arguments: file for the history, NameServer, topic, consumer groups joined by commas, this program's name, "ordered" or
 * "concurrent", seconds that a consumer stays, file that says how long each takes for a message. After a line on its input those that are there stay.
 */
public final class ConsumerLoad {
    private static final int COMMIT_MILLIS = 1_000;
    private static final int HEARTBEAT_MILLIS = 1_000;
    private static final int THREADS = 3;
    private static final int WORK_MILLIS_MAX = 4;

    private final Clients clients;
    private final String topic;
    private final String name;
    private final boolean ordered;
    private final double staySeconds;
    private final Pace pace;
    private final Recorder recorder;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private ConsumerLoad(Clients clients, String[] arguments, Recorder recorder) {
        this.clients = clients;
        this.topic = arguments[2];
        this.name = arguments[4];
        this.ordered = arguments[5].equals("ordered");
        this.staySeconds = Double.parseDouble(arguments[6]);
        this.pace = new Pace(Path.of(arguments[7]));
        this.recorder = recorder;
    }

    public static void main(String[] arguments) {
        Clients.endAfter(
                arguments,
                (clients, recorder) ->
                        new ConsumerLoad(clients, arguments, recorder).run(List.of(arguments[3].split(",", -1))));
    }

    private void run(List<String> consumerGroups) throws Exception {
        List<DefaultMQPushConsumer> last = new ArrayList<>();
        for (String consumerGroup : consumerGroups) {
            new Thread(() -> comeAndGo(consumerGroup, last), consumerGroup).start();
        }
        Clients.awaitStop();
        stopped.countDown();
        Clients.awaitInputEnd();
        // Who cannot even start is not waited for: this process ends.
        synchronized (last) {
            last.forEach(DefaultMQPushConsumer::shutdown);
        }
    }

    /**
     * What one consumer has in hand. A consumer in order that is shut down gives its queues to others while its listener is still at
     * work, and even takes the next message; so it begins nothing more, and ends what it has begun, before it is shut down.
     */
    private static final class Hands {
        private int messages;
        private boolean closed;

        /** Whether a message may be taken. */
        synchronized boolean take() {
            messages += closed ? 0 : 1;
            return !closed;
        }

        synchronized void done() {
            messages--;
            notifyAll();
        }

        synchronized void close() throws InterruptedException {
            closed = true;
            while (messages > 0) {
                wait();
            }
        }
    }

    private void comeAndGo(String consumerGroup, List<DefaultMQPushConsumer> last) {
        Random random = new Random();
        for (int number = 0; true; number++) {
            DefaultMQPushConsumer consumer = null;
            Hands hands = new Hands();
            try {
                consumer = consumer(consumerGroup, name + "-" + number, hands);
                consumer.start();
                if (stopped.await((long) (staySeconds * 1000 * (0.5 + random.nextDouble())), TimeUnit.MILLISECONDS)) {
                    synchronized (last) {
                        last.add(consumer);
                    }
                    return;
                }
                if (ordered) {
                    hands.close();
                }
                consumer.shutdown();
            } catch (MQClientException | IllegalStateException e) {
                // While the group is in trouble a consumer may not even start.
                System.out.println(consumerGroup + ": " + e.getMessage());
                if (consumer != null) {
                    consumer.shutdown();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private DefaultMQPushConsumer consumer(String consumerGroup, String instance, Hands hands)
            throws MQClientException {
        DefaultMQPushConsumer consumer =
                clients.named(new DefaultMQPushConsumer(consumerGroup), consumerGroup + "-" + instance);
        consumer.setHeartbeatBrokerInterval(HEARTBEAT_MILLIS);
        consumer.setPersistConsumerOffsetInterval(COMMIT_MILLIS);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeThreadMin(THREADS);
        consumer.setConsumeThreadMax(THREADS);
        consumer.subscribe(topic, "*");
        if (ordered) {
            consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
                if (!hands.take()) {
                    return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
                }
                try {
                    messages.forEach(message -> work(consumerGroup, instance, message));
                } finally {
                    hands.done();
                }
                return ConsumeOrderlyStatus.SUCCESS;
            });
        } else {
            consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                messages.forEach(message -> work(consumerGroup, instance, message));
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
        }
        return consumer;
    }

    private void work(String consumerGroup, String consumer, MessageExt message) {
        SeenRecord seen = MessageBody.seen(message.getQueueOffset(), message.getBody());
        String queue = Clients.nameOf(message.getTopic(), message.getQueueId());
        Delivery open = recorder.invoked(
                recorder.newProcess(), call -> new Delivery(call, consumerGroup, consumer, queue, seen));
        try {
            TimeUnit.MILLISECONDS.sleep(new Random().nextInt(WORK_MILLIS_MAX));
            pace.work();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the consumer is shut down
        }
        recorder.ended(nanos -> open.with(open.call().ok(nanos)));
    }
}
