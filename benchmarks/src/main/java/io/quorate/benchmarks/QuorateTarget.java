package io.quorate.benchmarks;

import io.quorate.client.ClientConfig;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.ProducerConfig;
import io.quorate.client.QuorateClient;
import java.util.List;
import java.util.function.Consumer;

/** Our SDK. */
final class QuorateTarget implements Target {
    private static final long IN_FLIGHT_BYTES_MAX = 1L << 30;

    private final QuorateClient client;
    private final Producer producer;
    private final String topic;

    private QuorateTarget(QuorateClient client, Producer producer, String topic) {
        this.client = client;
        this.producer = producer;
        this.topic = topic;
    }

    /** @param inFlightMax sends that must fit under way at once: the load's own window is the bound */
    static QuorateTarget open(String namesrv, String topic, int inFlightMax) throws Exception {
        QuorateClient client = QuorateClient.open(ClientConfig.of(namesrv));
        ProducerConfig config = ProducerConfig.of("quorate-load").withInFlightMax(inFlightMax, IN_FLIGHT_BYTES_MAX);
        return new QuorateTarget(client, client.newProducer(config), topic);
    }

    @Override
    public void send(byte[] body) throws Exception {
        producer.send(Message.of(topic, body));
    }

    @Override
    public void sendAsync(byte[] body, Consumer<Throwable> done) {
        var unused =
                producer.sendAsync(Message.of(topic, body)).whenComplete((receipt, failure) -> done.accept(failure));
    }

    @Override
    public void sendBatch(List<byte[]> bodies) throws Exception {
        producer.send(bodies.stream().map(body -> Message.of(topic, body)).toList());
    }

    @Override
    public void close() {
        producer.close();
        client.close();
    }
}
