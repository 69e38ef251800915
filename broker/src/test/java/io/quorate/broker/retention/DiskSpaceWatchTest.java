package io.quorate.broker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceWatchTest {
    private DiskUse use = new DiskUse(90, 10);
    private IOException trouble;
    private boolean outOfSpace;
    private final DiskSpaceWatch watch = new DiskSpaceWatch(this::look, () -> outOfSpace, () -> 90, "/data");

    private DiskUse look() throws IOException {
        if (trouble != null) {
            throw trouble;
        }
        return use;
    }

    @Test
    void refusesAboveTheLevelAndTakesAgainBelowIt() {
        watch.tick();
        assertThat(watch.refusal()).isEmpty();
        use = new DiskUse(91, 9);
        watch.tick();
        assertThat(watch.refusal())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("/data", "91% full", "diskSpaceWarningLevelRatio=90"));
        use = new DiskUse(89, 11);
        watch.tick();
        assertThat(watch.refusal()).isEmpty();
    }

    /** Whatever the file system says of itself: a quota, say, it does not show. */
    @Test
    void aWriteThatFoundNoSpaceCountsMoreThanTheRatio() {
        use = new DiskUse(10, 90);
        outOfSpace = true;
        watch.tick();
        assertThat(watch.refusal()).hasValueSatisfying(why -> assertThat(why).contains("no space left"));
        outOfSpace = false;
        watch.tick();
        assertThat(watch.refusal()).isEmpty();
    }

    @Test
    void aDiskThatDoesNotAnswerIsTakenForWhatItWas() {
        use = new DiskUse(95, 5);
        watch.tick();
        trouble = new IOException("gone");
        watch.tick();
        assertThat(watch.refusal()).isPresent();
        assertThat(watch.use()).isEqualTo(use);
    }

    @Test
    void countsAsDfDoes() {
        DiskUse reserved = new DiskUse(800, 100); // of 1000 bytes the administrator keeps 100
        assertThat(reserved.ratio()).isEqualTo(800.0 / 900);
        assertThat(new DiskUse(0, 0).ratio()).isZero();
        assertThat(new DiskUse(860, 140).bytesAbove(85)).isEqualTo(10);
        assertThat(new DiskUse(840, 160).bytesAbove(85)).isZero();
    }

    @Test
    void aRealDiskHasASize(@TempDir Path directory) throws IOException {
        DiskUse real = new FileStoreSpace(directory, directory).look();
        assertThat(real.totalBytes()).isPositive();
        assertThat(real.ratio()).isBetween(0.0, 1.0);
    }
}
