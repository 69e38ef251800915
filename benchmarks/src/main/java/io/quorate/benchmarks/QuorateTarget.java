package io.quorate.benchmarks;

import io.quorate.client.ClientConfig;
import io.quorate.client.ConsumerConfig;
import io.quorate.client.Message;
import io.quorate.client.Outcome;
import io.quorate.client.Producer;
import io.quorate.client.ProducerConfig;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import java.util.List;
import java.util.function.Consumer;

/** Our SDK. */
final class QuorateTarget implements Target {
    // The load's own window is the bound.
    private static final int IN_FLIGHT_MAX = 8192;
    private static final long IN_FLIGHT_BYTES_MAX = 1L << 30;

    private final QuorateClient client;
    private final Producer producer;
    private final String topic;
    private final String publishedTopic;
    private PushConsumer listening; // null until somebody listens

    private QuorateTarget(QuorateClient client, Producer producer, String topic) {
        this.client = client;
        this.producer = producer;
        this.topic = topic;
        this.publishedTopic = topic + "PublishedBySdk"; // its consumers share nothing with the official client's
    }

    static QuorateTarget open(String namesrv, String topic) throws Exception {
        QuorateClient client = QuorateClient.open(ClientConfig.of(namesrv));
        ProducerConfig config = ProducerConfig.of("quorate-load").withInFlightMax(IN_FLIGHT_MAX, IN_FLIGHT_BYTES_MAX);
        return new QuorateTarget(client, client.newProducer(config), topic);
    }

    @Override
    public void send(byte[] body) throws Exception {
        producer.send(Message.of(topic, body));
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
        var unused = producer.sendAsync(Message.of(to, body)).whenComplete((receipt, failure) -> done.accept(failure));
    }

    @Override
    public void sendBatch(List<byte[]> bodies) throws Exception {
        producer.send(bodies.stream().map(body -> Message.of(topic, body)).toList());
    }

    @Override
    public List<QueueReader> queues() {
        throw new UnsupportedOperationException("our SDK has no consumer that reads one queue at the caller's pace");
    }

    @Override
    public void listen(Consumer<byte[]> listener) throws Exception {
        producer.send(Message.of(publishedTopic, new byte[Long.BYTES])); // makes the topic
        listening = client.newPushConsumer(ConsumerConfig.of("sdk-load-push", publishedTopic, "*"), messages -> {
            messages.forEach(message -> listener.accept(message.body()));
            return Outcome.SUCCESS;
        });
    }

    @Override
    public void close() {
        if (listening != null) {
            listening.close();
        }
        producer.close();
        client.close();
    }
}
