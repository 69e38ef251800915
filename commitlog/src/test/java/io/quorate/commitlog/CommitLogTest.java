package io.quorate.commitlog;

import static io.quorate.commitlog.TestLog.ENTRY_BYTES_MAX;
import static io.quorate.commitlog.TestLog.SEGMENT_BYTES;
import static io.quorate.commitlog.TestLog.TIMESTAMP;
import static io.quorate.commitlog.TestLog.append;
import static io.quorate.commitlog.TestLog.buffer;
import static io.quorate.commitlog.TestLog.bytes;
import static io.quorate.commitlog.TestLog.content;
import static io.quorate.commitlog.TestLog.flush;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CommitLogTest {
    private final SimulatedDisk disk = new SimulatedDisk(7);

    private static void assertFails(ThrowingCallable call, Reason reason, String sentence) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason))
                .hasMessageContaining(sentence);
    }

    private static ByteBuffer joined(LogStore.Range range) {
        ByteBuffer all = ByteBuffer.allocate(range.lengthBytes());
        range.buffers().forEach(piece -> all.put(piece.duplicate()));
        return all.flip();
    }

    private static byte[] body(CommitLog log, long index) {
        byte[] entry = bytes(log.read(index));
        return Arrays.copyOfRange(entry, EntryFormat.HEADER_BYTES, entry.length);
    }

    private static byte[] bodyOf(int payloadBytes, int seed) {
        byte[] entry = buffer(payloadBytes, seed).array();
        return Arrays.copyOfRange(entry, EntryFormat.HEADER_BYTES, entry.length);
    }

    /** Sends everything from one log to another, as replication does. */
    private static void replicate(CommitLog from, CommitLog to) throws CorruptEntryException {
        while (to.lastIndex() < from.lastIndex()) {
            ByteBuffer sent = joined(from.readRange(to.lastIndex() + 1, 300));
            int offset = 0;
            for (EntryMeta meta : to.parse(sent)) {
                to.appendReceived(meta, sent.slice(offset, meta.lengthBytes()));
                offset += meta.lengthBytes();
            }
        }
    }

    @Test
    void anEmptyLogIsEmpty() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        assertThat(log.firstIndex()).isEqualTo(1);
        assertThat(log.lastIndex()).isZero();
        assertThat(log.lastTerm()).isZero();
        assertThat(log.termAt(0)).isZero();
        assertThat(log.endPosition()).isZero();
        assertThat(log.lastTimestampMillis()).isZero();
        assertThat(log.readRange(1, 1000).buffers()).isEmpty();
        assertThat(flush(log)).isEqualTo(new FlushMark(0, 0, 0));
        assertThatThrownBy(() -> log.slice(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void entriesAreReadTheSameBeforeAndAfterTheFlush() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        EntryMeta first = append(log, 1, 20, 1);
        EntryMeta second = append(log, 2, 30, 2);
        assertThat(first).isEqualTo(new EntryMeta(1, 1, 0, 76));
        assertThat(second).isEqualTo(new EntryMeta(2, 2, 76, 86));
        assertThat(log.unflushedBytes()).isEqualTo(162);
        assertThat(log.flushedMark().index()).isZero();
        byte[] before = content(log);
        assertThat(body(log, 2)).isEqualTo(bodyOf(30, 2));

        assertThat(flush(log)).isEqualTo(new FlushMark(2, 2, 0));
        assertThat(log.unflushedBytes()).isZero();
        assertThat(log.flushedPosition()).isEqualTo(162);
        assertThat(content(log)).isEqualTo(before);
        assertThat(body(log, 1)).isEqualTo(bodyOf(20, 1));
        assertThat(log.entryAt(2)).isEqualTo(second);
        assertThat(log.lastTerm()).isEqualTo(2);
        assertThat(log.lastTimestampMillis()).isEqualTo(TIMESTAMP + 2);
    }

    @Test
    void whatIsReadCannotBeWritten() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        assertThat(log.read(1).isReadOnly()).isTrue();
        assertThat(log.readRange(1, 10).buffers()).allMatch(ByteBuffer::isReadOnly);
        flush(log);
        assertThat(log.read(1).isReadOnly()).isTrue();
        assertThat(log.slice(0, 0).isReadOnly()).isTrue();
    }

    @Test
    void aSliceAcrossEntriesSegmentsAndTheFlushedBorderIsWhole() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        for (int i = 0; i < 10; i++) {
            append(log, 1, 90, i);
            if (i == 6) {
                flush(log);
            }
        }
        byte[] all = content(log);
        assertThat(all.length).isGreaterThan(2 * SEGMENT_BYTES);
        for (int from = 0; from < all.length; from += 13) {
            for (int to = from; to <= all.length; to += 17) {
                assertThat(bytes(log.slice(from, to - from))).isEqualTo(Arrays.copyOfRange(all, from, to));
            }
        }
        assertThatThrownBy(() -> log.slice(0, all.length + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> log.slice(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> log.slice(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> log.slice(Long.MAX_VALUE - 3, 10)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void rangesTakeWholeEntriesAndAtLeastOne() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        for (int i = 0; i < 9; i++) {
            append(log, 1, 44, i); // 100 bytes each; the sixth is behind a filler
            if (i == 2) {
                flush(log);
            }
        }
        byte[] all = content(log);
        for (int bytesMax : new int[] {0, 1, 99, 100, 199, 200, 555, 100_000}) {
            for (long first = 1; first <= log.lastIndex(); first++) {
                LogStore.Range range = log.readRange(first, bytesMax);
                long end = log.entryAt(range.lastIndex()).endPosition();
                int start = (int) log.entryAt(first).position();
                assertThat(range.firstIndex()).isEqualTo(first);
                assertThat(range.lengthBytes()).isEqualTo((int) end - start);
                assertThat(joined(range).array()).isEqualTo(Arrays.copyOfRange(all, start, (int) end));
                boolean nextFits = range.lastIndex() < log.lastIndex()
                        && log.entryAt(range.lastIndex() + 1).endPosition() - start <= bytesMax;
                assertThat(nextFits).isFalse();
                assertThat(range.lengthBytes() <= bytesMax || range.lastIndex() == first)
                        .isTrue();
            }
        }
    }

    @Test
    void anEntryFitsIfNothingOrAHeaderIsLeftAfterIt() throws StorageFailure {
        // 512-byte segment; the first entry takes 256 of it.
        int room = 256;
        assertThat(fillerAfter(room - 56, room)).isZero();
        assertThat(fillerAfter(room - 55, room)).isEqualTo(room);
        CommitLog log = TestLog.open(disk);
        append(log, 1, 144, 1); // 200
        append(log, 1, 144, 1); // 400: 112 left
        assertThat(log.fillerBytesBefore(112)).isZero();
        assertThat(log.fillerBytesBefore(111)).isEqualTo(112);
        assertThat(log.fillerBytesBefore(57)).isEqualTo(112);
        assertThat(log.fillerBytesBefore(56)).isZero();
        assertThat(log.fillerBytesBefore(200)).isEqualTo(112);
        append(log, 1, 112 - 56, 1);
        assertThat(log.endPosition()).isEqualTo(SEGMENT_BYTES);
        assertThat(log.fillerBytesBefore(200)).isZero();
    }

    private static int fillerAfter(int lengthBytes, int roomBytes) {
        return EntryFormat.fits(lengthBytes, roomBytes) ? 0 : roomBytes;
    }

    @Test
    void segmentsRollBehindAFillerAtTheSameByteEverywhere() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        List<Long> fillers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            append(log, 1, (i * 37) % 140, i);
        }
        flush(log);
        for (long index = 1; index <= log.lastIndex(); index++) {
            EntryMeta entry = log.entryAt(index);
            long firstSegment = entry.position() / SEGMENT_BYTES;
            assertThat((entry.endPosition() - 1) / SEGMENT_BYTES).isEqualTo(firstSegment);
            if (log.read(index).get(9) == EntryKind.FILLER.code()) {
                assertThat(entry.endPosition() % SEGMENT_BYTES).isZero();
                fillers.add(index);
            }
        }
        assertThat(fillers).hasSizeGreaterThan(4);
        log.close();
        assertThat(content(TestLog.open(disk))).hasSize((int) log.endPosition());
    }

    @Test
    void whatBreaksTheRulesIsOurMistake() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 2, 144, 1);
        append(log, 2, 144, 1); // 112 bytes left
        assertThatThrownBy(() -> log.append(EntryKind.NOOP, 1, TIMESTAMP + 9, 0, buffer(0, 0)))
                .isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.append(EntryKind.NOOP, 2, TIMESTAMP, 0, buffer(0, 0)))
                .isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.append(EntryKind.FILLER, 2, TIMESTAMP + 9, 0, buffer(0, 0)))
                .isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.append(EntryKind.RECORDS, 2, TIMESTAMP + 9, 1, buffer(100, 0)))
                .isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.append(EntryKind.RECORDS, 2, TIMESTAMP + 9, 1, buffer(ENTRY_BYTES_MAX, 0)))
                .isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.truncateFrom(3)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.truncateFrom(0)).isInstanceOf(InvariantViolation.class);
        assertThat(log.lastIndex()).isEqualTo(2);
    }

    @Test
    void truncationLeavesThePrefixAndItsFingerprint() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        append(log, 1, 20, 2);
        long fingerprint = log.fingerprint();
        byte[] prefix = content(log);
        append(log, 2, 20, 3);
        flush(log);
        append(log, 3, 20, 4);
        log.truncateFrom(3);
        assertThat(log.generation()).isEqualTo(1);
        assertThat(log.fingerprint()).isEqualTo(fingerprint);
        assertThat(content(log)).isEqualTo(prefix);
        assertThat(log.lastTerm()).isEqualTo(1);
        assertThat(log.lastTimestampMillis()).isEqualTo(TIMESTAMP + 2);
        assertThat(log.flushedMark()).isEqualTo(new FlushMark(2, 1, 1));
        append(log, 4, 50, 5);
        assertThat(body(log, 3)).isEqualTo(bodyOf(50, 5));
        assertThat(flush(log)).isEqualTo(new FlushMark(3, 4, 1));
        assertThat(body(log, 3)).isEqualTo(bodyOf(50, 5));
        log.truncateFrom(1);
        assertThat(log.lastIndex()).isZero();
        assertThat(log.fingerprint()).isEqualTo(EntryFormat.FINGERPRINT_OF_NOTHING);
    }

    @Test
    void aFlushOfAnOlderGenerationWritesNothingNewer() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        append(log, 1, 20, 2);
        log.truncateFrom(2);
        append(log, 2, 20, 3);
        assertThat(log.flush(new FlushLimit(0, Long.MAX_VALUE))).isEqualTo(new FlushMark(1, 1, 1));
        assertThat(log.flush(new FlushLimit(1, Long.MAX_VALUE))).isEqualTo(new FlushMark(2, 2, 1));
    }

    /** Simulation seed 84 of 2026-11-21: a replica restarted with entries of a term its hard state had never heard of. */
    @Test
    void aFlushLeavesEntriesWhoseTermIsNotOnDiskYet() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        append(log, 2, 20, 2);
        assertThat(log.flush(new FlushLimit(0, 1))).isEqualTo(new FlushMark(1, 1, 0));
        assertThat(log.flush(new FlushLimit(0, 2))).isEqualTo(new FlushMark(2, 2, 0));
    }

    @Test
    void aTruncatedTailDoesNotComeBackBehindEntriesOfTheSameLength() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        append(log, 1, 20, 2);
        append(log, 1, 20, 3);
        flush(log);
        log.truncateFrom(2);
        // The old entry 3 stands right behind this one, sound, and with position, index, term and time that fit.
        log.append(EntryKind.RECORDS, 1, TIMESTAMP + 2, 1, buffer(20, 9));
        flush(log);
        byte[] all = content(log);
        log.close();
        CommitLog again = TestLog.open(disk);
        assertThat(again.lastIndex()).isEqualTo(2);
        assertThat(content(again)).isEqualTo(all);
    }

    @Test
    void aReplicaThatReceivesIsTheSameByteForByte() throws Exception {
        CommitLog leader = TestLog.open(disk);
        SimulatedDisk other = new SimulatedDisk(8);
        CommitLog follower = TestLog.open(other);
        for (int i = 0; i < 30; i++) {
            append(leader, 1 + i / 10, (i * 23) % 140, i);
        }
        replicate(leader, follower);
        flush(leader);
        flush(follower);
        assertThat(content(follower)).isEqualTo(content(leader));
        assertThat(follower.fingerprint()).isEqualTo(leader.fingerprint());
        leader.close();
        follower.close();
        LogFingerprint ofLeader = LogFingerprint.of(disk, TestLog.DIRECTORY);
        assertThat(LogFingerprint.of(other, TestLog.DIRECTORY)).isEqualTo(ofLeader);
        assertThat(ofLeader)
                .isEqualTo(new LogFingerprint(
                        leader.lastIndex(), leader.lastTerm(), leader.endPosition(), leader.fingerprint()));
    }

    @Test
    void anEntryThatContinuesAnotherLogIsRefused() throws Exception {
        CommitLog leader = TestLog.open(disk);
        CommitLog follower = TestLog.open(new SimulatedDisk(8));
        append(leader, 1, 20, 1);
        append(leader, 1, 20, 2);
        append(follower, 1, 20, 0);
        ByteBuffer second = leader.read(2);
        EntryMeta meta = follower.parse(second).get(0);
        assertThatThrownBy(() -> follower.appendReceived(meta, second))
                .isInstanceOf(CorruptEntryException.class)
                .hasMessageContaining("BAD_CHAIN");
        assertThat(follower.lastIndex()).isEqualTo(1);
    }

    @Test
    void parsingRefusesEveryFlippedByteAndEveryCut() throws Exception {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        append(log, 2, 0, 2);
        append(log, 2, 33, 3);
        byte[] sent = content(log);
        assertThat(log.parse(ByteBuffer.wrap(sent))).hasSize(3);
        assertThat(log.parse(ByteBuffer.allocate(0))).isEmpty();
        for (int at = 0; at < sent.length; at++) {
            byte[] flipped = sent.clone();
            flipped[at] ^= (byte) 0x80;
            assertThatThrownBy(() -> log.parse(ByteBuffer.wrap(flipped)))
                    .as("byte %d", at)
                    .isInstanceOf(CorruptEntryException.class);
        }
        for (int end = 1; end < sent.length; end++) {
            ByteBuffer cut = ByteBuffer.wrap(sent, 0, end);
            if (end != 76 && end != 132) {
                assertThatThrownBy(() -> log.parse(cut)).isInstanceOf(CorruptEntryException.class);
            }
        }
    }

    @Test
    void impossibleNumbersWithAGoodChecksumAreRefused() throws Exception {
        CommitLog log = TestLog.open(disk);
        LogTip[] tips = {
            new LogTip(-5, 1, 0, 0, 0),
            new LogTip(0, 1, -512, 0, 0),
            new LogTip(Long.MAX_VALUE, 1, 0, 0, 0),
            new LogTip(0, 1, Long.MAX_VALUE - 100, 0, 0)
        };
        for (LogTip tip : tips) {
            ByteBuffer entry = ByteBuffer.allocate(56);
            EntryFormat.seal(entry, EntryKind.NOOP, 1, 1, 0, tip);
            assertThatThrownBy(() -> log.parse(entry)).as(tip.toString()).isInstanceOf(CorruptEntryException.class);
        }
        ByteBuffer ofTermZero = ByteBuffer.allocate(56);
        EntryFormat.seal(ofTermZero, EntryKind.NOOP, 0, 1, 0, LogTip.EMPTY);
        assertThatThrownBy(() -> log.parse(ofTermZero)).isInstanceOf(CorruptEntryException.class);
    }

    @Test
    void anotherSegmentSizeIsRefusedInOneSentence() throws StorageFailure {
        TestLog.open(disk).close();
        CommitLogConfig other = new CommitLogConfig(TestLog.DIRECTORY, 1024, ENTRY_BYTES_MAX, 0);
        assertFails(
                () -> CommitLog.open(other, disk, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE),
                Reason.WRONG_FILE,
                "segments of 512 bytes");
        TestLog.open(disk).close();
    }

    @Test
    void aLostSegmentSizeIsMadeAgainAsTheSegmentsSay() throws Exception {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        flush(log);
        log.close();
        disk.flipBit(TestLog.DIRECTORY.resolve("segment-size"), 15, 3);
        TestLog.open(disk).close();
        disk.delete(TestLog.DIRECTORY.resolve("segment-size"));
        assertThat(TestLog.open(disk).lastIndex()).isEqualTo(1);
        disk.crash();
        disk.delete(TestLog.DIRECTORY.resolve("segment-size"));
        CommitLogConfig other = new CommitLogConfig(TestLog.DIRECTORY, 1024, ENTRY_BYTES_MAX, 0);
        assertFails(
                () -> CommitLog.open(other, disk, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE),
                Reason.WRONG_FILE,
                "segments of 512 bytes");
    }

    @Test
    void oneStoreHasOneOwner() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        assertFails(() -> TestLog.open(disk), Reason.READ_FAILED, "in use");
        log.close();
        TestLog.open(disk).close();
    }

    @Test
    void afterAFailedForceNothingIsTaken() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        flush(log);
        append(log, 1, 20, 2);
        disk.failForceAfter(0);
        assertRefusesAfter(log, Reason.FLUSH_FAILED);
    }

    @Test
    void afterAFailedWriteNothingIsTaken() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        disk.failWriteAfter(0);
        assertRefusesAfter(log, Reason.FLUSH_FAILED);
    }

    @Test
    void onAFullDiskNothingCountsAndAllIsTriedAgain() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        FlushMark before = log.flushedMark();
        disk.setCapacityBytes(0);
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(flush(log)).isEqualTo(before);
            assertThat(log.isOutOfSpace()).isTrue();
            assertThat(log.flushedPosition()).isZero();
            append(log, 1, 20, 2 + attempt);
        }
        disk.setCapacityBytes(Long.MAX_VALUE);
        assertThat(flush(log).index()).isEqualTo(4);
        assertThat(log.isOutOfSpace()).isFalse();
        byte[] all = content(log);
        disk.crash();
        CommitLog again = TestLog.open(disk);
        assertThat(again.lastIndex()).isEqualTo(4);
        assertThat(content(again)).isEqualTo(all);
    }

    /** The disk gets full in the middle of an entry, anywhere, and in the middle of the files of a flush. */
    @Test
    void aWriteThatFoundRoomForAPartIsMadeWholeLater() throws StorageFailure {
        for (int leftBlocks = 0; leftBlocks < 9; leftBlocks++) {
            SimulatedDisk small = new SimulatedDisk(leftBlocks);
            CommitLogConfig config = new CommitLogConfig(TestLog.DIRECTORY, 8192, 8000, 0);
            CommitLog log = CommitLog.open(config, small, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
            append(log, 1, 100, 1);
            flush(log);
            small.fill(4096L * leftBlocks);
            for (int i = 2; i < 6; i++) {
                append(log, 1, 5000, i); // with the fillers some three segments
            }
            boolean fits = leftBlocks >= 7;
            FlushMark mark = flush(log);
            assertThat(log.isOutOfSpace()).as("%d blocks left", leftBlocks).isEqualTo(!fits);
            assertThat(mark.index() == log.lastIndex()).isEqualTo(fits);
            small.setCapacityBytes(Long.MAX_VALUE);
            assertThat(flush(log).index()).isEqualTo(log.lastIndex());
            byte[] all = content(log);
            small.crash();
            CommitLog again = CommitLog.open(config, small, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
            assertThat(content(again)).isEqualTo(all);
        }
    }

    @Test
    void whatIsCutWhileTheDiskIsFullIsNeverWritten() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        flush(log);
        disk.fill(0);
        for (int i = 2; i < 7; i++) {
            append(log, 1, 90, i); // into the next segment
        }
        flush(log);
        assertThat(log.isOutOfSpace()).isTrue();
        log.truncateFrom(2);
        append(log, 2, 30, 7);
        disk.setCapacityBytes(Long.MAX_VALUE);
        assertThat(flush(log).term()).isEqualTo(2);
        assertThat(log.isOutOfSpace()).isFalse();
        byte[] all = content(log);
        disk.crash();
        CommitLog again = TestLog.open(disk);
        assertThat(content(again)).isEqualTo(all);
    }

    private static void assertRefusesAfter(CommitLog log, Reason reason) throws StorageFailure {
        FlushMark before = log.flushedMark();
        assertFails(() -> flush(log), reason, "after position");
        assertFails(() -> flush(log), reason, "a flush failed before");
        assertThatThrownBy(() -> append(log, 1, 20, 3)).isInstanceOf(IllegalStateException.class);
        assertThat(log.flushedMark()).isEqualTo(before);
        assertThat(log.preallocateAhead()).isFalse();
    }

    @Test
    void preallocationGoesAheadInStepsAndNeverOverEntries() throws Exception {
        CommitLogConfig config = new CommitLogConfig(TestLog.DIRECTORY, 4 << 20, 1 << 20, 3 << 20);
        CommitLog log = CommitLog.open(config, disk, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
        assertThat(log.preallocateAhead()).isTrue();
        assertThat(log.preallocateAhead()).isTrue();
        assertThat(log.preallocateAhead()).isFalse();
        assertThat(log.preallocateAhead()).isFalse();
        for (int i = 0; i < 13; i++) {
            append(log, 1, 500_000, i);
            flush(log);
            while (log.preallocateAhead()) {}
        }
        assertThat(disk.list(TestLog.DIRECTORY)).hasSize(1 + 3);
        byte[] all = content(log);
        long index = log.lastIndex();
        log.close();
        CommitLog again = CommitLog.open(config, disk, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
        assertThat(again.lastIndex()).isEqualTo(index);
        assertThat(content(again)).isEqualTo(all);
    }

    @Test
    void preallocationLeavesAFullDiskAlone() throws StorageFailure {
        CommitLogConfig config = new CommitLogConfig(TestLog.DIRECTORY, SEGMENT_BYTES, ENTRY_BYTES_MAX, SEGMENT_BYTES);
        CommitLog log = CommitLog.open(config, disk, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
        disk.setCapacityBytes(0);
        assertThat(log.preallocateAhead()).isFalse();
        assertThat(log.isOutOfSpace()).isFalse();
        disk.setCapacityBytes(Long.MAX_VALUE);
        append(log, 1, 20, 1);
        assertThat(flush(log).index()).isEqualTo(1);
        assertThat(log.preallocateAhead()).isFalse();
        assertThat(disk.usableBytes(TestLog.DIRECTORY)).isLessThanOrEqualTo(Long.MAX_VALUE - SEGMENT_BYTES);
    }

    /** What a failed force left is unknown, also when space was what was missing. */
    @Test
    void aFailedForceStaysFinal() throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        append(log, 1, 20, 1);
        disk.failForceAfter(0);
        assertRefusesAfter(log, Reason.FLUSH_FAILED);
    }

    @Test
    void badConfigurationIsRefusedWithItsRemedy() {
        assertThatThrownBy(() -> new CommitLogConfig(TestLog.DIRECTORY, 100, 56, 0))
                .hasMessageContaining("mappedFileSizeCommitLog is 100");
        assertThatThrownBy(() -> new CommitLogConfig(TestLog.DIRECTORY, 1L << 31, 56, 0))
                .hasMessageContaining("mappedFileSizeCommitLog");
        assertThatThrownBy(() -> new CommitLogConfig(TestLog.DIRECTORY, 512, 457, 0))
                .hasMessageContaining("largest entry is 457");
        assertThatThrownBy(() -> new CommitLogConfig(TestLog.DIRECTORY, 512, 456, 513))
                .hasMessageContaining("preallocateAheadBytes is 513");
        assertThatThrownBy(() -> new RecoveryFloor(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
