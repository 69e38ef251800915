package io.quorate.raft.runtime;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogStore;

/** A step of the log's sealing of its segments. */
record SealingStep(LogStore log) implements DiskStep {
    @Override
    public void run() throws StorageFailure {
        log.sealStep();
    }

    @Override
    public void done() {
        log.sealStepped();
    }
}
