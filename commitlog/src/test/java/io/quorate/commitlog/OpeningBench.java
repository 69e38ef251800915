package io.quorate.commitlog;

import io.quorate.commitlog.disk.FileDisk;
import io.quorate.raft.log.LogBase;
import java.nio.file.Path;

/** Not a test: how long a log of many sealed segments takes to open. Arguments: directory, segments, bytes each. */
final class OpeningBench {
    private static final int ENTRY_PAYLOAD_BYTES = 1024;

    private OpeningBench() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int segments = Integer.parseInt(args[1]);
        long segmentBytes = Long.parseLong(args[2]);
        CommitLogConfig config = new CommitLogConfig(folder, segmentBytes, 64 * 1024, 0);
        RecoveryFloor floor;
        try (CommitLog log = CommitLog.open(
                config, new FileDisk(), RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE, TestLog.NEWEST)) {
            int seed = 0;
            while (log.endPosition() < segments * segmentBytes) {
                TestLog.append(log, 1, ENTRY_PAYLOAD_BYTES, seed++);
                if (log.unflushedBytes() > 1 << 20) {
                    TestLog.flush(log);
                }
            }
            TestLog.flush(log);
            TestLog.seal(log, log.flushedMark().index());
            floor = TestLog.floorOf(log);
        }
        for (int round = 0; round < 3; round++) {
            open("sealed segments believed", config, floor, TestLog.NEWEST);
        }
        open("all of it read", config, floor, RestorePoint.BASE);
    }

    private static void open(String name, CommitLogConfig config, RecoveryFloor floor, RestorePoint restorePoint)
            throws Exception {
        long startNanos = System.nanoTime();
        try (CommitLog log =
                CommitLog.open(config, new FileDisk(), floor, LogBase.EMPTY, DamageWitness.NONE, restorePoint)) {
            System.out.printf(
                    "%s: lastIndex=%d bytes=%d millis=%d%n",
                    name, log.lastIndex(), log.endPosition(), (System.nanoTime() - startNanos) / 1_000_000);
        }
    }
}
