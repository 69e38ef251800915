package io.quorate.commitlog;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import java.util.List;

/** Says from where on a replica will apply the log again: the entries from there on are checked when the log is opened. */
@FunctionalInterface
public interface RestorePoint {
    /** All is applied again. */
    RestorePoint BASE = places -> places.get(0);

    /**
     * Picks one of the places.
     *
     * @param places where the log begins, and then each place where a segment ends, ascending
     */
    LogBase choose(List<LogBase> places) throws StorageFailure;
}
