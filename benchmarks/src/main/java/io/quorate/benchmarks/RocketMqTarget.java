package io.quorate.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/** The official client, with its defaults. */
// The pull consumer is on its way out, but the only one that reads a queue at the caller's own pace.
@SuppressWarnings("deprecation")
final class RocketMqTarget implements Target {
    // Bodies above it the client would compress: what is compared is the broker, not zlib.
    private static final int NEVER_COMPRESS = Integer.MAX_VALUE;
    private static final int ASYNC_TIMEOUT_MILLIS = 10_000;
    private static final int PULL_COUNT_MAX = 32; // as much as RocketMQ gives at once

    private final DefaultMQProducer producer;
    private final String namesrv;
    private final String topic;
    private final String publishedTopic;
    private DefaultMQPullConsumer puller; // null until there is something to read
    private DefaultMQPushConsumer listening; // null until somebody listens

    RocketMqTarget(String namesrv, String topic) throws MQClientException {
        this.namesrv = namesrv;
        this.topic = topic;
        this.publishedTopic = topic + "Published";
        producer = new DefaultMQProducer("quorate-load");
        producer.setNamesrvAddr(namesrv);
        producer.setCompressMsgBodyOverHowmuch(NEVER_COMPRESS);
        producer.start();
    }

    @Override
    public void send(byte[] body) throws Exception {
        check(producer.send(new Message(topic, body)));
    }

    @Override
    public void sendAsync(byte[] body, Consumer<Throwable> done) {
        sendAsync(topic, body, done);
    }

    @Override
    public void publish(byte[] body, Consumer<Throwable> done) {
        sendAsync(publishedTopic, body, done);
    }

    private void sendAsync(String to, byte[] body, Consumer<Throwable> done) {
        try {
            producer.send(new Message(to, body), new Answer(done), ASYNC_TIMEOUT_MILLIS);
        } catch (Exception e) {
            done.accept(e);
        }
    }

    @Override
    public void sendBatch(List<byte[]> bodies) throws Exception {
        check(producer.send(
                bodies.stream().map(body -> new Message(topic, body)).toList()));
    }

    private static void check(SendResult result) {
        if (result.getSendStatus() != SendStatus.SEND_OK) {
            throw new IllegalStateException("answered " + result.getSendStatus());
        }
    }

    @Override
    public List<QueueReader> queues() throws Exception {
        if (puller == null) {
            puller = new DefaultMQPullConsumer("quorate-load-pull");
            puller.setNamesrvAddr(namesrv);
            puller.start();
        }
        List<QueueReader> readers = new ArrayList<>();
        for (MessageQueue queue : puller.fetchSubscribeMessageQueues(topic)) {
            readers.add(new PulledQueue(puller, queue));
        }
        return readers;
    }

    @Override
    public void listen(Consumer<byte[]> listener) throws Exception {
        producer.send(new Message(publishedTopic, new byte[Long.BYTES])); // makes the topic
        listening = new DefaultMQPushConsumer("quorate-load-push");
        listening.setNamesrvAddr(namesrv);
        listening.subscribe(publishedTopic, "*");
        listening.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> listener.accept(message.getBody()));
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        listening.start();
    }

    @Override
    public void close() {
        producer.shutdown();
        if (puller != null) {
            puller.shutdown();
        }
        if (listening != null) {
            listening.shutdown();
        }
    }

    private record Answer(Consumer<Throwable> done) implements SendCallback {
        @Override
        public void onSuccess(SendResult result) {
            done.accept(
                    result.getSendStatus() == SendStatus.SEND_OK
                            ? null
                            : new IllegalStateException("answered " + result.getSendStatus()));
        }

        @Override
        public void onException(Throwable e) {
            done.accept(e);
        }
    }

    private static final class PulledQueue implements QueueReader {
        private final DefaultMQPullConsumer puller;
        private final MessageQueue queue;
        private long offset;

        PulledQueue(DefaultMQPullConsumer puller, MessageQueue queue) {
            this.puller = puller;
            this.queue = queue;
        }

        @Override
        public int next() throws Exception {
            PullResult result = puller.pull(queue, "*", offset, PULL_COUNT_MAX);
            if (result.getPullStatus() == PullStatus.FOUND) {
                offset = result.getNextBeginOffset();
                return result.getMsgFoundList().size();
            }
            offset = result.getMinOffset();
            return 0;
        }
    }
}
