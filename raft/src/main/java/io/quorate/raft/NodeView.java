package io.quorate.raft;

import io.quorate.raft.membership.IndexedMembership;
import java.util.List;
import java.util.Optional;

/**
 * A node's own view, for status pages and tests.
 *
 * @param takesProposals this node leads and is not handing over
 * @param repairing this node lost entries and stays out of elections until it has got them back
 * @param transferTarget to whom leadership is being handed
 * @param membership who belongs to the group, and which entry said so
 * @param peers what a leader knows of the others; empty unless leading
 */
public record NodeView(
        NodeId self,
        Role role,
        long term,
        Optional<NodeId> votedFor,
        Optional<NodeId> leader,
        long lastIndex,
        long flushedIndex,
        long committedIndex,
        long appliedIndex,
        boolean takesProposals,
        boolean repairing,
        Optional<NodeId> transferTarget,
        IndexedMembership membership,
        List<PeerProgress> peers) {}
