package io.quorate.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Publishes at a fixed rate and times each message until it is heard. Its clock starts when the message was due, not when it
 * was sent, and every due message is sent: a stall counts against all that should have gone out meanwhile (no coordinated
 * omission).
 */
final class FixedRate {
    private static final int STAMP_BYTES = Long.BYTES;
    private static final long NOT_MEASURED = 0;
    private static final Duration MISSING_MAX = Duration.ofSeconds(20);
    private static final Duration FIRST_HEARD_MAX = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 10;

    private final Target target;
    private final byte[] body;
    private final int perSecond;
    private volatile Measurement measurement;
    private final LongAdder due = new LongAdder(); // messages to be measured
    private volatile boolean stopped;
    private volatile boolean heardAny;
    private Thread thread;

    FixedRate(Target target, int bodyBytes, int perSecond) throws Exception {
        this.target = target;
        this.body = Load.body(Math.max(STAMP_BYTES, bodyBytes));
        this.perSecond = perSecond;
        target.listen(this::heard);
    }

    /** Returns once the consumers have their queues: the first message was heard. */
    void start(Measurement next) throws InterruptedException {
        measurement = next;
        due.reset();
        stopped = false;
        thread = new Thread(() -> Schedule.run(perSecond, () -> stopped, this::publish), "fixed-rate");
        thread.start();
        long deadlineNanos = System.nanoTime() + FIRST_HEARD_MAX.toNanos();
        while (!heardAny && System.nanoTime() < deadlineNanos) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private void publish(long dueNanos) {
        Measurement of = measurement;
        boolean measured = of.isOn();
        byte[] stamped = body.clone();
        ByteBuffer.wrap(stamped).putLong(measured ? dueNanos : NOT_MEASURED);
        if (measured) {
            due.increment();
        }
        target.publish(stamped, failure -> {
            if (failure != null && measured) {
                of.failed(1, failure);
            }
        });
    }

    private void heard(byte[] stamped) {
        heardAny = true;
        long dueNanos = ByteBuffer.wrap(stamped).getLong();
        if (dueNanos != NOT_MEASURED) {
            measurement.succeeded(1, dueNanos);
        }
    }

    /** Returns when all that was measured was heard, or is late beyond all bounds and counts as failed. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
        Measurement of = measurement;
        long deadlineNanos = System.nanoTime() + MISSING_MAX.toNanos();
        while (missing(of) > 0 && System.nanoTime() < deadlineNanos) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        long missing = missing(of);
        if (missing > 0) {
            of.failed((int) missing, new IllegalStateException(missing + " messages were never heard"));
        }
    }

    private long missing(Measurement of) {
        return due.sum() - of.acked() - of.failed();
    }
}
