package io.quorate.commitlog.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.commitlog.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MessageIndexTest {
    private static final List<IndexKind> KINDS = List.of(IndexKind.QUEUES, IndexKind.KEYS, IndexKind.TIME);

    private final IndexedLog log = new IndexedLog();

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            log.millis++;
            log.message("T", i % 2, 30, i, List.of(i % 7));
        }
    }

    private QueueView view() {
        return log.queues.get("T").get(0).view();
    }

    private List<Long> withKey(int key) {
        List<Long> found = new ArrayList<>();
        log.index.search(key, 0, Long.MAX_VALUE, found::add);
        return found;
    }

    /** All that is asked, from all three files. */
    private void assertAllIsFound() {
        QueueView view = view();
        log.twin
                .keptIn("T", 0)
                .forEach(message ->
                        assertThat(view.position(message.queueOffset())).isEqualTo(message.position()));
        assertThat(withKey(3)).isEqualTo(log.twin.withKey(3, 0, Long.MAX_VALUE));
        assertThat(log.index.earliestMillis()).isEqualTo(log.twin.earliestMillis());
    }

    @Test
    void everyDamagedByteIsFoundAndTheIndexMadeAgain() throws Exception {
        fill(40);
        log.endSegment();
        for (IndexKind kind : KINDS) {
            Path path = IndexedLog.FOLDER.resolve(kind.nameOf(0));
            for (int at = 0; at < log.disk.sizeBytes(path); at++) {
                log.readCount = 0;
                flip(path, at);
                log.restart();
                askUntilAnswered();
                assertAllIsFound();
                assertThat(log.readCount).as("byte %s of %s", at, path).isEqualTo(1);
            }
        }
    }

    /** A damaged body shows when it is first used: then, and only then, whoever asks is told to come again. */
    private void askUntilAnswered() {
        for (int tries = 0; tries < 3; tries++) {
            try {
                assertAllIsFound();
                return;
            } catch (MissingIndexException comeAgain) {
                assertThat(comeAgain).hasMessageContaining("segment at position 0");
            }
        }
    }

    private void flip(Path path, int at) throws IOException {
        try (DiskFile file = log.disk.open(path)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(at, one);
            one.put(0, (byte) (one.get(0) ^ 0x10)).rewind();
            file.write(at, List.of(one));
            file.force();
        }
    }

    @Test
    void missingFilesAreMadeAgainAndUntilThenNothingIsClaimed() throws Exception {
        fill(40);
        log.endSegment();
        for (IndexKind kind : KINDS) {
            log.disk.delete(IndexedLog.FOLDER.resolve(kind.nameOf(0)));
            log.restart();
            assertAllIsFound();
        }
        log.disk.delete(IndexedLog.FOLDER.resolve(IndexKind.KEYS.nameOf(0)));
        log.sealsAtOnce = false;
        log.reopen();
        assertThatExceptionOfType(MissingIndexException.class).isThrownBy(this::view);
        assertThatExceptionOfType(MissingIndexException.class).isThrownBy(() -> withKey(3));
        assertThat(log.queues.get("T").get(0).maxOffset()).isEqualTo(20);
        log.sealAll();
        assertAllIsFound();
    }

    @Test
    void fullDiskPutsTheFilesOffUntilThereIsSpace() throws Exception {
        log.disk.setCapacityBytes(0);
        fill(40);
        log.endSegment();
        assertThat(log.disk.exists(IndexedLog.FOLDER.resolve(IndexKind.QUEUES.nameOf(0))))
                .isFalse();
        assertAllIsFound();
        log.disk.setCapacityBytes(Long.MAX_VALUE);
        log.endSegment();
        assertThat(log.disk.exists(IndexedLog.FOLDER.resolve(IndexKind.QUEUES.nameOf(0))))
                .isTrue();
        assertAllIsFound();
    }

    @Test
    void filesMadeAfterTheLogLetGoOfTheirSegmentAreDeleted() throws Exception {
        log.sealsAtOnce = false;
        fill(40);
        log.endSegment();
        log.moveBase(IndexedLog.SEGMENT_BYTES);
        log.sealAll();
        assertThat(log.disk.list(IndexedLog.FOLDER)).isEmpty();
        assertThat(view().minOffset()).isEqualTo(view().maxOffset()).isEqualTo(20);
    }

    @Test
    void queueMadeAgainStartsAtZeroAndKnowsNothingOfTheOldOne() {
        fill(40);
        log.endSegment();
        fill(10);
        log.deleteTopic("T");
        fill(6);
        log.restart();
        assertThat(view().minOffset()).isZero();
        assertThat(view().maxOffset()).isEqualTo(3);
        assertAllIsFound();
    }

    /** Readers go on while segments are filled, sealed and let go of. */
    @Test
    @Timeout(60)
    void readersNeverSeeAnotherMessageThanTheOneTheyAskFor() throws Exception {
        fill(2);
        QueueIndex queue = log.queues.get("T").get(0);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Long> reader = threads.submit(() -> {
                long read = 0;
                while (!done.get()) {
                    read += readAll(queue);
                }
                return read;
            });
            threads.submit(() -> {
                        for (int round = 0; round < 300; round++) {
                            fill(100);
                            if (round % 10 == 9) {
                                log.moveBase(log.endPosition / IndexedLog.SEGMENT_BYTES * IndexedLog.SEGMENT_BYTES);
                            }
                        }
                        done.set(true);
                    })
                    .get();
            assertThat(reader.get()).isPositive();
        } finally {
            done.set(true);
            threads.shutdown();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static long readAll(QueueIndex queue) {
        QueueView view = queue.view();
        long read = 0;
        for (long offset = view.minOffset(); offset < view.maxOffset(); offset++) {
            try {
                assertThat(view.sizeBytes(offset)).isEqualTo(30);
                assertThat(view.storeTimestampMillis(offset)).isEqualTo(1_000_001 + 2 * offset);
                read++;
            } catch (IndexOutOfBoundsException gone) {
                return read;
            }
        }
        return read;
    }
}
