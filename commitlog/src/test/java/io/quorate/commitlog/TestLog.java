package io.quorate.commitlog;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.commitlog.index.IndexKind;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Small logs for tests. */
final class TestLog {
    static final Path DIRECTORY = Path.of("log");
    static final int SEGMENT_BYTES = 512;
    static final int ENTRY_BYTES_MAX = 200;
    static final long TIMESTAMP = 1_700_000_000_000L;

    /** The state is restored at the last place there is: sealed segments are not read. */
    static final RestorePoint NEWEST = places -> places.get(places.size() - 1);

    private TestLog() {}

    static CommitLogConfig config() {
        return new CommitLogConfig(DIRECTORY, SEGMENT_BYTES, ENTRY_BYTES_MAX, 0);
    }

    static CommitLog open(SimulatedDisk disk) throws StorageFailure {
        return open(disk, RecoveryFloor.NONE);
    }

    static CommitLog open(SimulatedDisk disk, RecoveryFloor floor) throws StorageFailure {
        return CommitLog.open(config(), disk, floor, LogBase.EMPTY, DamageWitness.NONE);
    }

    /** An entry's buffer with records that can be told from others. */
    static ByteBuffer buffer(int payloadBytes, int seed) {
        ByteBuffer entry = ByteBuffer.allocate(EntryFormat.HEADER_BYTES + payloadBytes);
        for (int i = 0; i < payloadBytes; i++) {
            entry.put(EntryFormat.HEADER_BYTES + i, (byte) (seed * 31 + i * 7 + 1));
        }
        return entry;
    }

    /** Appends as a leader does: a filler first where needed. */
    static EntryMeta append(CommitLog log, long term, int payloadBytes, int seed) {
        ByteBuffer entry = buffer(payloadBytes, seed);
        int fillerBytes = log.fillerBytesBefore(entry.limit());
        if (fillerBytes > 0) {
            log.append(EntryKind.FILLER, term, log.lastTimestampMillis(), 0, ByteBuffer.allocate(fillerBytes));
        }
        long timestampMillis = Math.max(TIMESTAMP + seed, log.lastTimestampMillis());
        return log.append(EntryKind.RECORDS, term, timestampMillis, 1, entry);
    }

    static FlushMark flush(CommitLog log) throws StorageFailure {
        return log.flush(new FlushLimit(log.generation(), Long.MAX_VALUE));
    }

    /** Does all sealing that is due for entries up to this one, which are flushed. */
    static void seal(CommitLog log, long settledIndex) throws StorageFailure {
        while (log.startSealing(settledIndex)) {
            log.sealStep();
            log.sealStepped();
        }
    }

    static Path entries(long startPosition) {
        return DIRECTORY.resolve(IndexKind.ENTRIES.nameOf(startPosition));
    }

    static RecoveryFloor floorOf(CommitLog log) {
        return new RecoveryFloor(log.flushedMark().index(), log.flushedPosition());
    }

    static Path segment(long startPosition) {
        return DIRECTORY.resolve(Segment.nameOf(startPosition));
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    /** All bytes of the log from start to end. */
    static byte[] content(CommitLog log) {
        return bytes(log.slice(0, (int) log.endPosition()));
    }
}
