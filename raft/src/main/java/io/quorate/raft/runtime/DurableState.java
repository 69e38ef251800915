package io.quorate.raft.runtime;

import io.quorate.raft.Invariants;
import io.quorate.raft.NodeId;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogDamage;
import java.util.Optional;

/**
 * What a replica keeps on disk beside its log.
 *
 * @param term Raft's currentTerm
 * @param votedFor who got this replica's vote in that term
 * @param flushedIndex the watermark: the log was flushed up to this entry. What is missing below it is damage, above it a
 *     torn tail. May lag, never leads
 * @param flushedPosition position after that entry
 * @param committedIndex known to be committed; at most the watermark, may lag
 * @param base where the log begins; at most the watermark. What is found before it is to be deleted
 * @param lostIndex if this replica lost entries it may have acknowledged and has not got them back yet: the watermark when
 *     it noticed. 0: nothing is missing
 */
public record DurableState(
        long term,
        Optional<NodeId> votedFor,
        long flushedIndex,
        long flushedPosition,
        long committedIndex,
        LogBase base,
        long lostIndex) {
    public static final DurableState INITIAL = new DurableState(0, Optional.empty(), 0, 0, 0, LogBase.EMPTY, 0);

    public DurableState {
        Invariants.check(
                base.index() <= flushedIndex && base.position() <= flushedPosition,
                "what comes before the base was flushed",
                base.index(),
                flushedIndex);
    }

    /**
     * What is left of this state after damage. What had been committed is not known any more beyond the base: the entries
     * there may not be the ones that were.
     */
    public DurableState after(LogDamage damage) {
        return new DurableState(
                term,
                votedFor,
                damage.keptIndex(),
                damage.keptPosition(),
                base.index(),
                base,
                Math.max(lostIndex, damage.flushedIndex()));
    }

    /** Whether this replica may not vote until it has got back what it lost. */
    public boolean isRepairing() {
        return lostIndex > 0;
    }
}
