package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.Role;
import io.quorate.raft.membership.IndexedMembership;
import java.util.Optional;

/**
 * A replica seen from outside, as of some moment. Immutable.
 *
 * @param leader who leads in {@code term}, as far as this replica knows
 * @param serving this replica leads and has applied its own no-op: it may take proposals
 * @param endPosition position after the newest entry
 * @param appliedPosition position after the newest applied entry: what reads may see
 * @param membership who belongs to the group, by the newest configuration in this replica's log, committed or not; {@link
 *     io.quorate.raft.membership.Membership#NONE} if it belongs to no group yet
 * @param member whether this replica, on its disk, is one of them
 * @param repairing this replica lost entries and stays out of elections until it has got them back
 */
public record ReplicaView(
        NodeId self,
        Role role,
        long term,
        Optional<NodeId> leader,
        boolean serving,
        long lastIndex,
        long flushedIndex,
        long committedIndex,
        long appliedIndex,
        long endPosition,
        long appliedPosition,
        IndexedMembership membership,
        boolean member,
        boolean repairing) {}
