package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.disk.FileDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments are deleted under those who read them. A mistake here does not fail a test: it ends the process. */
class SegmentLifetimeTest {
    private static final int SEGMENT_BYTES = 64 * 1024;
    private static final int ROUNDS = 300;

    @TempDir
    private Path folder;

    private CommitLog open() throws StorageFailure {
        CommitLogConfig config = new CommitLogConfig(folder, SEGMENT_BYTES, 8 * 1024, 0);
        return CommitLog.open(config, new FileDisk(), RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
    }

    private static void appendSegment(CommitLog log, int seed) throws StorageFailure {
        long end = log.endPosition() + SEGMENT_BYTES;
        while (log.endPosition() < end) {
            TestLog.append(log, 1, 4_000, seed);
        }
        TestLog.flush(log);
    }

    private static void releaseOldest(CommitLog log) throws StorageFailure {
        long index = log.firstIndex();
        while (!log.endsSegment(index)) {
            index++;
        }
        LogBase base = log.baseAfter(index);
        log.releaseBefore(base);
        log.deleteReleased(base);
    }

    private long mappedSegments() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(folder.toString())).count();
        }
    }

    @Test
    void aDeletedSegmentIsGoneWithItsLastReader() throws Exception {
        try (CommitLog log = open()) {
            appendSegment(log, 1);
            appendSegment(log, 2);
            TestLog.seal(log, log.flushedMark().index());
            long before = mappedSegments();
            LogSlice held = log.hold(100, 200);
            byte[] bytes = TestLog.bytes(held.bytes());
            releaseOldest(log);
            assertThat(mappedSegments()).isEqualTo(before - 1); // the file of its entries
            assertThat(TestLog.bytes(held.bytes())).isEqualTo(bytes);
            held.close();
            held.close(); // once is enough, twice does no harm
            assertThat(mappedSegments()).isEqualTo(before - 2);
            assertThatThrownBy(() -> log.hold(100, 200)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(mappedSegments()).isZero();
    }

    @Test
    void readersAndRetentionDoNotMeet() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicLong reads = new AtomicLong();
        AtomicLong start = new AtomicLong();
        AtomicLong end = new AtomicLong();
        CommitLog log = open();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(new Thread(() -> readUntilInterrupted(log, start, end, reads, failure)));
        }
        readers.forEach(Thread::start);
        try {
            for (int round = 0; round < ROUNDS && failure.get() == null; round++) {
                appendSegment(log, round);
                end.set(log.flushedPosition());
                if (round > 2) {
                    releaseOldest(log);
                    start.set(log.base().position());
                }
            }
        } finally {
            readers.forEach(Thread::interrupt);
            for (Thread reader : readers) {
                reader.join();
            }
            log.close();
        }
        assertThat(failure.get()).isNull();
        assertThat(reads.get()).isPositive();
        assertThat(mappedSegments()).isZero();
    }

    private static void readUntilInterrupted(
            CommitLog log, AtomicLong start, AtomicLong end, AtomicLong reads, AtomicReference<Throwable> failure) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long from = Math.max(0, start.get() - SEGMENT_BYTES / 2); // some of it is gone
                long room = end.get() - from - 4_000;
                if (room > 0) {
                    read(log, from + ThreadLocalRandom.current().nextLong(room), reads);
                }
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    private static void read(CommitLog log, long position, AtomicLong reads) {
        try (LogSlice slice = log.hold(position, 4_000)) {
            int sum = 0;
            for (int i = 0; i < slice.bytes().limit(); i += 64) {
                sum += slice.bytes().get(i);
            }
            reads.addAndGet(sum == Integer.MIN_VALUE ? 0 : 1);
        } catch (IndexOutOfBoundsException released) {
            // As retention goes.
        }
    }
}
