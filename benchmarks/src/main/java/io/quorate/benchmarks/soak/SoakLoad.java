package io.quorate.benchmarks.soak;

import io.quorate.client.Admin;
import io.quorate.client.ClientConfig;
import io.quorate.client.ConsumerConfig;
import io.quorate.client.MessageView;
import io.quorate.client.Outcome;
import io.quorate.client.Producer;
import io.quorate.client.ProducerConfig;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import io.quorate.client.StartFrom;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Producers and consumers with our SDK. Topics are dealt out evenly, so that each has one producer and is read by one
 * consumer, alone in its consumer group; a consumer's topics come from different producers.
 */
final class SoakLoad implements AutoCloseable {
    private static final String TOPIC_PREFIX = "Soak-";
    private static final int TOPIC_THREADS = 16;
    private static final int BATCH_MAX = 32;
    private static final Duration ASSIGNED_MAX = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 100;

    /**
     * @param clients with their connections, threads and heartbeats; producers and consumers share them evenly
     * @param window sends under way for each producer
     * @param unreadMax acknowledged messages that may wait for their consumers; above it producers pause. Keeps the
     *     backlog within what retention keeps
     */
    record Shape(
            int producers,
            int consumers,
            int clients,
            int topics,
            int queues,
            int window,
            int bodyBytes,
            long unreadMax) {}

    private final Shape shape;
    private final Tally tally;
    private final List<QuorateClient> clients;
    private final List<PushConsumer> consumers = new ArrayList<>();
    private final List<Sending> sendings = new ArrayList<>();
    private final ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor();

    SoakLoad(String namesrv, Shape shape, Tally tally) {
        this.shape = shape;
        this.tally = tally;
        ClientConfig config = ClientConfig.of(namesrv).withIoThreads(1);
        clients = IntStream.range(0, shape.clients())
                .mapToObj(i -> QuorateClient.open(config))
                .toList();
    }

    static String topic(int number) {
        return TOPIC_PREFIX + number;
    }

    void createTopics() throws Exception {
        Admin admin = clients.get(0).admin();
        ExecutorService threads = Executors.newFixedThreadPool(TOPIC_THREADS);
        try {
            List<Future<?>> made = new ArrayList<>();
            for (int i = 0; i < shape.topics(); i++) {
                String topic = topic(i);
                made.add(threads.submit(() -> {
                    admin.createTopic(topic, shape.queues());
                    return null;
                }));
            }
            for (Future<?> one : made) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns when every queue has its reader. */
    void startConsumers() throws InterruptedException {
        for (int i = 0; i < shape.consumers(); i++) {
            consumers.add(client(i).newPushConsumer(consumerConfig(i), messages -> {
                messages.forEach(this::heard);
                return Outcome.SUCCESS;
            }));
        }
        long deadlineNanos = System.nanoTime() + ASSIGNED_MAX.toNanos();
        long wanted = (long) shape.topics() * shape.queues();
        while (assignedQueues() < wanted) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new IllegalStateException(
                        "of " + wanted + " queues only " + assignedQueues() + " have a consumer");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private ConsumerConfig consumerConfig(int consumer) {
        String group = "soak-" + consumer;
        ConsumerConfig config = ConsumerConfig.of(group, topic(consumer), "*")
                .withStartFrom(StartFrom.FIRST)
                .withListenerThreads(1)
                .withBatchMax(BATCH_MAX);
        for (int topic = consumer + shape.consumers(); topic < shape.topics(); topic += shape.consumers()) {
            config = config.withSubscription(topic(topic), "*");
        }
        return config;
    }

    private long assignedQueues() {
        return consumers.stream()
                .flatMap(consumer -> consumer.assignedQueues().stream())
                .filter(queue -> queue.topic().startsWith(TOPIC_PREFIX))
                .count();
    }

    private void heard(MessageView message) {
        int topic = Integer.parseInt(message.topic().substring(TOPIC_PREFIX.length()));
        tally.heard(topic, ByteBuffer.wrap(message.body()).getInt());
    }

    void startProducers() {
        for (int i = 0; i < shape.producers(); i++) {
            Producer producer = client(i).newProducer(ProducerConfig.of("soak"));
            int firstTopic = (int) ((long) i * shape.topics() / shape.producers());
            int pastTopic = (int) ((i + 1L) * shape.topics() / shape.producers());
            for (int j = 0; j < shape.window(); j++) {
                Sending sending = new Sending(producer, firstTopic, pastTopic, shape, tally, pauses);
                sendings.add(sending);
                sending.start();
            }
        }
    }

    /** Waits for the sends under way. */
    void stopProducers() {
        sendings.forEach(Sending::stop);
        sendings.forEach(sending -> sending.ended().join());
    }

    /** Waits until all that was acknowledged is heard, as long as that makes progress. */
    void awaitConsumed(Duration standstillMax) throws InterruptedException {
        long missing = tally.traffic().missing();
        long progressNanos = System.nanoTime();
        while (missing > 0 && System.nanoTime() - progressNanos < standstillMax.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            long now = tally.traffic().missing();
            if (now < missing) {
                progressNanos = System.nanoTime();
            }
            missing = now;
        }
    }

    private QuorateClient client(int user) {
        return clients.get(user % clients.size());
    }

    @Override
    public void close() {
        pauses.shutdownNow();
        clients.parallelStream().forEach(QuorateClient::close);
    }
}
