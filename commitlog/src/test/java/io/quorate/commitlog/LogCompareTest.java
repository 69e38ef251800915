package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.disk.FileDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCompareTest {
    @TempDir
    Path root;

    private Path a;
    private Path b;

    @BeforeEach
    void nameDirectories() {
        a = root.resolve("a");
        b = root.resolve("b");
    }

    /** Writes entries with these seeds, of 100 bytes each. */
    private static void write(Path directory, int segmentBytes, int... seeds) throws StorageFailure {
        CommitLogConfig config = new CommitLogConfig(directory, segmentBytes, 200, 0);
        try (CommitLog log =
                CommitLog.open(config, new FileDisk(), RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE)) {
            for (int seed : seeds) {
                TestLog.append(log, 1, 44, seed);
            }
            TestLog.flush(log);
        }
    }

    @Test
    void equalLogsHaveEqualFingerprintsAndNoDifference() throws StorageFailure {
        write(a, 1000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        write(b, 1000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(LogCompare.firstDifference(a, b)).isEmpty();
        LogFingerprint print = LogFingerprint.of(a);
        assertThat(print).isEqualTo(LogFingerprint.of(b));
        assertThat(print.lastIndex()).isEqualTo(12);
        assertThat(print.lastTerm()).isEqualTo(1);
        assertThat(print.endPosition()).isEqualTo(1200);
    }

    @Test
    void aPrefixDoesNotDiffer() throws StorageFailure {
        write(a, 1000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        write(b, 1000, 1, 2, 3);
        assertThat(LogCompare.firstDifference(a, b)).isEmpty();
        assertThat(LogCompare.firstDifference(b, a)).isEmpty();
        assertThat(LogFingerprint.of(a)).isNotEqualTo(LogFingerprint.of(b));
    }

    @Test
    void theFirstDifferentByteIsFoundAlsoInALaterSegment() throws StorageFailure {
        write(a, 1000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        write(b, 1000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13);
        long difference = LogCompare.firstDifference(a, b).orElseThrow();
        assertThat(difference).isBetween(1104L, 1107L); // in the checksum of the twelfth
        assertThat(LogFingerprint.of(a).fingerprint())
                .isNotEqualTo(LogFingerprint.of(b).fingerprint());
    }

    @Test
    void whereNoLogIsItIsSaid() {
        assertThatThrownBy(() -> LogFingerprint.of(root))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("no log");
        assertThatThrownBy(() -> LogCompare.firstDifference(a, b)).isInstanceOf(StorageFailure.class);
    }
}
