package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.ScrubResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What scrubbing asks of a log: find damage on the disk, take a peer's entries, put them in its place. */
class StoredEntriesTest {
    private static final int SEGMENTS = 3;

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final SimulatedDisk otherDisk = new SimulatedDisk(2);
    private CommitLog log;
    private CommitLog other;
    private long sealedPosition;

    @BeforeEach
    void fillTwoEqualLogs() throws StorageFailure {
        log = filled(disk);
        other = filled(otherDisk);
        sealedPosition = log.segmentStart(log.endPosition());
        assertThat(sealedPosition).isEqualTo(SEGMENTS * TestLog.SEGMENT_BYTES);
    }

    private static CommitLog filled(SimulatedDisk disk) throws StorageFailure {
        CommitLog log = TestLog.open(disk);
        for (int seed = 0; log.endPosition() < SEGMENTS * TestLog.SEGMENT_BYTES + 100; seed++) {
            TestLog.append(log, 1 + seed / 5, 20 + seed % 7 * 10, seed);
        }
        TestLog.flush(log);
        return log;
    }

    private void flip(long position) {
        try {
            disk.flipBit(
                    TestLog.segment(log.segmentStart(position)), position % TestLog.SEGMENT_BYTES, (int) position % 8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ScrubResult checkAll(LogBase from, int bytesMax) {
        ScrubResult result = log.checkStored(from, sealedPosition, bytesMax);
        while (!result.isDamaged() && result.soundTo().position() < sealedPosition) {
            result = log.checkStored(result.soundTo(), sealedPosition, bytesMax);
        }
        return result;
    }

    private EntryMeta entryAtPosition(long position) {
        for (long index = log.firstIndex(); ; index++) {
            if (log.entryAt(index).endPosition() > position) {
                return log.entryAt(index);
            }
        }
    }

    @Test
    void aSoundLogIsSoundToItsSealedEndInWhateverPieces() {
        for (int bytesMax : new int[] {1, 57, 200, 512, 4096}) {
            ScrubResult result = checkAll(LogBase.EMPTY, bytesMax);
            assertThat(result.damage()).isEmpty();
            assertThat(result.soundTo().position()).isEqualTo(sealedPosition);
            assertThat(result.soundTo())
                    .isEqualTo(log.baseAfter(result.soundTo().index()));
        }
    }

    @Test
    void everyFlippedByteIsFoundInItsEntryAndMended() throws CorruptEntryException, StorageFailure {
        byte[] sound = TestLog.content(log);
        for (long position = 0; position < sealedPosition; position++) {
            flip(position);
            EntryMeta damaged = entryAtPosition(position);
            ScrubResult found = checkAll(LogBase.EMPTY, 150);
            assertThat(found.damage()).as("position %d", position).isNotEmpty();
            assertThat(found.soundTo().index()).as("position %d", position).isEqualTo(damaged.index() - 1);

            ByteBuffer sent = joined(other.readRange(damaged.index(), 120).buffers());
            List<EntryMeta> taken = log.parseAfter(found.soundTo(), sent);
            assertThat(taken.get(0)).isEqualTo(damaged);
            ScrubResult mended = log.rewrite(found.soundTo(), sent);
            assertThat(mended.damage()).isEmpty();
            assertThat(mended.rewrittenBytes()).isEqualTo(damaged.lengthBytes());
            assertThat(TestLog.content(log)).isEqualTo(sound);
        }
    }

    private static ByteBuffer joined(List<ByteBuffer> buffers) {
        ByteBuffer all = ByteBuffer.allocate(
                buffers.stream().mapToInt(ByteBuffer::remaining).sum());
        buffers.forEach(buffer -> all.put(buffer.duplicate()));
        return all.flip();
    }

    @Test
    void whatWasMendedIsOnTheDisk() throws CorruptEntryException, StorageFailure {
        flip(600);
        EntryMeta damaged = entryAtPosition(600);
        LogBase before = log.placeBefore(damaged.index());
        log.rewrite(before, other.read(damaged.index()));
        disk.crash();
        assertThat(TestLog.content(TestLog.open(disk, TestLog.floorOf(other)))).isEqualTo(TestLog.content(other));
    }

    @Test
    void entriesOfAnotherPlaceOrLogAreNotTaken() throws StorageFailure {
        EntryMeta third = log.entryAt(3);
        LogBase beforeThird = log.placeBefore(3);
        assertThat(beforeThird.position()).isEqualTo(third.position());
        assertThatThrownBy(() -> log.parseAfter(beforeThird, other.read(4))).isInstanceOf(CorruptEntryException.class);
        CommitLog stranger = TestLog.open(new SimulatedDisk(3));
        for (int seed = 100; seed < 110; seed++) {
            TestLog.append(stranger, 1, 20 + (seed - 100) % 7 * 10, seed);
        }
        assertThatThrownBy(() -> log.parseAfter(beforeThird, stranger.read(3)))
                .isInstanceOf(CorruptEntryException.class);
    }

    @Test
    void onlyEntriesOfTheSegmentAreTaken() throws CorruptEntryException {
        ByteBuffer sent = joined(other.readRange(1, (int) sealedPosition).buffers());
        List<EntryMeta> taken = log.parseAfter(LogBase.EMPTY, sent);
        assertThat(taken.get(taken.size() - 1).endPosition()).isEqualTo(TestLog.SEGMENT_BYTES);
    }

    @Test
    void placesAroundDamageAreFoundPastIt() {
        List<EntryMeta> damaged = new ArrayList<>(List.of(log.entryAt(4), log.entryAt(5), log.entryAt(6)));
        damaged.forEach(entry -> flip(entry.position() + 48)); // the fingerprint, too, is not to be believed
        assertThat(log.placeBefore(6).index()).isEqualTo(3);
        assertThat(checkAll(log.placeBefore(6), 100).soundTo().index()).isEqualTo(3);
        LogBase behind = log.placeAfter(4, sealedPosition).orElseThrow();
        assertThat(behind.index()).isEqualTo(6);
        assertThat(checkAll(behind, 100).damage()).isEmpty();
        assertThat(log.placeAfter(4, log.entryAt(6).endPosition())).isEmpty();
    }

    @Test
    void whatWasReleasedIsNeitherSoundNorDamaged() throws StorageFailure {
        LogBase base = new LogBase(0, 0, 0, 0, 0);
        for (long index = log.firstIndex(); index < log.lastIndex(); index++) {
            if (log.endsSegment(index)) {
                base = log.baseAfter(index);
                break;
            }
        }
        flip(10);
        log.releaseBefore(base);
        log.deleteReleased(base);
        ScrubResult result = log.checkStored(LogBase.EMPTY, sealedPosition, 100);
        assertThat(result.isDamaged()).isFalse();
        assertThat(result.soundTo()).isEqualTo(LogBase.EMPTY);
    }
}
