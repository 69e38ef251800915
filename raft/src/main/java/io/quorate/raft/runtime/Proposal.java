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
     * Whether what it was made from has passed, such as an earlier leadership: then it is not written but completed as {@link
     * ProposeOutcome.NotLeader}. It may have waited in between for this replica to lose and win leadership. Asked just before
     * {@link #writeTo}.
     */
    default boolean isLapsed() {
        return false;
    }

    /** Tells the fate; called exactly once. For a committed proposal: after its entry was applied. */
    void complete(ProposeOutcome outcome);
}
