package io.quorate.commitlog;

import io.quorate.commitlog.disk.FileDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.LogBase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How long a flush of one entry takes, into a file reserved ahead and into one that is not. Not a test: {@code main} takes
 * a directory on the disk to be measured.
 */
final class FlushBench {
    private static final int FLUSHES = 1000;
    private static final int WARM_UP = 100;
    private static final int SEGMENT_BYTES = 1 << 30;

    private FlushBench() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        for (int entryBytes : new int[] {256, 1024, 4096, 65_536}) {
            // In turns, so that other load on the disk meets both alike.
            try (Run reserved = new Run(root, 32 << 20);
                    Run growing = new Run(root, 0)) {
                for (int i = -WARM_UP; i < FLUSHES; i++) {
                    reserved.flush(entryBytes, i);
                    growing.flush(entryBytes, i);
                }
                reserved.report("reserved", entryBytes);
                growing.report("growing", entryBytes);
            }
        }
    }

    private static final class Run implements AutoCloseable {
        private final Path directory;
        private final CommitLog log;
        private final long[] micros = new long[FLUSHES];

        Run(Path root, int aheadBytes) throws StorageFailure, IOException {
            directory = Files.createTempDirectory(root, "flush-bench");
            CommitLogConfig config = new CommitLogConfig(directory, SEGMENT_BYTES, 1 << 20, aheadBytes);
            log = CommitLog.open(config, new FileDisk(), RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
        }

        void flush(int entryBytes, int number) throws StorageFailure {
            while (log.preallocateAhead()) {} // the flusher does this when idle: not measured
            log.append(EntryKind.RECORDS, 1, 1, 1, ByteBuffer.allocate(entryBytes));
            long start = System.nanoTime();
            log.flush(new FlushLimit(log.generation(), Long.MAX_VALUE));
            if (number >= 0) {
                micros[number] = (System.nanoTime() - start) / 1000;
            }
        }

        void report(String what, int entryBytes) {
            Arrays.sort(micros);
            System.out.printf(
                    "%s entryBytes=%d p50=%dus p99=%dus max=%dus%n",
                    what, entryBytes, micros[FLUSHES / 2], micros[FLUSHES * 99 / 100], micros[FLUSHES - 1]);
        }

        @Override
        public void close() throws StorageFailure, IOException {
            log.close();
            for (String name : new FileDisk().list(directory)) {
                Files.delete(directory.resolve(name));
            }
            Files.delete(directory.resolve("lock"));
            Files.delete(directory);
        }
    }
}
