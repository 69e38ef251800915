package io.quorate.raft;

import java.util.Optional;

/**
 * What a replica must not forget (Raft figure 2, persistent state): to be flushed before any message leaves that was
 * made after the change.
 *
 * @param votedFor who got this replica's vote in {@code term}
 */
public record HardState(long term, Optional<NodeId> votedFor) {
    public static final HardState INITIAL = new HardState(0, Optional.empty());
}
