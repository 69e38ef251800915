package io.quorate.raft.runtime;

import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;

/** What the log is a history of. Deterministic: the same entries give the same state on every replica. */
public interface StateMachine {
    /**
     * Applies a committed entry. Replica loop only, in index order, each entry once per process life.
     *
     * @param entry the whole entry, header included, read-only
     */
    void apply(EntryMeta meta, ByteBuffer entry);

    /**
     * This replica leads in {@code term} and has applied everything up to its own no-op: proposals may come from now on.
     * Replica loop.
     */
    void leadershipGained(long term);

    /** This replica led and no longer does; what it had proposed and not committed may vanish. Replica loop. */
    void leadershipLost();
}
