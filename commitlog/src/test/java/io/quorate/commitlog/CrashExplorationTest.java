package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.commitlog.disk.PowerCutDisk;
import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.LogBase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A power cut at every single operation of the disk, while a log is appended to, rolled, truncated, released and replaced
 * and the hard state beside it follows; what was not forced survives or not as a seed decides. Opened again, all that was
 * promised is there, nothing is there that never was written, and nothing looks like damage.
 */
class CrashExplorationTest {
    private static final int STEPS = 14;
    private static final int CRASHES_PER_OPERATION = 4;

    /** What the hard state remembers of the log. Stored in one step: HardStateFileTest says why one may think so. */
    private record Remembered(RecoveryFloor floor, LogBase base) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noPowerCutLosesOrInventsAnything(long seed) throws Exception {
        Run whole = new Run(seed, new SimulatedDisk(seed), -1, false);
        whole.play();
        int operations = whole.disk.changes();
        assertThat(operations).isGreaterThan(50);
        for (int cutAt = 0; cutAt < operations; cutAt++) {
            for (int crash = 0; crash < CRASHES_PER_OPERATION; crash++) {
                String name = "seed " + seed + ", cut at " + cutAt + ", crash " + crash;
                try {
                    crashAt(seed, cutAt, crash);
                } catch (Exception | Error failure) {
                    throw new AssertionError(name + ": " + failure.getMessage(), failure);
                }
            }
        }
    }

    private static void crashAt(long seed, int cutAt, int crash) throws Exception {
        SimulatedDisk platter = new SimulatedDisk(seed * 1_000_003 + cutAt * 31L + crash);
        Run run = new Run(seed, platter, cutAt, crash % 2 == 0);
        try {
            run.play();
            throw new AssertionError("the power was to be cut");
        } catch (IOException | StorageFailure cut) {
            assertThat(cut).hasStackTraceContaining("simulated power cut");
        }
        if (crash == 3) {
            platter.kill(); // the process alone
        } else {
            platter.crash();
        }
        run.checkOpens(platter);
    }

    /** One history, the same for every cut. */
    private static final class Run {
        private static final CommitLogConfig CONFIG = new CommitLogConfig(
                TestLog.DIRECTORY, TestLog.SEGMENT_BYTES, TestLog.ENTRY_BYTES_MAX, TestLog.SEGMENT_BYTES);

        private final PowerCutDisk disk;
        private final Random random;
        private final Set<ByteBuffer> everAppended = new HashSet<>();
        private final Map<Long, ByteBuffer> promised = new HashMap<>(); // by index: flushed, and not cut since
        private Remembered remembered = new Remembered(RecoveryFloor.NONE, LogBase.EMPTY);
        private CommitLog log;
        private long settledIndex; // committed, and sealed where a segment ends
        private long term = 1;
        private int appended;

        Run(long seed, SimulatedDisk platter, int cutAt, boolean cutBefore) {
            this.disk = new PowerCutDisk(platter, cutAt, cutBefore);
            this.random = new Random(seed);
        }

        void play() throws Exception {
            log = CommitLog.open(CONFIG, disk, remembered.floor(), remembered.base(), DamageWitness.NONE);
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(10)) {
                    case 0 -> truncate();
                    case 1 -> release();
                    case 2 -> replace();
                    case 3 -> log.preallocateAhead();
                    case 4, 5 -> settle();
                    default -> appendAndFlush();
                }
            }
        }

        private void appendAndFlush() throws Exception {
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                append();
            }
            flush();
        }

        private void append() {
            ByteBuffer entry = TestLog.buffer(random.nextInt(TestLog.ENTRY_BYTES_MAX - 56), appended++);
            int fillerBytes = log.fillerBytesBefore(entry.limit());
            if (fillerBytes > 0) {
                seal(EntryKind.FILLER, ByteBuffer.allocate(fillerBytes));
            }
            seal(EntryKind.RECORDS, entry);
        }

        private void seal(EntryKind kind, ByteBuffer entry) {
            log.append(kind, term, Math.max(TestLog.TIMESTAMP, log.lastTimestampMillis()), 0, entry);
            everAppended.add(entry);
        }

        private void flush() throws Exception {
            TestLog.flush(log);
            for (long index = log.firstIndex(); index <= log.lastIndex(); index++) {
                promised.put(index, log.read(index));
            }
            if (random.nextBoolean()) {
                store(new Remembered(TestLog.floorOf(log), remembered.base()));
            }
        }

        private void store(Remembered next) throws IOException {
            disk.change(() -> remembered = next);
        }

        private void settle() throws StorageFailure {
            settledIndex = Math.max(settledIndex, log.flushedMark().index());
            TestLog.seal(log, settledIndex);
        }

        /** Lowered on disk before anything is written over the cut, as a replica does. */
        private void truncate() throws Exception {
            long fromMin = Math.max(log.firstIndex(), settledIndex + 1);
            if (log.lastIndex() < fromMin) {
                return;
            }
            long from = Math.max(fromMin, log.lastIndex() - random.nextInt(5));
            long position = log.entryAt(from).position();
            log.truncateFrom(from);
            promised.keySet().removeIf(index -> index >= from);
            term += random.nextInt(2);
            if (from - 1 < remembered.floor().flushedIndex()) {
                store(new Remembered(new RecoveryFloor(from - 1, position), remembered.base()));
            }
            append();
            flush();
        }

        private void release() throws Exception {
            long index = log.flushedMark().index();
            while (index > log.base().index() && !log.endsSegment(index)) {
                index--;
            }
            LogBase base = log.baseAfter(index);
            log.releaseBefore(base);
            store(new Remembered(TestLog.floorOf(log), base));
            promised.keySet().removeIf(released -> released <= base.index());
            log.deleteReleased(base);
        }

        /** A snapshot takes the log's place: one that ends in the log, or far behind it, of this log's history or not. */
        private void replace() throws Exception {
            LogBase base = baseOfAnother(random.nextBoolean(), 1 + random.nextInt(3));
            // Stored, and no promise of before is kept: in one step.
            disk.change(() -> {
                remembered = new Remembered(new RecoveryFloor(base.index(), base.position()), base);
                promised.clear();
            });
            log.startAt(base);
            term = Math.max(term, base.term());
        }

        /** The base behind the last whole segment of another replica's log, which may share its beginning with ours. */
        private LogBase baseOfAnother(boolean related, int segments) throws Exception {
            LogBase start = related ? log.base() : LogBase.EMPTY;
            CommitLog other = CommitLog.open(
                    TestLog.config(),
                    new SimulatedDisk(1),
                    new RecoveryFloor(start.index(), start.position()),
                    start,
                    DamageWitness.NONE);
            long shared = related ? log.firstIndex() + random.nextInt(8) : 0;
            for (long index = log.firstIndex(); index <= Math.min(shared, log.lastIndex()); index++) {
                other.appendReceived(log.entryAt(index), log.read(index));
            }
            long wanted = Math.max(log.base().position(), other.endPosition()) / TestLog.SEGMENT_BYTES + segments;
            int payloadSeed = 1000 * (1 + random.nextInt(100));
            while (other.endPosition() / TestLog.SEGMENT_BYTES < wanted) {
                TestLog.append(other, Math.max(term, other.lastTerm()), 90, payloadSeed++);
            }
            long last = other.lastIndex();
            while (!other.endsSegment(last)) {
                last--;
            }
            return other.baseAfter(last);
        }

        void checkOpens(SimulatedDisk platter) throws Exception {
            CommitLog opened = CommitLog.open(
                    CONFIG, platter, remembered.floor(), remembered.base(), DamageWitness.NONE, TestLog.NEWEST);
            assertThat(opened.base()).isEqualTo(remembered.base());
            promised.forEach((index, bytes) -> {
                assertThat(opened.lastIndex()).as("promised").isGreaterThanOrEqualTo(index);
                if (index > opened.base().index()) {
                    assertThat(opened.read(index)).isEqualTo(bytes);
                }
            });
            for (long index = opened.firstIndex(); index <= opened.lastIndex(); index++) {
                assertThat(everAppended).contains(opened.read(index));
            }
            assertThat(platter.list(TestLog.DIRECTORY))
                    .filteredOn(Segment::isSegmentName)
                    .allMatch(name ->
                            Segment.startPositionOf(name) >= opened.base().position());
            goOn(platter, opened);
        }

        private static void goOn(SimulatedDisk platter, CommitLog opened) throws StorageFailure {
            long lastBefore = opened.lastIndex();
            for (int i = 0; i < 5; i++) {
                TestLog.append(opened, Math.max(1, opened.lastTerm() + 1), 120, i);
            }
            TestLog.flush(opened);
            byte[] bytes = TestLog.bytes(opened.read(lastBefore + 1));
            RecoveryFloor floor = TestLog.floorOf(opened);
            LogBase base = opened.base();
            platter.crash();
            List<Long> indexes = new ArrayList<>();
            CommitLog again = CommitLog.open(CONFIG, platter, floor, base, DamageWitness.NONE, TestLog.NEWEST);
            for (long index = again.firstIndex(); index <= again.lastIndex(); index++) {
                indexes.add(index);
            }
            assertThat(indexes).endsWith(floor.flushedIndex());
            assertThat(TestLog.bytes(again.read(lastBefore + 1))).isEqualTo(bytes);
        }
    }
}
