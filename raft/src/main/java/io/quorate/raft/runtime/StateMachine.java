package io.quorate.raft.runtime;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import java.nio.ByteBuffer;
import java.util.List;

/** What the log is a history of. Deterministic: the same entries give the same state on every replica. */
public interface StateMachine {
    /**
     * Applies a committed entry. Replica loop only, in index order, none twice in a process life.
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

    /** Time passes: called on every tick of this replica, leader or not, but not while a snapshot is put in place. Replica loop. */
    default void tick() {}

    /**
     * The whole state as of the entry applied last, as bytes that {@link #restore} understands on any replica: the same
     * bytes on every replica that applied the same entries, whether from the first one on or from a snapshot. Replica loop,
     * after an entry was applied. It stops the loop for as long as it takes: what that is may grow with the number of
     * named things in the state, never with the number of messages.
     *
     * @return read-only buffers, to be read one after the other; together they are the snapshot, of at most 2 GiB. Nobody
     *     changes them afterwards
     */
    List<ByteBuffer> snapshot();

    /**
     * Replaces the whole state by a snapshot taken at {@code base}, on this or another replica. The next entry applied is
     * {@code base.index() + 1}. Replica loop (or before it runs), never while this replica leads: before the first entry is
     * applied, or in mid-life when a snapshot was installed. Other threads see the state before or the one after, never
     * parts of both.
     *
     * <p>What refers to bytes before {@code base.position()} is not in a snapshot. The log keeps the bytes from
     * {@code logBase.position()} on: earlier than {@code base} when a replica starts from a snapshot amid its log, and then
     * they are whole sealed segments, not applied in this process life, about which the state machine must still be able to
     * answer, from files beside them or from the segments. {@link #baseMoved} is not called for either base.
     *
     * @param logBase where the log begins, at or before {@code base}; the same when the snapshot replaces the log
     * @param snapshot all its bytes, from position to limit; read within this call only
     * @throws CorruptSnapshotException if the bytes are not such a snapshot, or not one taken at this base. The state is as
     *     before; a node that has no other way to its state must stop and say so
     */
    void restore(LogBase logBase, LogBase base, ByteBuffer snapshot) throws CorruptSnapshotException;

    /** As above, with a log that begins where the snapshot was taken. */
    default void restore(LogBase base, ByteBuffer snapshot) throws CorruptSnapshotException {
        restore(base, base, snapshot);
    }

    /**
     * The entries at and before {@code base.index()} leave the log: what refers to their bytes goes, too. They were all
     * applied. Replica loop, before the log lets go of them, so that whoever finds the bytes gone also finds that
     * nothing refers to them any more.
     */
    void baseMoved(LogBase base);

    /**
     * Files that were made beside this sealed segment are not what they were: what of them is this state machine's is to be
     * made again. The segment itself is sound. Replica loop.
     */
    default void indexDamaged(long segmentStart) {}

    /**
     * The oldest position in the log whose bytes the state still depends on, such as those of a message to be delivered later.
     * No base moves beyond it, whatever the reason. Replica loop, often: answers at once.
     *
     * @return {@link Long#MAX_VALUE} if it depends on none
     */
    default long neededPosition() {
        return Long.MAX_VALUE;
    }
}
