package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.log.EntryMeta;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** Proposals that were appended and whose fate is open, oldest first. Replica loop only. */
final class PendingProposals {
    private record Pending(EntryMeta entry, List<Proposal> proposals, int lengthBytes) {}

    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private long bytes;

    long bytes() {
        return bytes;
    }

    void add(EntryMeta entry, List<Proposal> proposals, int lengthBytes) {
        queue.addLast(new Pending(entry, proposals, lengthBytes));
        bytes += lengthBytes;
    }

    /** The entry was applied here: it, if it is still the one that was proposed, is committed. */
    void applied(EntryMeta entry) {
        while (!queue.isEmpty() && queue.peekFirst().entry().index() <= entry.index()) {
            Pending pending = queue.pollFirst();
            bytes -= pending.lengthBytes();
            ProposeOutcome outcome = new ProposeOutcome.Committed(pending.entry());
            pending.proposals().forEach(proposal -> proposal.complete(outcome));
        }
    }

    /** Another leader's entries took their place: they never happened, and may be tried again. */
    void truncatedFrom(long index, Optional<NodeId> leader) {
        while (!queue.isEmpty() && queue.peekLast().entry().index() >= index) {
            Pending pending = queue.pollLast();
            bytes -= pending.lengthBytes();
            ProposeOutcome outcome = new ProposeOutcome.NotLeader(leader);
            pending.proposals().forEach(proposal -> proposal.complete(outcome));
        }
    }

    /** The replica stops: whoever leads next may or may not have them. */
    void abandonAll() {
        while (!queue.isEmpty()) {
            Pending pending = queue.pollFirst();
            ProposeOutcome outcome = new ProposeOutcome.Unknown(pending.entry());
            pending.proposals().forEach(proposal -> proposal.complete(outcome));
        }
        bytes = 0;
    }
}
