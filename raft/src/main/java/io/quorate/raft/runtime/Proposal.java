package io.quorate.raft.runtime;

import java.nio.ByteBuffer;

/**
 * Records that want to become part of the log, all in one entry. Made on any thread; after it was handed to the replica
 * its methods are called on the replica loop alone.
 */
public interface Proposal {
    /** Exact length of all its records together. */
    int lengthBytes();

    int recordCount();

    /**
     * Writes the records at the target's position; called at most once, in log order, only while this replica leads. This
     * is where positions and queue offsets are fixed.
     *
     * @param position byte position in the log of the first byte written
     * @param timestampMillis timestamp of the entry
     */
    void writeTo(ByteBuffer target, long position, long timestampMillis);

    /**
     * Asked just before {@link #writeTo}. A proposal that says no is not appended and completes as not led: what it was made
     * for has changed while it waited.
     */
    default boolean isCurrent() {
        return true;
    }

    /** Tells the fate; called exactly once. For a committed proposal: after its entry was applied. */
    void complete(ProposeOutcome outcome);
}
