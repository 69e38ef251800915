package io.quorate.commitlog;

import static io.quorate.commitlog.TestLog.SEGMENT_BYTES;
import static io.quorate.commitlog.TestLog.append;
import static io.quorate.commitlog.TestLog.content;
import static io.quorate.commitlog.TestLog.flush;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.disk.DiskFile;
import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogDamage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every cut and every flipped byte of a small log of three segments, above and below the floor. */
class CommitLogRecoveryTest {
    private static final int FLOOR_ENTRIES = 4;

    private byte[] log; // all bytes of the log
    private long[] ends; // ends[i]: where entry i ends
    private long[] fingerprints;
    private RecoveryFloor floor; // covers the first entries

    @BeforeEach
    void makeLog() throws StorageFailure {
        CommitLog made = TestLog.open(new SimulatedDisk(1));
        fingerprints = new long[100];
        fingerprints[0] = made.fingerprint();
        ends = new long[100];
        int[] payloads = {10, 100, 0, 60, 140, 33, 44, 100, 80, 90, 12, 70};
        for (int i = 0; i < payloads.length; i++) {
            long before = made.lastIndex();
            append(made, 1 + i / 3, payloads[i], i);
            for (long index = before + 1; index <= made.lastIndex(); index++) {
                ends[(int) index] = made.entryAt(index).endPosition();
            }
            fingerprints[(int) made.lastIndex()] = made.fingerprint();
        }
        ends = Arrays.copyOf(ends, (int) made.lastIndex() + 1);
        log = content(made);
        floor = new RecoveryFloor(FLOOR_ENTRIES, ends[FLOOR_ENTRIES]);
        assertThat(log.length).isGreaterThan(2 * SEGMENT_BYTES);
        assertThat(ends[FLOOR_ENTRIES]).isLessThan(SEGMENT_BYTES);
    }

    /** A disk whose segments hold these bytes, and zeros to the end of the last segment. */
    private static SimulatedDisk diskWith(byte[] bytes) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(2);
        disk.createDirectories(TestLog.DIRECTORY);
        try {
            SegmentSizeFile.checkOrCreate(disk, TestLog.DIRECTORY, SEGMENT_BYTES);
        } catch (StorageFailure e) {
            throw new IOException(e);
        }
        for (int start = 0; start < bytes.length; start += SEGMENT_BYTES) {
            DiskFile file = disk.create(TestLog.segment(start), SEGMENT_BYTES);
            file.write(0, List.of(ByteBuffer.wrap(bytes, start, Math.min(SEGMENT_BYTES, bytes.length - start))));
            file.force();
        }
        disk.forceDirectory(TestLog.DIRECTORY);
        return disk;
    }

    /** The newest entry that ends at or before this position. */
    private int entriesBefore(int position) {
        int count = 0;
        while (count + 1 < ends.length && ends[count + 1] <= position) {
            count++;
        }
        return count;
    }

    /** Entries still there after a cut: zeros at an entry's end are as good as cut off. */
    private int entriesAfterCut(int end) {
        int difference = Arrays.mismatch(Arrays.copyOf(Arrays.copyOf(log, end), log.length), log);
        return entriesBefore(difference < 0 ? log.length : difference);
    }

    private void assertHolds(CommitLog opened, int entries) {
        assertThat(opened.lastIndex()).isEqualTo(entries);
        assertThat(opened.endPosition()).isEqualTo(ends[entries]);
        assertThat(content(opened)).isEqualTo(Arrays.copyOf(log, (int) ends[entries]));
        assertThat(opened.flushedMark()).isEqualTo(new FlushMark(entries, opened.lastTerm(), 0));
    }

    /** Damage is refused by who cannot remember it, and told before the log is cut to who can. */
    private void assertDamaged(SimulatedDisk disk, RecoveryFloor floor, String where, int kept) throws StorageFailure {
        for (int time = 0; time < 2; time++) { // what shows the damage is still there after the first
            assertThatThrownBy(() -> CommitLog.open(TestLog.config(), disk, floor, LogBase.EMPTY, DamageWitness.NONE))
                    .isInstanceOfSatisfying(
                            StorageFailure.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.DAMAGED))
                    .hasMessageContaining(where);
        }
        List<LogDamage> seen = new ArrayList<>();
        CommitLog opened = CommitLog.open(TestLog.config(), disk, floor, LogBase.EMPTY, seen::add);
        assertHolds(opened, kept);
        LogDamage damage = opened.damage().orElseThrow();
        assertThat(seen).containsExactly(damage);
        assertThat(damage.what()).contains(where);
        assertThat(damage.flushedIndex()).isGreaterThanOrEqualTo(floor.flushedIndex());
        assertThat(damage.keptIndex()).isLessThanOrEqualTo(kept);
        assertThat(damage.keptPosition())
                .isEqualTo(ends[(int) damage.keptIndex()])
                .isLessThanOrEqualTo(floor.flushedPosition());
        disk.kill(); // with that remembered, the next opening finds nothing wrong
        CommitLog again = TestLog.open(disk, new RecoveryFloor(damage.keptIndex(), damage.keptPosition()));
        assertThat(again.damage()).isEmpty();
        assertHolds(again, kept);
        assertTakesMore(disk, again);
    }

    /** The log goes on after recovery as if nothing had been there, and survives the next start. */
    private static void assertTakesMore(SimulatedDisk disk, CommitLog opened) throws StorageFailure {
        append(opened, 9, 50, 99);
        append(opened, 9, 120, 98);
        flush(opened);
        byte[] all = content(opened);
        RecoveryFloor floor = TestLog.floorOf(opened);
        disk.crash();
        assertThat(content(TestLog.open(disk, floor))).isEqualTo(all);
    }

    @Test
    void aWholeLogIsKeptWhole() throws Exception {
        CommitLog opened = TestLog.open(diskWith(log), floor);
        assertHolds(opened, ends.length - 1);
        assertThat(opened.fingerprint()).isEqualTo(fingerprints[ends.length - 1]);
    }

    @Test
    void everyTornTailIsCutAtTheLastWholeEntry() throws Exception {
        for (int end = (int) floor.flushedPosition(); end <= log.length; end++) {
            SimulatedDisk disk = diskWith(Arrays.copyOf(log, end));
            CommitLog opened = TestLog.open(disk, floor);
            assertHolds(opened, entriesAfterCut(end));
            assertTakesMore(disk, opened);
        }
    }

    @Test
    void everyTailMissingBelowTheFloorIsDamage() throws Exception {
        for (int end = 0; end < floor.flushedPosition(); end++) {
            SimulatedDisk disk = diskWith(Arrays.copyOf(log, end));
            int kept = entriesAfterCut(end);
            assertDamaged(disk, floor, "at position " + ends[kept] + " in log/00000000000000000000.log", kept);
        }
    }

    @Test
    void everyFlippedByteIsFoundAndCut() throws Exception {
        for (int at = 0; at < log.length; at++) {
            byte[] flipped = log.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            SimulatedDisk disk = diskWith(flipped);
            int sound = entriesBefore(at);
            if (at < floor.flushedPosition()) {
                assertDamaged(disk, floor, "at position " + ends[sound] + " in log/00000000000000000000.log", sound);
            } else {
                CommitLog opened = TestLog.open(disk, floor);
                assertHolds(opened, sound);
                assertTakesMore(disk, opened);
            }
        }
    }

    @Test
    void aZeroedEntryBelowTheFloorIsDamage() throws Exception {
        byte[] zeroed = log.clone();
        Arrays.fill(zeroed, (int) ends[1], (int) ends[2], (byte) 0);
        assertDamaged(diskWith(zeroed), floor, "(ZEROED), at position " + ends[1], 1);
        assertHolds(TestLog.open(diskWith(zeroed)), 1);
    }

    @Test
    void aMisdirectedEntryIsSeen() throws Exception {
        byte[] misdirected = log.clone();
        int length = (int) (ends[3] - ends[2]);
        System.arraycopy(log, (int) ends[2], misdirected, (int) ends[5], length);
        assertThat(TestLog.open(diskWith(misdirected)).lastIndex()).isEqualTo(5);
    }

    @Test
    void anEntryOfANewerProgramIsNeitherObeyedNorCut() throws Exception {
        byte[] newer = log.clone();
        int start = (int) ends[5];
        newer[start + 8] = 2;
        CRC32C crc = new CRC32C();
        crc.update(newer, start + 8, (int) (ends[6] - start) - 8);
        ByteBuffer.wrap(newer).putInt(start + 4, (int) crc.getValue());
        assertThatThrownBy(() -> TestLog.open(diskWith(newer)))
                .isInstanceOfSatisfying(
                        StorageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.WRONG_FILE))
                .hasMessageContaining("newer program");
    }

    @Test
    void aFloorOfAnotherLogIsDamage() throws Exception {
        // The log is sound, and longer than the floor; but it is not the one that was flushed. The leader will tell.
        int all = ends.length - 1;
        assertDamaged(diskWith(log), new RecoveryFloor(4, ends[4] - 8), "no such entry ends there", all);
        assertDamaged(diskWith(log), new RecoveryFloor(5, ends[4]), "no such entry ends there", all);
        assertDamaged(diskWith(log), new RecoveryFloor(ends.length, ends[all] + 56), "after index", all);
    }

    @Test
    void aMissingLastSegmentBelowTheFloorIsDamage() throws Exception {
        SimulatedDisk disk = diskWith(Arrays.copyOf(log, SEGMENT_BYTES));
        int whole = entriesBefore(SEGMENT_BYTES);
        assertHolds(TestLog.open(disk), whole);
        disk.kill();
        assertDamaged(
                disk,
                new RecoveryFloor(ends.length - 1, ends[ends.length - 1]),
                "at position 512 in log/00000000000000000512.log",
                whole);
    }

    @Test
    void aSegmentOfAnotherLengthIsDamageAndGoesWithAllBehindIt() throws Exception {
        int whole = entriesBefore(SEGMENT_BYTES);
        for (RecoveryFloor remembered : List.of(floor, new RecoveryFloor(ends.length - 1, ends[ends.length - 1]))) {
            SimulatedDisk disk = diskWith(log);
            disk.delete(TestLog.segment(SEGMENT_BYTES));
            disk.create(TestLog.segment(SEGMENT_BYTES), 100);
            disk.forceDirectory(TestLog.DIRECTORY);
            assertDamaged(disk, remembered, "has 100 bytes instead of 512", whole);
        }
    }

    @Test
    void aMissingSegmentBeforeOthersIsDamageAlsoAboveTheFloor() throws Exception {
        for (int missing = 0; missing < log.length / SEGMENT_BYTES; missing++) {
            SimulatedDisk disk = diskWith(log);
            disk.delete(TestLog.segment((long) missing * SEGMENT_BYTES));
            disk.forceDirectory(TestLog.DIRECTORY);
            String name = Segment.nameOf((long) missing * SEGMENT_BYTES);
            assertDamaged(disk, floor, name + " is missing", entriesBefore(missing * SEGMENT_BYTES));
        }
    }

    @Test
    void aLogOfWhichNothingIsLeftIsDamage() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(3);
        assertDamaged(disk, floor, "although the log had been flushed up to index 4", 0);
    }

    @Test
    void aWitnessThatFailsLeavesTheLogAsItWas() throws Exception {
        SimulatedDisk disk = diskWith(log);
        disk.delete(TestLog.segment(0));
        disk.forceDirectory(TestLog.DIRECTORY);
        List<String> before = disk.list(TestLog.DIRECTORY);
        assertThatThrownBy(() -> CommitLog.open(TestLog.config(), disk, floor, LogBase.EMPTY, damage -> {
                    throw new StorageFailure(Reason.FLUSH_FAILED, "cannot be written down");
                }))
                .hasMessageContaining("cannot be written down");
        assertThat(disk.list(TestLog.DIRECTORY)).isEqualTo(before);
    }

    @Test
    void halfMadeSegmentsAreRemoved() throws Exception {
        SimulatedDisk disk = diskWith(Arrays.copyOf(log, SEGMENT_BYTES));
        disk.create(TestLog.DIRECTORY.resolve(Segment.nameOf(SEGMENT_BYTES) + ".new"), 17);
        CommitLog opened = TestLog.open(disk);
        assertThat(disk.list(TestLog.DIRECTORY)).containsExactly("00000000000000000000.log", "segment-size");
        assertTakesMore(disk, opened);
    }

    @Test
    void whatAKilledProcessHadWrittenIsOnDiskBeforeItCountsAsFlushed() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            SimulatedDisk disk = new SimulatedDisk(seed);
            CommitLog first = TestLog.open(disk);
            append(first, 1, 40, 1);
            flush(first);
            append(first, 1, 40, 2);
            disk.failForceAfter(0); // written, not forced, and clean in the page cache from now on
            assertThatThrownBy(() -> flush(first)).isInstanceOf(StorageFailure.class);
            disk.kill();
            CommitLog second = TestLog.open(disk, new RecoveryFloor(1, 96));
            assertThat(second.lastIndex()).isEqualTo(2);
            byte[] all = content(second);
            RecoveryFloor told = TestLog.floorOf(second);
            disk.crash();
            assertThat(content(TestLog.open(disk, told))).isEqualTo(all);
        }
    }

    @Test
    void aDiskThatFailsWhileOpeningIsTold() throws Exception {
        SimulatedDisk disk = diskWith(log);
        disk.failForceAfter(0);
        assertThatThrownBy(() -> TestLog.open(disk))
                .isInstanceOfSatisfying(
                        StorageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.READ_FAILED));
        TestLog.open(disk).close(); // the lock was given back
    }

    @Test
    void aCrashWhileTheStoreIsMadeLeavesOneThatOpens() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = new SimulatedDisk(seed);
            disk.failForceAfter(seed % 5);
            try {
                CommitLog log = TestLog.open(disk);
                log.append(EntryKind.NOOP, 1, 1, 0, TestLog.buffer(0, 0));
                flush(log);
            } catch (StorageFailure planned) {
                assertThat(planned.getMessage()).contains("simulated");
            }
            disk.crash();
            CommitLog again = TestLog.open(disk);
            assertThat(again.lastIndex()).isLessThanOrEqualTo(1);
        }
    }
}
