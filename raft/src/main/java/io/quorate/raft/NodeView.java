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
 * @param transferFailure why the newest attempt to hand over came to nothing
 * @param flushWaitTicks for how long something has been waiting for the disk while nothing reached it
 * @param flushStalled so long that the disk is taken for dead: this node neither campaigns nor, if others can, leads
 * @param holdsLease this node leads and may read without asking
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
        Optional<String> transferFailure,
        int flushWaitTicks,
        boolean flushStalled,
        boolean holdsLease,
        IndexedMembership membership,
        List<PeerProgress> peers) {}
