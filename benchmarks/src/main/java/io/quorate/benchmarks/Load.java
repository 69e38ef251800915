package io.quorate.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Keeps a target busy in one way until stopped. */
final class Load {
    /** What is done with the target. */
    enum Mode {
        /** Nothing. */
        IDLE,
        /** Each thread waits for each answer. */
        SYNC,
        /** Up to a window of messages are under way, over all threads. */
        ASYNC,
        /** As SYNC, many messages in one request. */
        BATCH,
        /** Each thread reads its share of the queues, over and over. */
        DRAIN,
        /** Messages are sent at a fixed rate and timed from when they were due until their acknowledgement. */
        PACED,
        /** Messages are sent at a fixed rate, however the answers come, and timed from then until they are heard. */
        END_TO_END
    }

    /**
     * @param window messages under way in modes ASYNC and PACED
     * @param batchCount messages in one request in mode BATCH
     * @param perSecond messages in modes PACED and END_TO_END
     */
    record Shape(Mode mode, int threads, int window, int batchCount, int bodyBytes, int perSecond) {}

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
        this.body = body(shape.bodyBytes());
    }

    static byte[] body(int lengthBytes) {
        byte[] body = new byte[lengthBytes];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        return body;
    }

    void start() throws Exception {
        List<Target.QueueReader> queues = shape.mode() == Mode.DRAIN ? target.queues() : List.of();
        for (int i = 0; i < shape.threads(); i++) {
            List<Target.QueueReader> share = new ArrayList<>();
            for (int queue = i; queue < queues.size(); queue += shape.threads()) {
                share.add(queues.get(queue));
            }
            Thread thread = new Thread(() -> run(share), "load-" + i);
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

    private void run(List<Target.QueueReader> queues) {
        while (!stopped) {
            switch (shape.mode()) {
                case SYNC -> timed(1, () -> target.send(body));
                case BATCH ->
                    timed(shape.batchCount(), () -> target.sendBatch(Collections.nCopies(shape.batchCount(), body)));
                case ASYNC -> sendAsync();
                case PACED -> Schedule.run(shape.perSecond(), () -> stopped, this::sendDue);
                case DRAIN -> queues.forEach(this::read);
                case IDLE, END_TO_END -> throw new IllegalStateException("no load of threads: " + shape.mode());
            }
        }
    }

    // What is due while all slots are taken is sent later, but its clock runs: a stall counts against all it delayed.
    private void sendDue(long dueNanos) {
        slots.acquireUninterruptibly();
        sendTimedFrom(dueNanos);
    }

    private void sendAsync() {
        slots.acquireUninterruptibly();
        sendTimedFrom(System.nanoTime());
    }

    private void sendTimedFrom(long startNanos) {
        target.sendAsync(body, failure -> {
            measurement.answered(1, startNanos, failure);
            slots.release();
        });
    }

    private void read(Target.QueueReader queue) {
        long startNanos = System.nanoTime();
        try {
            measurement.answered(queue.next(), startNanos, null);
        } catch (Exception e) {
            measurement.answered(1, startNanos, e);
        }
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
