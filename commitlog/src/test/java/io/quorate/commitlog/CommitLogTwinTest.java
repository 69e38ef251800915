package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.commitlog.index.IndexKind;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * The log against a list of byte arrays, over any sequence of appends, truncations, flushes, releases, new starts, crashes and
 * restarts.
 */
class CommitLogTwinTest {
    enum Op {
        APPEND,
        FLUSH,
        TRUNCATE,
        PREALLOCATE,
        SEAL,
        SEAL_STEP,
        DAMAGE_ENTRIES,
        RELEASE,
        START_ELSEWHERE,
        KILL,
        CRASH
    }

    record Step(Op op, int amount) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Op> ops = Arbitraries.frequency(
                        Tuple.of(12, Op.APPEND),
                        Tuple.of(6, Op.FLUSH),
                        Tuple.of(3, Op.TRUNCATE),
                        Tuple.of(2, Op.PREALLOCATE),
                        Tuple.of(3, Op.SEAL),
                        Tuple.of(2, Op.SEAL_STEP),
                        Tuple.of(1, Op.DAMAGE_ENTRIES),
                        Tuple.of(2, Op.RELEASE),
                        Tuple.of(1, Op.START_ELSEWHERE),
                        Tuple.of(1, Op.KILL),
                        Tuple.of(1, Op.CRASH))
                .map(op -> op);
        Arbitrary<Integer> amounts = Arbitraries.integers().between(0, 143);
        return Combinators.combine(ops, amounts).as(Step::new).list().ofMaxSize(60);
    }

    @Property(tries = 600)
    void theLogIsItsTwin(@ForAll("steps") List<Step> steps, @ForAll long seed) throws StorageFailure, IOException {
        Run run = new Run(seed);
        for (Step step : steps) {
            run.step(step);
            run.check();
        }
    }

    private static final class Run {
        private static final CommitLogConfig CONFIG = new CommitLogConfig(
                TestLog.DIRECTORY, TestLog.SEGMENT_BYTES, TestLog.ENTRY_BYTES_MAX, TestLog.SEGMENT_BYTES);

        private final SimulatedDisk disk;
        private final List<byte[]> twin = new ArrayList<>();
        private CommitLog log;
        private LogBase base = LogBase.EMPTY; // the twin's entries follow it
        private int flushed; // entries of the twin that a flush covered and no truncation removed since
        private int floor; // as a hard state would remember it: lowered with a truncation
        private int settled; // told to be committed: not truncated any more
        private long term = 1;
        private int appended;

        Run(long seed) throws StorageFailure {
            disk = new SimulatedDisk(seed);
            log = CommitLog.open(CONFIG, disk, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
        }

        void step(Step step) throws StorageFailure, IOException {
            switch (step.op()) {
                case APPEND -> append(step.amount());
                case FLUSH -> {
                    FlushMark mark = log.flush(new FlushLimit(log.generation(), Long.MAX_VALUE));
                    flushed = twin.size();
                    floor = step.amount() % 2 == 0 ? flushed : floor;
                    assertThat(mark)
                            .isEqualTo(new FlushMark(lastIndex(), log.lastTerm(), log.generation()))
                            .isEqualTo(log.flushedMark());
                }
                case TRUNCATE -> truncate(step.amount());
                case PREALLOCATE -> log.preallocateAhead();
                case SEAL -> {
                    settle();
                    TestLog.seal(log, base.index() + settled);
                }
                case SEAL_STEP -> sealStep();
                case DAMAGE_ENTRIES -> damageEntries(step.amount());
                case RELEASE -> release(step.amount());
                case START_ELSEWHERE -> startElsewhere(step.amount());
                case KILL -> {
                    disk.kill();
                    reopen();
                }
                case CRASH -> {
                    disk.crash();
                    reopen();
                }
            }
        }

        private void append(int payloadBytes) {
            ByteBuffer entry = TestLog.buffer(payloadBytes, appended++);
            int fillerBytes = log.fillerBytesBefore(entry.limit());
            if (fillerBytes > 0) {
                add(EntryKind.FILLER, ByteBuffer.allocate(fillerBytes));
            }
            add(EntryKind.RECORDS, entry);
        }

        private void add(EntryKind kind, ByteBuffer entry) {
            EntryMeta meta = log.append(kind, term, TestLog.TIMESTAMP, 0, entry);
            twin.add(TestLog.bytes(entry));
            assertThat(meta.index()).isEqualTo(lastIndex());
        }

        /** What is flushed counts as committed, and a hard state says so by now. */
        private void settle() {
            settled = flushed;
            floor = flushed;
        }

        private void sealStep() throws StorageFailure {
            settle();
            if (log.startSealing(base.index() + settled)) {
                log.sealStep();
                log.sealStepped();
            }
        }

        /** A bit, also of what is only read later. */
        private void damageEntries(int amount) throws IOException {
            for (String name : disk.list(TestLog.DIRECTORY)) {
                if (IndexKind.isIndexName(name)) {
                    Path file = TestLog.DIRECTORY.resolve(name);
                    disk.flipBit(file, amount % disk.sizeBytes(file), amount % 8);
                }
            }
        }

        private void truncate(int amount) {
            if (twin.size() > settled) {
                int from = Math.max(settled + 1, twin.size() - amount % 5);
                log.truncateFrom(base.index() + from);
                twin.subList(from - 1, twin.size()).clear();
                flushed = Math.min(flushed, twin.size());
                floor = Math.min(floor, twin.size());
                term += amount % 2; // the same leader's entries may come again, or another's
            }
        }

        private long lastIndex() {
            return base.index() + twin.size();
        }

        private long endOf(int entries) {
            return base.position()
                    + twin.subList(0, entries).stream()
                            .mapToLong(entry -> entry.length)
                            .sum();
        }

        /** To the end of a segment, as far as is flushed and remembered as such. */
        private void release(int amount) throws StorageFailure {
            int count = floor - amount % 3;
            while (count > 0 && endOf(count) % TestLog.SEGMENT_BYTES != 0) {
                count--;
            }
            if (count > 0) {
                base = log.baseAfter(base.index() + count);
                log.releaseBefore(base);
                twin.subList(0, count).clear();
                flushed -= count;
                floor -= count;
                settled = Math.max(0, settled - count);
                if (amount % 2 == 0) { // else its files are found by the next opening, or the next release
                    log.deleteReleased(base);
                }
            }
        }

        private void startElsewhere(int amount) throws StorageFailure {
            long segment = log.endPosition() / TestLog.SEGMENT_BYTES + 1 + amount % 3;
            term += amount % 2;
            base = new LogBase(
                    lastIndex() + 1 + amount, term, segment * TestLog.SEGMENT_BYTES, TestLog.TIMESTAMP, amount);
            log.startAt(base);
            twin.clear();
            flushed = 0;
            floor = 0;
            settled = 0;
        }

        private void reopen() throws StorageFailure {
            RecoveryFloor remembered = new RecoveryFloor(base.index() + floor, endOf(floor));
            log = CommitLog.open(CONFIG, disk, remembered, base, DamageWitness.NONE, TestLog.NEWEST);
            // Behind what was flushed anything may have come through that once was appended, even if truncated since;
            // Raft lives with that. What was flushed and not truncated is all there.
            assertThat(log.lastIndex()).isGreaterThanOrEqualTo(base.index() + flushed);
            for (int i = 0; i < flushed; i++) {
                assertThat(TestLog.bytes(log.read(base.index() + i + 1))).isEqualTo(twin.get(i));
            }
            twin.clear();
            for (long index = log.firstIndex(); index <= log.lastIndex(); index++) {
                twin.add(TestLog.bytes(log.read(index)));
            }
            flushed = twin.size();
            term = Math.max(term, log.lastTerm());
        }

        void check() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            twin.forEach(all::writeBytes);
            assertThat(log.base()).isEqualTo(base);
            assertThat(log.lastIndex()).isEqualTo(lastIndex());
            assertThat(log.endPosition()).isEqualTo(base.position() + all.size());
            assertThat(TestLog.bytes(log.slice(base.position(), all.size()))).isEqualTo(all.toByteArray());
            assertThat(log.baseAfter(base.index())).isEqualTo(base);
            if (base.position() > 0) {
                assertThatThrownBy(() -> log.slice(base.position() - 1, 1))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            long position = base.position();
            for (int i = 0; i < twin.size(); i++) {
                long index = base.index() + i + 1;
                assertThat(log.entryAt(index).position()).isEqualTo(position);
                position += twin.get(i).length;
                assertThat(log.baseAfter(index).position()).isEqualTo(position);
            }
            if (!twin.isEmpty()) {
                assertThat(TestLog.bytes(log.read(lastIndex()))).isEqualTo(twin.get(twin.size() - 1));
                assertThat(log.entryAt(lastIndex()).endPosition()).isEqualTo(log.endPosition());
                byte[] range = new byte[0];
                for (ByteBuffer piece :
                        log.readRange(log.firstIndex(), all.size()).buffers()) {
                    byte[] more = TestLog.bytes(piece);
                    range = Arrays.copyOf(range, range.length + more.length);
                    System.arraycopy(more, 0, range, range.length - more.length, more.length);
                }
                assertThat(range).isEqualTo(all.toByteArray());
            }
        }
    }
}
