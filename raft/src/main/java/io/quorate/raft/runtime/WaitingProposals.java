package io.quorate.raft.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Proposals not yet appended, in order of arrival. Replica loop only. */
final class WaitingProposals {
    private final ArrayDeque<Proposal> queue = new ArrayDeque<>();
    private long bytes;

    boolean isEmpty() {
        return queue.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    void add(Proposal proposal) {
        queue.addLast(proposal);
        bytes += proposal.lengthBytes();
    }

    /** The oldest ones, up to {@code bytesMax} but at least one; none if all that waited have lapsed. */
    ProposalPack take(int bytesMax) {
        List<Proposal> taken = new ArrayList<>();
        int takenBytes = 0;
        while (!queue.isEmpty()) {
            int next = queue.peekFirst().lengthBytes();
            if (queue.peekFirst().isLapsed()) {
                bytes -= next;
                queue.pollFirst().complete(new ProposeOutcome.NotLeader(Optional.empty()));
                continue;
            }
            if (!taken.isEmpty() && (long) takenBytes + next > bytesMax) {
                break;
            }
            taken.add(queue.pollFirst());
            takenBytes += next;
        }
        bytes -= takenBytes;
        return new ProposalPack(taken, takenBytes);
    }

    void completeAll(ProposeOutcome outcome) {
        while (!queue.isEmpty()) {
            queue.pollFirst().complete(outcome);
        }
        bytes = 0;
    }
}
