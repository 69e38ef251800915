package io.quorate.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Keeps a target busy in one of three ways until stopped. */
final class Load {
    /** How messages are sent. */
    enum Mode {
        /** Each thread waits for each answer. */
        SYNC,
        /** Up to a window of messages are under way, over all threads. */
        ASYNC,
        /** As SYNC, many messages in one request. */
        BATCH
    }

    /**
     * @param window messages under way in mode ASYNC
     * @param batchCount messages in one request in mode BATCH
     */
    record Shape(Mode mode, int threads, int window, int batchCount, int bodyBytes) {}

    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(20);

    private final Target target;
    private final Shape shape;
    private final Measurement measurement;
    private final byte[] body;
    private final Semaphore slots;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Load(Target target, Shape shape, Measurement measurement) {
        this.target = target;
        this.shape = shape;
        this.measurement = measurement;
        this.slots = new Semaphore(shape.window());
        this.body = new byte[shape.bodyBytes()];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
    }

    void start() {
        for (int i = 0; i < shape.threads(); i++) {
            Thread thread = new Thread(this::run, "load-" + i);
            thread.start();
            threads.add(thread);
        }
    }

    /** Returns when all that was under way is answered. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        if (!slots.tryAcquire(shape.window(), DRAIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("answers are missing " + DRAIN_TIMEOUT.toSeconds()
                    + " s after the last send: " + (shape.window() - slots.availablePermits()));
        }
    }

    private void run() {
        while (!stopped) {
            switch (shape.mode()) {
                case SYNC -> timed(1, () -> target.send(body));
                case BATCH ->
                    timed(shape.batchCount(), () -> target.sendBatch(Collections.nCopies(shape.batchCount(), body)));
                case ASYNC -> sendAsync();
            }
        }
    }

    private void sendAsync() {
        slots.acquireUninterruptibly();
        long startNanos = System.nanoTime();
        target.sendAsync(body, failure -> {
            measurement.answered(1, startNanos, failure);
            slots.release();
        });
    }

    private void timed(int messages, Request request) {
        long startNanos = System.nanoTime();
        try {
            request.run();
            measurement.answered(messages, startNanos, null);
        } catch (Exception e) {
            measurement.answered(messages, startNanos, e);
        }
    }

    private interface Request {
        void run() throws Exception;
    }
}
