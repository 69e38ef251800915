package io.quorate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FixedRateTest {
    private static final int PER_SECOND = 200;
    private static final long STALL_MILLIS = 300;

    /** A publisher that hangs once: all that was due meanwhile must show how long it waited. */
    @Test
    void aStallCountsAgainstAllThatWasDueMeanwhile() throws Exception {
        StallingTarget target = new StallingTarget();
        FixedRate load = new FixedRate(target, 64, PER_SECOND);
        Measurement measurement = new Measurement();
        load.start(measurement);
        measurement.turn(true);
        target.stallNext = true;
        awaitAnswersAfterTheStall(target, measurement);
        measurement.turn(false);
        load.stop();

        assertLateOnesCounted(measurement);
    }

    @Test
    void aStallCountsAgainstAllPacedSendsThatWereDueMeanwhile() throws Exception {
        StallingTarget target = new StallingTarget();
        Measurement measurement = new Measurement();
        Load load = new Load(target, Row.PACED.shape(64, PER_SECOND), measurement);
        measurement.turn(true);
        target.stallNext = true;
        load.start();
        awaitAnswersAfterTheStall(target, measurement);
        load.stop();

        assertLateOnesCounted(measurement);
    }

    private static void awaitAnswersAfterTheStall(StallingTarget target, Measurement measurement) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!target.stalled || measurement.acked() < 2 * STALL_MILLIS * PER_SECOND / 1000) {
            assertThat(System.nanoTime()).isLessThan(deadlineNanos);
            Thread.onSpinWait();
        }
    }

    private static void assertLateOnesCounted(Measurement measurement) {
        assertThat(measurement.failed()).isZero();
        long dueMeanwhile = STALL_MILLIS * PER_SECOND / 1000;
        long late = measurement.latencies().getCountBetweenValues(STALL_MILLIS * 1000 / 2, Long.MAX_VALUE / 2);
        // Half of those due during the stall waited for at least half of it; a closed loop would have counted one.
        assertThat(late).isGreaterThanOrEqualTo(dueMeanwhile / 2 - 1);
    }

    /** Hears what is published at once, in the same thread; acknowledges as fast. */
    private static final class StallingTarget implements Target {
        volatile boolean stallNext;
        volatile boolean stalled;
        private Consumer<byte[]> listener;

        @Override
        public void publish(byte[] body, Consumer<Throwable> done) {
            stall();
            listener.accept(body);
            done.accept(null);
        }

        private void stall() {
            if (stallNext) {
                stallNext = false;
                long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STALL_MILLIS);
                while (System.nanoTime() < untilNanos) {
                    Thread.onSpinWait();
                }
                stalled = true;
            }
        }

        @Override
        public void listen(Consumer<byte[]> newListener) {
            listener = newListener;
        }

        @Override
        public void send(byte[] body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendAsync(byte[] body, Consumer<Throwable> done) {
            stall();
            done.accept(null);
        }

        @Override
        public void sendBatch(List<byte[]> bodies) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<QueueReader> queues() {
            return List.of();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
