package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logs read, and mended, without being opened. */
class LogInspectionTest {
    private static final Path OTHER = Path.of("other");

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final List<StoredEntry> entries = new ArrayList<>();
    private final List<DamagedRange> damaged = new ArrayList<>();

    private byte[] fill(Path directory) throws StorageFailure {
        CommitLogConfig config = new CommitLogConfig(directory, TestLog.SEGMENT_BYTES, TestLog.ENTRY_BYTES_MAX, 0);
        try (CommitLog log = CommitLog.open(config, disk, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE)) {
            for (int seed = 0; seed < 20; seed++) {
                TestLog.append(log, 1 + seed / 5, 20 + seed % 7 * 10, seed);
            }
            TestLog.flush(log);
            return TestLog.content(log);
        }
    }

    private void inspect(Path directory) throws IOException, StorageFailure {
        entries.clear();
        damaged.clear();
        try (LogInspection log = LogInspection.ofStopped(disk, directory)) {
            log.walk(new LogInspection.Visitor() {
                @Override
                public void entry(StoredEntry entry) {
                    entries.add(entry);
                }

                @Override
                public void damaged(DamagedRange range) {
                    damaged.add(range);
                }
            });
        }
    }

    private void flip(long position) throws IOException {
        Path file = TestLog.segment(position - position % TestLog.SEGMENT_BYTES);
        disk.flipBit(file, position % TestLog.SEGMENT_BYTES, (int) position % 8);
    }

    private byte[] bytesOf(Path directory, long start) {
        ByteBuffer bytes =
                disk.forcedBytes(directory.resolve(Segment.nameOf(start))).orElseThrow();
        return TestLog.bytes(bytes);
    }

    @Test
    void aSoundLogIsAllEntries() throws IOException, StorageFailure {
        byte[] content = fill(TestLog.DIRECTORY);
        inspect(TestLog.DIRECTORY);
        assertThat(damaged).isEmpty();
        assertThat(entries.get(entries.size() - 1).meta().endPosition()).isEqualTo(content.length);
        assertThat(entries).extracting(entry -> entry.meta().index()).doesNotHaveDuplicates();
        assertThat(entries.get(entries.size() - 1).fingerprintAfter())
                .isEqualTo(LogFingerprint.of(disk, TestLog.DIRECTORY).fingerprint());
    }

    @Test
    void everyFlippedByteIsOneDamagedEntryAndAllOthersAreStillThere() throws IOException, StorageFailure {
        byte[] content = fill(TestLog.DIRECTORY);
        inspect(TestLog.DIRECTORY);
        List<StoredEntry> sound = List.copyOf(entries);
        for (long position = 0; position < content.length; position++) {
            flip(position);
            inspect(TestLog.DIRECTORY);
            assertThat(damaged).as("position %d", position).hasSize(1);
            DamagedRange range = damaged.get(0);
            assertThat(position).isBetween(range.position(), range.endPosition() - 1);
            assertThat(entries).hasSize(sound.size() - 1);
            flip(position);
        }
    }

    @Test
    void everyFlippedByteIsMendedFromAnotherReplicaUnlessNothingComesAfterIt() throws IOException, StorageFailure {
        byte[] content = fill(TestLog.DIRECTORY);
        fill(OTHER);
        inspect(TestLog.DIRECTORY);
        long lastEntry = entries.get(entries.size() - 1).meta().position();
        for (long position = 0; position < content.length; position++) {
            flip(position);
            List<LogMending.Outcome> outcomes = LogMending.mend(disk, TestLog.DIRECTORY, OTHER);
            assertThat(outcomes).hasSize(1);
            assertThat(outcomes.get(0).isMended()).as("position %d", position).isEqualTo(position < lastEntry);
            if (position >= lastEntry) {
                flip(position);
            }
            long start = position - position % TestLog.SEGMENT_BYTES;
            assertThat(bytesOf(TestLog.DIRECTORY, start)).isEqualTo(bytesOf(OTHER, start));
        }
    }

    @Test
    void missingAndShortSegmentsAreMadeAnew() throws IOException, StorageFailure {
        fill(TestLog.DIRECTORY);
        fill(OTHER);
        disk.delete(TestLog.segment(512));
        inspect(TestLog.DIRECTORY);
        assertThat(damaged).extracting(DamagedRange::position).containsExactly(512L);
        disk.delete(TestLog.segment(0));
        disk.create(TestLog.segment(0), 100).close();
        assertThat(LogMending.mend(disk, TestLog.DIRECTORY, OTHER)).allMatch(LogMending.Outcome::isMended);
        inspect(TestLog.DIRECTORY);
        assertThat(damaged).isEmpty();
        assertThat(bytesOf(TestLog.DIRECTORY, 0)).isEqualTo(bytesOf(OTHER, 0));
        assertThat(bytesOf(TestLog.DIRECTORY, 512)).isEqualTo(bytesOf(OTHER, 512));
    }

    @Test
    void anotherLogOrADamagedOneMendsNothing() throws IOException, StorageFailure {
        fill(TestLog.DIRECTORY);
        fill(OTHER);
        byte[] before = bytesOf(TestLog.DIRECTORY, 0);
        flip(100);
        disk.flipBit(OTHER.resolve(Segment.nameOf(0)), 110, 1);
        List<LogMending.Outcome> outcomes = LogMending.mend(disk, TestLog.DIRECTORY, OTHER);
        assertThat(outcomes).hasSize(1).noneMatch(LogMending.Outcome::isMended);
        flip(100);
        assertThat(bytesOf(TestLog.DIRECTORY, 0)).isEqualTo(before);
    }

    @Test
    void aLogInUseAndAFolderWithoutOneAreRefused() throws StorageFailure {
        assertThatThrownBy(() -> LogInspection.ofStopped(disk, TestLog.DIRECTORY))
                .isInstanceOf(IOException.class);
        fill(TestLog.DIRECTORY);
        CommitLog running = TestLog.open(disk);
        assertThatThrownBy(() -> LogInspection.ofStopped(disk, TestLog.DIRECTORY))
                .isInstanceOf(IOException.class);
        running.close();
    }
}
