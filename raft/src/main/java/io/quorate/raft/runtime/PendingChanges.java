package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Changes of the group that were asked for here and whose fate is open, oldest first; at most one a term, since a leader makes
 * one at a time. Replica loop only.
 */
final class PendingChanges {
    private record Pending(EntryMeta entry, Membership wanted, CompletableFuture<MembershipOutcome> done) {}

    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private CompletableFuture<MembershipOutcome> asked; // accepted by the core, its entry not appended yet; or null

    void asked(CompletableFuture<MembershipOutcome> done) {
        asked = done;
    }

    /** A CONFIGURATION entry of our own was appended: the one asked for, or one the leader makes by itself. */
    void appended(EntryMeta entry, Membership wanted) {
        if (asked != null) {
            queue.addLast(new Pending(entry, wanted, asked));
            asked = null;
        }
    }

    /** The entry was applied here, so what stands at its index is final: the change, or what another leader put there. */
    void applied(EntryMeta entry, Optional<NodeId> leader) {
        for (Iterator<Pending> each = queue.iterator(); each.hasNext(); ) {
            Pending pending = each.next();
            if (pending.entry().index() <= entry.index()) {
                each.remove();
                pending.done().complete(outcome(pending, entry, leader));
            }
        }
    }

    private static MembershipOutcome outcome(Pending pending, EntryMeta applied, Optional<NodeId> leader) {
        return pending.entry().equals(applied)
                ? new MembershipOutcome.Committed(new IndexedMembership(applied.index(), pending.wanted()))
                : new MembershipOutcome.NotLeader(leader);
    }

    void abandonAll() {
        while (!queue.isEmpty()) {
            queue.pollFirst().done().complete(new MembershipOutcome.Unknown());
        }
    }
}
