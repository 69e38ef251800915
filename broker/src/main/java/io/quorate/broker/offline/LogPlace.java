package io.quorate.broker.offline;

import io.quorate.commitlog.LogInspection;
import io.quorate.commitlog.disk.FileDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.runtime.DurableState;
import io.quorate.raft.runtime.HardStateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the log of a node is. Given is its storePathRootDir, or the folder with the segments. */
record LogPlace(Path given, Path log) {
    private static final String LOG = "commitlog";
    private static final String HARD_STATE = "raft.state";

    static LogPlace of(Path given) {
        Path within = given.resolve(LOG);
        return new LogPlace(given, Files.isDirectory(within) ? within : given);
    }

    LogInspection open(boolean live) throws IOException, StorageFailure {
        if (live) {
            return LogInspection.ofRunning(new FileDisk(), log);
        }
        try {
            return LogInspection.ofStopped(new FileDisk(), log);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + ". A node's log can be read while it runs with --live", e);
        }
    }

    /** What the node remembers beside its log: up to where it had flushed, for one. */
    Optional<DurableState> hardState() throws StorageFailure {
        Path parent = log.toAbsolutePath().getParent();
        return parent == null ? Optional.empty() : HardStateFile.peek(parent.resolve(HARD_STATE));
    }
}
