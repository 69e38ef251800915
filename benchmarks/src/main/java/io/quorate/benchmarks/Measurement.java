package io.quorate.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts what is answered while it is on. Safe from any thread. */
final class Measurement {
    private static final int DIGITS = 3;

    private final Recorder latencyMicros = new Recorder(DIGITS);
    private final LongAdder acked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();
    private volatile boolean on;

    /** Off again after the measured seconds: answers that come later are neither counted nor timed. */
    void turn(boolean newState) {
        on = newState;
    }

    boolean isOn() {
        return on;
    }

    /** One request was answered, with {@code failure} null if all its messages are acknowledged. */
    void answered(int messages, long startNanos, Throwable failure) {
        if (!on) {
            return;
        }
        if (failure == null) {
            succeeded(messages, startNanos);
        } else {
            failed(messages, failure);
        }
    }

    /** Counts although it may be off by now: the request began while it was on, and that it took so long must show. */
    void succeeded(int messages, long startNanos) {
        acked.add(messages);
        latencyMicros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos));
    }

    void failed(int messages, Throwable failure) {
        failed.add(messages);
        firstFailure.compareAndSet(null, failure);
    }

    long acked() {
        return acked.sum();
    }

    long failed() {
        return failed.sum();
    }

    /** Null if there was none. */
    Throwable firstFailure() {
        return firstFailure.get();
    }

    /** Of requests, in microseconds. To be called once. */
    Histogram latencies() {
        return latencyMicros.getIntervalHistogram();
    }
}
