package io.quorate.admin;

import io.quorate.client.ConsumerConfig;
import io.quorate.client.Message;
import io.quorate.client.MessageView;
import io.quorate.client.Outcome;
import io.quorate.client.Producer;
import io.quorate.client.ProducerConfig;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import io.quorate.client.StartFrom;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends messages, consumes them and checks that each came back as it was sent. Each run has a name of its own in its
 * messages' keys, so that it neither sees nor disturbs others.
 */
final class Demo {
    private static final String TOPIC = "QuorateDemo";
    // All messages are offered at once: most wait in line, and a small machine that still warms up takes its time.
    private static final int IN_FLIGHT_MAX = 1024;
    private static final ProducerConfig PRODUCER = ProducerConfig.of("quorate-demo-producer")
            .withSendTimeout(Duration.ofMinutes(2))
            .withInFlightMax(IN_FLIGHT_MAX, 64L << 20)
            .withWaitingMax(Integer.MAX_VALUE);
    private static final Duration CONSUME_TIMEOUT = Duration.ofMinutes(2);
    // Where to begin reading: surely before the first send, should the brokers' clock be behind ours.
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(1);
    private static final long PROGRESS_MILLIS = 500;

    private final QuorateClient client;
    private final int count;
    private final int bodyBytes;
    private final PrintWriter out;
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final Instant startFrom = Instant.now().minus(CLOCK_MARGIN);
    private final AtomicReference<String> problem = new AtomicReference<>();
    private final AtomicInteger acked = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    // Guarded by itself.
    private final BitSet received = new BitSet();

    Demo(QuorateClient client, int count, int bodyBytes, PrintWriter out) {
        this.client = client;
        this.count = count;
        this.bodyBytes = bodyBytes;
        this.out = out;
    }

    /** True if all messages came back equal. */
    boolean run() throws InterruptedException {
        long startNanos = System.nanoTime();
        send();
        if (problem.get() == null) {
            report("sent", startNanos);
            startNanos = System.nanoTime();
            consume();
        }
        if (problem.get() == null) {
            report("consumed and verified", startNanos);
            if (repeated.get() > 0) {
                line("%,d of them came more than once", repeated.get());
            }
            return true;
        }
        line("the demo failed: %s", problem.get());
        return false;
    }

    private void send() throws InterruptedException {
        try (Producer producer = client.newProducer(PRODUCER)) {
            for (int i = 0; i < count; i++) {
                Message message =
                        Message.builder(TOPIC, body(i)).keys(run + "-" + i).build();
                var unused = producer.sendAsync(message).whenComplete((receipt, failure) -> {
                    if (failure == null) {
                        acked.incrementAndGet();
                    } else {
                        problem.compareAndSet(null, failure.getMessage());
                    }
                });
            }
            awaitCount("sent", acked::get, producer.config().sendTimeout().plusSeconds(1));
        }
    }

    private void consume() throws InterruptedException {
        ConsumerConfig config = ConsumerConfig.of("quorate-demo-" + run, TOPIC, "*")
                .withStartFrom(StartFrom.at(startFrom))
                .withBatchMax(32);
        PushConsumer consumer = client.newPushConsumer(config, messages -> {
            messages.forEach(this::check);
            return Outcome.SUCCESS;
        });
        awaitCount("consumed", this::receivedCount, CONSUME_TIMEOUT);
        consumer.close();
    }

    private int receivedCount() {
        synchronized (received) {
            return received.cardinality();
        }
    }

    private void check(MessageView message) {
        String key = String.join(" ", message.keys());
        if (!key.startsWith(run + "-")) {
            return; // of another run
        }
        int number = Integer.parseInt(key.substring(run.length() + 1));
        if (!Arrays.equals(message.body(), body(number))) {
            problem.compareAndSet(null, "message " + key + " came back changed");
        }
        synchronized (received) {
            if (received.get(number)) {
                repeated.incrementAndGet();
            }
            received.set(number);
        }
    }

    /** Follows from the run and the number alone, so nothing has to be kept for the check. */
    private byte[] body(int number) {
        byte[] body = new byte[bodyBytes];
        new Random(run.hashCode() * 31L + number).nextBytes(body);
        return body;
    }

    private interface Count {
        int now();
    }

    private void awaitCount(String verb, Count done, Duration timeout) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        long shownNanos = System.nanoTime();
        while (problem.get() == null && done.now() < count) {
            long nowNanos = System.nanoTime();
            if (nowNanos > deadlineNanos) {
                problem.compareAndSet(
                        null,
                        "after " + timeout.toSeconds() + " s only " + done.now() + " of " + count + " are " + verb);
            }
            if (nowNanos - shownNanos > TimeUnit.MILLISECONDS.toNanos(PROGRESS_MILLIS)) {
                line("%s %,d of %,d", verb, done.now(), count);
                shownNanos = nowNanos;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void report(String verb, long startNanos) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        line("%s %,d messages of %,d bytes in %.1f s: %,.0f/s", verb, count, bodyBytes, seconds, count / seconds);
    }

    private void line(String format, Object... arguments) {
        out.printf(format + "%n", arguments);
        out.flush();
    }
}
