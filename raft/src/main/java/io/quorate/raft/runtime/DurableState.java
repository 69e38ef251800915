package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
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
 */
public record DurableState(
        long term, Optional<NodeId> votedFor, long flushedIndex, long flushedPosition, long committedIndex) {
    public static final DurableState INITIAL = new DurableState(0, Optional.empty(), 0, 0, 0);
}
