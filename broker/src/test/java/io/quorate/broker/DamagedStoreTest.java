package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.LogFingerprint;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedStoreTest {
    @Test
    void theLastEntryOfABrokerThatStoppedInOrderIsKnownToHaveBeenFlushed(@TempDir Path directory) throws Exception {
        try (SingleBroker broker = new SingleBroker(directory)) {
            assertThat(broker.send(new SingleBroker.Message()).code()).isZero();
        }
        Path log = directory.resolve("commitlog");
        long end = LogFingerprint.of(log).endPosition();
        try (RandomAccessFile segment =
                new RandomAccessFile(log.resolve("00000000000000000000.log").toFile(), "rw")) {
            segment.seek(end - 1);
            int last = segment.read();
            segment.seek(end - 1);
            segment.write(last ^ 1);
        }
        // No other replica has what is lost: it must not pass for a write that a crash tore.
        assertThatThrownBy(() -> new SingleBroker(directory))
                .isInstanceOfSatisfying(
                        StorageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.DAMAGED))
                .hasMessageContaining("no other replica");
    }
}
