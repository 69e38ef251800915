package io.quorate.commitlog;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogDamage;

/** Told of damage by an opening log before anything on the disk is changed: what it shows may not be seen again. */
public interface DamageWitness {
    /** Refuses: who cannot remember the damage must not go on with what is left. */
    DamageWitness NONE = damage -> {
        throw new StorageFailure(StorageFailure.Reason.DAMAGED, damage.what());
    };

    /**
     * Writes down, on the disk when it returns, that this replica lost entries it may have acknowledged.
     *
     * @throws StorageFailure then the log is not opened, and nothing was changed
     */
    void saw(LogDamage damage) throws StorageFailure;
}
