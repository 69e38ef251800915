package io.quorate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeasurementTest {
    private final Measurement measurement = new Measurement();

    @Test
    void countsMessagesOnlyWhileItIsOn() {
        measurement.answered(1, System.nanoTime(), null);
        measurement.turn(true);
        measurement.answered(32, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(5), null);
        measurement.answered(2, System.nanoTime(), new IllegalStateException("refused"));
        measurement.turn(false);
        measurement.answered(1, System.nanoTime(), null);

        assertThat(measurement.acked()).isEqualTo(32);
        assertThat(measurement.failed()).isEqualTo(2);
        assertThat(measurement.firstFailure()).hasMessage("refused");
        // A batch is one request: its latency counts once.
        assertThat(measurement.latencies().getTotalCount()).isEqualTo(1);
    }

    @Test
    void cpuTimeOfAProcessGrowsAsItWorks() throws Exception {
        List<Long> ourselves = List.of(ProcessHandle.current().pid());
        long beforeMicros = ProcessCpu.micros(ourselves);
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (ProcessCpu.micros(ourselves) < beforeMicros + 50_000) {
            assertThat(System.nanoTime()).isLessThan(deadlineNanos);
        }
    }
}
