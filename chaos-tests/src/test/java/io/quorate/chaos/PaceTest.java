package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    Path dir;

    @Test
    void whoeverWasNeverSlowedDownTakesNoTime() throws InterruptedException {
        Pace pace = new Pace(dir.resolve("pace"));
        assertThat(pace.millisPerMessage()).isZero();
        pace.work();
    }

    @Test
    void workTakesAsLongAsOthersSay() throws InterruptedException {
        new Pace(dir.resolve("pace")).set(150);
        long beginNanos = System.nanoTime();
        new Pace(dir.resolve("pace")).work();
        assertThat(System.nanoTime() - beginNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(150));
    }

    @Test
    void workEndsWhenItNeedNotTakeSoLong() throws InterruptedException {
        Pace pace = new Pace(dir.resolve("pace"));
        pace.set(TimeUnit.HOURS.toMillis(1));
        Thread worker = new Thread(() -> {
            try {
                pace.work();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        worker.setDaemon(true);
        worker.start();
        Await.until("somebody at work", TIMEOUT, () -> worker.getState() == Thread.State.TIMED_WAITING);
        pace.set(0);
        worker.join(TIMEOUT.toMillis());
        assertThat(worker.isAlive()).isFalse();
    }
}
