package io.quorate.benchmarks.soak;

import io.quorate.client.Message;
import io.quorate.client.Producer;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends one message after another, each when the one before was answered, to a producer's topics in turn. Takes no thread:
 * an answer starts the next send.
 */
final class Sending {
    private static final long UNREAD_PAUSE_MILLIS = 10;
    private static final long FAILED_PAUSE_MILLIS = 100;

    private final Producer producer;
    private final int firstTopic;
    private final int pastTopic;
    private final long unreadMax;
    private final Tally tally;
    private final ScheduledExecutorService pauses;
    private final byte[] content;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean stopped;
    private int topic; // by whoever makes the next send: one at a time

    Sending(
            Producer producer,
            int firstTopic,
            int pastTopic,
            SoakLoad.Shape shape,
            Tally tally,
            ScheduledExecutorService pauses) {
        this.producer = producer;
        this.firstTopic = firstTopic;
        this.pastTopic = pastTopic;
        this.unreadMax = shape.unreadMax();
        this.tally = tally;
        this.pauses = pauses;
        this.topic = firstTopic;
        content = new byte[Math.max(Integer.BYTES, shape.bodyBytes())];
        new Random(firstTopic).nextBytes(content);
    }

    void start() {
        next();
    }

    void stop() {
        stopped = true;
    }

    /** Completes, after {@link #stop}, with the answer to the last send. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    private void next() {
        if (stopped) {
            ended.complete(null);
        } else if (tally.unread() >= unreadMax) {
            pause(UNREAD_PAUSE_MILLIS);
        } else {
            send();
        }
    }

    private void send() {
        int to = topic;
        topic = to + 1 == pastTopic ? firstTopic : to + 1;
        int number = tally.take(to);
        byte[] body = content.clone();
        ByteBuffer.wrap(body).putInt(number);
        var unused = producer.sendAsync(Message.of(SoakLoad.topic(to), body)).whenComplete((receipt, failure) -> {
            if (failure == null) {
                tally.acked(to, number);
                next();
            } else {
                tally.failed(failure);
                pause(FAILED_PAUSE_MILLIS);
            }
        });
    }

    private void pause(long millis) {
        var unused = pauses.schedule(this::next, millis, TimeUnit.MILLISECONDS);
    }
}
