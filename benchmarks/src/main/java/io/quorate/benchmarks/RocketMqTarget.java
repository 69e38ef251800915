package io.quorate.benchmarks;

import java.util.List;
import java.util.function.Consumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;

/** The official client, with its defaults. */
final class RocketMqTarget implements Target {
    // Bodies above it the client would compress: what is compared is the broker, not zlib.
    private static final int NEVER_COMPRESS = Integer.MAX_VALUE;
    private static final int ASYNC_TIMEOUT_MILLIS = 10_000;

    private final DefaultMQProducer producer;
    private final String topic;

    RocketMqTarget(String namesrv, String topic) throws MQClientException {
        this.topic = topic;
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
        try {
            producer.send(new Message(topic, body), new Answer(done), ASYNC_TIMEOUT_MILLIS);
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
    public void close() {
        producer.shutdown();
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
}
