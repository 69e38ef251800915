package io.quorate.commitlog;

import static io.quorate.commitlog.TestLog.SEGMENT_BYTES;
import static io.quorate.commitlog.TestLog.append;
import static io.quorate.commitlog.TestLog.bytes;
import static io.quorate.commitlog.TestLog.flush;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.disk.FileDisk;
import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that does not begin at the beginning: released, replaced, opened again. */
class CommitLogBaseTest {
    private SimulatedDisk disk;
    private CommitLog log; // three segments and a bit, flushed

    @BeforeEach
    void makeLog() throws StorageFailure {
        disk = new SimulatedDisk(7);
        log = TestLog.open(disk);
        for (int i = 0; log.endPosition() < 3 * SEGMENT_BYTES; i++) {
            append(log, 1 + i / 5, 100, i);
        }
        flush(log);
    }

    /** The newest entry that ends the segment before this position. */
    private long lastBefore(long position) {
        long index = log.firstIndex();
        while (log.entryAt(index).endPosition() < position) {
            index++;
        }
        return index;
    }

    private CommitLog reopen(RecoveryFloor floor, LogBase base) throws StorageFailure {
        return CommitLog.open(TestLog.config(), disk, floor, base, DamageWitness.NONE);
    }

    @Test
    void theBaseAfterAnEntryIsAllThatMustBeKnownOfWhatCameBefore() throws Exception {
        assertThat(log.base()).isEqualTo(LogBase.EMPTY).isEqualTo(log.baseAfter(0));
        CommitLog twin = TestLog.open(new SimulatedDisk(8));
        for (long index = 1; index <= log.lastIndex(); index++) {
            twin.appendReceived(log.entryAt(index), log.read(index));
            LogBase base = log.baseAfter(index);
            assertThat(base).isEqualTo(twin.baseAfter(index)); // the twin ends there, and tells it from its tip
            assertThat(base.fingerprint()).isEqualTo(twin.fingerprint());
            assertThat(base.position()).isEqualTo(twin.endPosition());
            assertThat(base.timestampMillis()).isEqualTo(twin.lastTimestampMillis());
            assertThat(log.endsSegment(index)).isEqualTo(twin.endPosition() % SEGMENT_BYTES == 0);
        }
    }

    @Test
    void whatIsReleasedIsGoneForEveryoneAndItsFilesAfterTheHardState() throws Exception {
        LogBase base = log.baseAfter(lastBefore(2 * SEGMENT_BYTES));
        assertThat(log.endsSegment(base.index())).isTrue();
        ByteBuffer held = log.slice(0, 200);
        byte[] kept = bytes(log.slice(2 * SEGMENT_BYTES, (int) log.endPosition() - 2 * SEGMENT_BYTES));
        byte[] before = bytes(held);

        log.releaseBefore(base);
        assertThat(log.firstIndex()).isEqualTo(base.index() + 1);
        assertThat(log.termAt(base.index())).isEqualTo(base.term());
        assertThat(log.base()).isEqualTo(base).isEqualTo(log.baseAfter(base.index()));
        assertThatThrownBy(() -> log.slice(2 * SEGMENT_BYTES - 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> log.slice(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> log.entryAt(base.index())).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.termAt(base.index() - 1)).isInstanceOf(InvariantViolation.class);
        assertThat(disk.exists(TestLog.segment(0))).isTrue();

        log.deleteReleased(LogBase.EMPTY); // nothing of this is stored yet
        assertThat(disk.exists(TestLog.segment(0))).isTrue();
        log.deleteReleased(base);
        assertThat(disk.exists(TestLog.segment(0))).isFalse();
        assertThat(disk.exists(TestLog.segment(SEGMENT_BYTES))).isFalse();
        assertThat(bytes(held)).isEqualTo(before);
        assertThat(bytes(log.slice(base.position(), kept.length))).isEqualTo(kept);

        append(log, 20, 60, 1);
        flush(log);
        disk.crash();
        CommitLog opened = reopen(TestLog.floorOf(log), base);
        assertThat(opened.base()).isEqualTo(base);
        assertThat(opened.fingerprint()).isEqualTo(log.fingerprint());
        assertThat(bytes(opened.slice(base.position(), kept.length))).isEqualTo(kept);
    }

    @Test
    void aLogMayBeReleasedToItsVeryEnd() throws Exception {
        while (!log.endsSegment(log.lastIndex())) {
            int fillerBytes = log.fillerBytesBefore(EntryFormat.HEADER_BYTES + 100);
            if (fillerBytes > 0) {
                log.append(EntryKind.FILLER, 9, log.lastTimestampMillis(), 0, ByteBuffer.allocate(fillerBytes));
            } else {
                append(log, 9, 100, 1);
            }
        }
        flush(log);
        LogBase base = log.baseAfter(log.lastIndex());
        log.releaseBefore(base);
        log.deleteReleased(base);
        assertThat(log.lastIndex()).isEqualTo(base.index());
        assertThat(log.lastTerm()).isEqualTo(9);
        assertThat(disk.list(TestLog.DIRECTORY)).containsExactly("segment-size");
        EntryMeta next = append(log, 9, 10, 1);
        assertThat(next.position()).isEqualTo(base.position());
        log.truncateFrom(next.index());
        assertThat(log.baseAfter(base.index())).isEqualTo(base);
        append(log, 10, 10, 2);
        flush(log);
        disk.crash();
        assertThat(reopen(TestLog.floorOf(log), base).fingerprint()).isEqualTo(log.fingerprint());
    }

    @Test
    void whatIsNotFlushedIsNotReleased() throws Exception {
        for (int i = 0; i < 10; i++) {
            append(log, 9, 100, i);
        }
        LogBase base = log.baseAfter(lastBefore(4 * SEGMENT_BYTES));
        assertThatThrownBy(() -> log.releaseBefore(base)).isInstanceOf(InvariantViolation.class);
        flush(log);
        log.releaseBefore(base);
        assertThat(log.firstIndex()).isEqualTo(base.index() + 1);
    }

    @Test
    void leftoversBeforeTheBaseAreDeletedWhenTheLogIsOpened() throws Exception {
        LogBase base = log.baseAfter(lastBefore(2 * SEGMENT_BYTES));
        RecoveryFloor floor = TestLog.floorOf(log);
        disk.kill();
        CommitLog opened = reopen(floor, base);
        assertThat(opened.firstIndex()).isEqualTo(base.index() + 1);
        assertThat(disk.exists(TestLog.segment(0))).isFalse();
        assertThat(disk.exists(TestLog.segment(2 * SEGMENT_BYTES))).isTrue();
    }

    @Test
    void aBaseThatIsNoneOfThisLogIsRefused() {
        disk.kill();
        LogBase inTheMiddle = new LogBase(3, 1, 100, 1, 1);
        assertThatThrownBy(() -> reopen(new RecoveryFloor(3, 100), inTheMiddle))
                .isInstanceOfSatisfying(
                        StorageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.WRONG_FILE));
        LogBase aboveTheFloor = new LogBase(9, 1, 1024, 1, 1);
        assertThatThrownBy(() -> reopen(new RecoveryFloor(3, 100), aboveTheFloor))
                .hasMessageContaining("another one");
    }

    @Test
    void aLogThatStartsElsewhereForgetsEverythingAndTakesPreallocationAndEntries() throws Exception {
        append(log, 9, 50, 1); // not flushed
        FlushMark before = log.flushedMark();
        long generation = log.generation();
        LogBase base = new LogBase(1000, 7, 100L * SEGMENT_BYTES, TestLog.TIMESTAMP, 4711);
        log.startAt(base);
        assertThat(log.generation()).isEqualTo(generation + 1);
        assertThat(log.flushedMark()).isEqualTo(new FlushMark(1000, 7, generation + 1));
        assertThat(before.generation()).isNotEqualTo(log.generation());
        assertThat(log.lastIndex()).isEqualTo(1000);
        assertThat(log.lastTerm()).isEqualTo(7);
        assertThat(log.endPosition()).isEqualTo(base.position());
        assertThat(log.unflushedBytes()).isZero();
        assertThat(disk.list(TestLog.DIRECTORY)).containsExactly("segment-size");
        assertThatThrownBy(() -> log.slice(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> log.slice(base.position(), 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(log.flush(new FlushLimit(generation, 100))).isEqualTo(log.flushedMark());

        EntryMeta first = append(log, 7, 60, 1);
        assertThat(first.index()).isEqualTo(1001);
        assertThat(flush(log)).isEqualTo(new FlushMark(1001, 7, generation + 1));
        disk.crash();
        CommitLog opened = reopen(TestLog.floorOf(log), base);
        assertThat(opened.fingerprint()).isEqualTo(log.fingerprint());
        assertThat(LogFingerprint.of(disk, TestLog.DIRECTORY).fingerprint()).isEqualTo(log.fingerprint());
    }

    @Test
    void roomIsReservedRightAfterALogStartedElsewhere() throws Exception {
        CommitLogConfig config = new CommitLogConfig(TestLog.DIRECTORY, SEGMENT_BYTES, TestLog.ENTRY_BYTES_MAX, 300);
        disk.kill();
        CommitLog reserving = CommitLog.open(config, disk, TestLog.floorOf(log), LogBase.EMPTY, DamageWitness.NONE);
        while (reserving.preallocateAhead()) {
            // Another step.
        }
        LogBase base = new LogBase(1000, 7, 100L * SEGMENT_BYTES, TestLog.TIMESTAMP, 4711);
        reserving.startAt(base);
        reserving.preallocateAhead();
        assertThat(disk.list(TestLog.DIRECTORY)).containsExactly(Segment.nameOf(base.position()), "segment-size");
        append(reserving, 7, 10, 1);
        flush(reserving);
        disk.crash();
        CommitLog opened = CommitLog.open(config, disk, TestLog.floorOf(reserving), base, DamageWitness.NONE);
        assertThat(opened.lastIndex()).isEqualTo(1001);
    }

    @Test
    void aFlushOfBeforeTheStartElsewhereNeverCounts() throws Exception {
        LogBase base = new LogBase(2, 1, SEGMENT_BYTES, TestLog.TIMESTAMP, 4711);
        append(log, 9, 50, 1);
        FlushMark stale = flush(log);
        log.startAt(base);
        append(log, 9, 50, 1);
        assertThat(stale.generation()).isLessThan(log.generation());
        assertThat(log.flushedMark().index()).isEqualTo(2);
        assertThat(log.flush(new FlushLimit(stale.generation(), Long.MAX_VALUE)).index())
                .as("entries of after the start do not go out by a limit of before")
                .isEqualTo(2);
        assertThat(flush(log).index()).isEqualTo(3);
    }

    @Test
    void configurationsAreFoundByIndexAndGoWithTheirEntries() throws Exception {
        assertThat(log.configurationIndexUpTo(log.lastIndex())).isZero();
        long[] configurations = new long[3];
        for (int i = 0; i < 3; i++) {
            append(log, 9, 100, i);
            ByteBuffer entry = TestLog.buffer(20, i);
            int fillerBytes = log.fillerBytesBefore(entry.limit());
            if (fillerBytes > 0) {
                log.append(EntryKind.FILLER, 9, log.lastTimestampMillis(), 0, ByteBuffer.allocate(fillerBytes));
            }
            configurations[i] = log.append(EntryKind.CONFIGURATION, 9, log.lastTimestampMillis(), 1, entry)
                    .index();
            assertThat(log.kindAt(log.read(configurations[i]), 0)).isEqualTo(EntryKind.CONFIGURATION);
        }
        flush(log);
        assertConfigurations(log, configurations);
        disk.kill();
        CommitLog opened = reopen(TestLog.floorOf(log), LogBase.EMPTY);
        assertConfigurations(opened, configurations);
        opened.truncateFrom(configurations[2]);
        assertThat(opened.configurationIndexUpTo(opened.lastIndex())).isEqualTo(configurations[1]);
        LogBase base = new LogBase(1000, 9, 100L * SEGMENT_BYTES, TestLog.TIMESTAMP, 4711);
        opened.startAt(base);
        assertThat(opened.configurationIndexUpTo(1000)).isZero();
    }

    private static void assertConfigurations(CommitLog log, long[] configurations) {
        assertThat(log.configurationIndexUpTo(configurations[0] - 1)).isZero();
        assertThat(log.configurationIndexUpTo(configurations[0])).isEqualTo(configurations[0]);
        assertThat(log.configurationIndexUpTo(configurations[2] - 1)).isEqualTo(configurations[1]);
        assertThat(log.configurationIndexUpTo(log.lastIndex())).isEqualTo(configurations[2]);
    }

    @Test
    void mappedBytesStayReadableAfterTheirFilesAreDeleted(@TempDir Path directory) throws Exception {
        CommitLogConfig config = new CommitLogConfig(directory, SEGMENT_BYTES, TestLog.ENTRY_BYTES_MAX, 0);
        try (CommitLog real =
                CommitLog.open(config, new FileDisk(), RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE)) {
            for (long index = 1; index <= log.lastIndex(); index++) {
                real.appendReceived(log.entryAt(index), log.read(index));
            }
            flush(real);
            ByteBuffer held = real.slice(0, SEGMENT_BYTES);
            LogBase base = real.baseAfter(lastBefore(2 * SEGMENT_BYTES));
            real.releaseBefore(base);
            real.deleteReleased(base);
            assertThat(directory.resolve(Segment.nameOf(0))).doesNotExist();
            assertThat(held).isEqualTo(log.slice(0, SEGMENT_BYTES));
            real.startAt(new LogBase(1000, 9, 100L * SEGMENT_BYTES, TestLog.TIMESTAMP, 4711));
            assertThat(held).isEqualTo(log.slice(0, SEGMENT_BYTES));
        }
    }
}
