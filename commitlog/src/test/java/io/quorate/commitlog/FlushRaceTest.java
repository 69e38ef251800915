package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import io.quorate.commitlog.disk.FileDisk;
import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the replica loop and readers may do while a flush is under way. */
@Timeout(60)
class FlushRaceTest {
    private final SimulatedDisk inner = new SimulatedDisk(3);
    private Runnable duringForce = () -> {};

    /** Runs something in the middle of every flush, after the write and before the force. */
    private DiskFile interrupted(DiskFile file) {
        return (DiskFile) Proxy.newProxyInstance(
                DiskFile.class.getClassLoader(), new Class<?>[] {DiskFile.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("force")) {
                        duringForce.run();
                    }
                    return invoke(file, method, arguments);
                });
    }

    private Disk interruptedDisk() {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    Object result = invoke(inner, method, arguments);
                    return method.getName().equals("open") ? interrupted((DiskFile) result) : result;
                });
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private FlushMark flushWhile(CommitLog log, Runnable during) throws StorageFailure {
        AtomicBoolean done = new AtomicBoolean();
        duringForce = () -> {
            if (!done.getAndSet(true)) {
                during.run();
            }
        };
        FlushMark mark = log.flush(new FlushLimit(log.generation(), Long.MAX_VALUE));
        assertThat(done).isTrue();
        return mark;
    }

    private CommitLog openWithPrefix() throws StorageFailure {
        CommitLog log = CommitLog.open(
                TestLog.config(), interruptedDisk(), RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
        TestLog.append(log, 1, 20, 1);
        TestLog.flush(log);
        return log;
    }

    private void assertSurvivesACrash(CommitLog log) throws StorageFailure {
        byte[] all = TestLog.content(log);
        RecoveryFloor floor = TestLog.floorOf(log);
        assertThat(floor.flushedPosition()).isEqualTo(log.endPosition());
        inner.crash();
        assertThat(TestLog.content(TestLog.open(inner, floor))).isEqualTo(all);
    }

    @Test
    void whatIsTruncatedDuringItsFlushDoesNotCount() throws StorageFailure {
        CommitLog log = openWithPrefix();
        TestLog.append(log, 1, 20, 2);
        TestLog.append(log, 1, 20, 3);
        byte[][] replaced = new byte[1][];
        FlushMark mark = flushWhile(log, () -> {
            log.truncateFrom(3);
            TestLog.append(log, 2, 20, 4); // as long as the one it replaces
            replaced[0] = TestLog.bytes(log.read(3));
        });
        assertThat(mark).isEqualTo(new FlushMark(2, 1, 1));
        assertThat(TestLog.bytes(log.read(3))).isEqualTo(replaced[0]);
        assertThat(TestLog.flush(log)).isEqualTo(new FlushMark(3, 2, 1));
        assertThat(TestLog.bytes(log.read(3))).isEqualTo(replaced[0]);
        assertSurvivesACrash(log);
    }

    @Test
    void aTruncationBelowWhatIsBeingFlushedReachesFlushedEntriesToo() throws StorageFailure {
        CommitLog log = openWithPrefix();
        TestLog.append(log, 1, 20, 2);
        FlushMark mark = flushWhile(log, () -> {
            log.truncateFrom(1);
            TestLog.append(log, 2, 100, 5);
        });
        assertThat(mark).isEqualTo(new FlushMark(0, 0, 1));
        assertThat(log.flushedPosition()).isZero();
        byte[] all = TestLog.content(log);
        assertThat(TestLog.flush(log)).isEqualTo(new FlushMark(1, 2, 1));
        assertThat(TestLog.content(log)).isEqualTo(all);
        assertSurvivesACrash(log);
    }

    @Test
    void whatIsAppendedDuringAFlushWaitsForTheNext() throws StorageFailure {
        CommitLog log = openWithPrefix();
        TestLog.append(log, 1, 20, 2);
        FlushMark mark = flushWhile(log, () -> TestLog.append(log, 1, 20, 3));
        assertThat(mark).isEqualTo(new FlushMark(2, 1, 0));
        assertThat(log.unflushedBytes()).isEqualTo(76);
        assertThat(TestLog.flush(log)).isEqualTo(new FlushMark(3, 1, 0));
        assertSurvivesACrash(log);
    }

    @Test
    void readersSeeEveryPublishedByteWhileTheLogGrows(@TempDir Path directory) throws Exception {
        CommitLogConfig config = new CommitLogConfig(directory, 64 * 1024, 2000, 64 * 1024);
        CommitLog log = CommitLog.open(config, new FileDisk(), RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
        AtomicLong publishedEnd = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(2);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<?> flusher = threads.submit(() -> {
                while (!stop.get()) {
                    log.flush(new FlushLimit(log.generation(), Long.MAX_VALUE));
                    log.preallocateAhead();
                }
                return null;
            });
            Runnable reader = () -> {
                reading.countDown();
                long position = 0;
                while (!stop.get() || position < publishedEnd.get()) {
                    if (position == publishedEnd.get()) {
                        Thread.onSpinWait();
                        continue;
                    }
                    int lengthBytes = log.slice(position, 4).getInt();
                    ByteBuffer entry = log.slice(position, lengthBytes);
                    assertThat(entry.getLong(32)).isEqualTo(position);
                    CRC32C crc = new CRC32C();
                    crc.update(entry.slice(8, lengthBytes - 8));
                    assertThat((int) crc.getValue()).isEqualTo(entry.getInt(4));
                    position += lengthBytes;
                }
            };
            List<Future<?>> readers = List.of(threads.submit(reader), threads.submit(reader));
            reading.await();
            for (int i = 0; i < 4000; i++) {
                TestLog.append(log, 1, i % 1500, i);
                long publishedIndex = log.lastIndex();
                publishedEnd.set(log.endPosition());
                if (i % 50 == 49) { // what is not published yet comes and goes
                    TestLog.append(log, 1, 700, i);
                    log.truncateFrom(publishedIndex + 1);
                }
            }
            stop.set(true);
            flusher.get();
            for (Future<?> each : readers) {
                each.get();
            }
            TestLog.flush(log);
            byte[] all = TestLog.content(log);
            log.close();
            try (CommitLog again =
                    CommitLog.open(config, new FileDisk(), RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE)) {
                assertThat(Arrays.equals(TestLog.content(again), all)).isTrue();
            }
        } finally {
            stop.set(true);
            threads.shutdown();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
