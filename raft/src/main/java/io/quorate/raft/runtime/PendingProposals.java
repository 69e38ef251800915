package io.quorate.raft.runtime;

import io.quorate.raft.Invariants;
import io.quorate.raft.NodeId;
import io.quorate.raft.log.EntryMeta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Proposals that were appended and whose fate is open, oldest first. Replica loop only. */
final class PendingProposals {
    private record Pending(EntryMeta entry, List<Proposal> proposals, int lengthBytes) {}

    private record Displaced(Pending pending, long sinceTick) {}

    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private final List<Displaced> displaced = new ArrayList<>(); // truncated here, and not yet decided
    private long bytes;
    private long ticks;

    long bytes() {
        return bytes;
    }

    void add(EntryMeta entry, List<Proposal> proposals, int lengthBytes) {
        queue.addLast(new Pending(entry, proposals, lengthBytes));
        bytes += lengthBytes;
    }

    /**
     * The entry was applied here, so what stands at its index is decided.
     *
     * @param leader as known now, for those who must try elsewhere
     */
    void applied(EntryMeta entry, Optional<NodeId> leader) {
        settleDisplaced(entry, leader);
        while (!queue.isEmpty() && queue.peekFirst().entry().index() <= entry.index()) {
            Pending pending = queue.pollFirst();
            Invariants.check(
                    pending.entry().index() == entry.index() && pending.entry().term() == entry.term(),
                    "what was proposed and never truncated is what is applied",
                    pending.entry().index(),
                    entry.index(),
                    entry.term());
            complete(pending, new ProposeOutcome.Committed(pending.entry()));
        }
    }

    private void settleDisplaced(EntryMeta entry, Optional<NodeId> leader) {
        for (Iterator<Displaced> each = displaced.iterator(); each.hasNext(); ) {
            Pending pending = each.next().pending();
            if (pending.entry().index() == entry.index()) {
                each.remove();
                boolean cameBack = pending.entry().term() == entry.term();
                complete(
                        pending,
                        cameBack
                                ? new ProposeOutcome.Committed(pending.entry())
                                : new ProposeOutcome.NotLeader(leader));
            }
        }
    }

    /**
     * Another leader's entries took their place here. That is not the end of them: a replica elsewhere may have them still,
     * lead one day and commit them (as in Raft figure 8). What is applied at their index decides.
     */
    void truncatedFrom(long index) {
        while (!queue.isEmpty() && queue.peekLast().entry().index() >= index) {
            displaced.add(new Displaced(queue.pollLast(), ticks));
        }
    }

    /** Time passes. What is not decided after so long is given back as unknown: a group at rest may never decide it. */
    void tick(long displacedTicksMax) {
        ticks++;
        for (Iterator<Displaced> each = displaced.iterator(); each.hasNext(); ) {
            Displaced late = each.next();
            if (ticks - late.sinceTick() > displacedTicksMax) {
                each.remove();
                complete(
                        late.pending(),
                        new ProposeOutcome.Unknown(late.pending().entry()));
            }
        }
    }

    private void complete(Pending pending, ProposeOutcome outcome) {
        bytes -= pending.lengthBytes();
        pending.proposals().forEach(proposal -> proposal.complete(outcome));
    }

    /** The replica stops: whoever leads next may or may not have them. */
    void abandonAll() {
        truncatedFrom(0);
        tick(-1);
    }
}
