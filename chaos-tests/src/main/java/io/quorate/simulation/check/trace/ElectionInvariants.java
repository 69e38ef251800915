package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.Leader;
import io.quorate.simulation.check.trace.NodeEvent.Member;
import io.quorate.simulation.check.trace.NodeEvent.SendAck;
import io.quorate.simulation.check.trace.NodeEvent.Vote;

/** Who may vote, when, and for whom (Raft §5.2), and who may lead. */
final class ElectionInvariants implements Invariant {
    private static final String STORED_FIRST = "I3 term and vote are stored before anybody hears of them";

    @Override
    public void judge(NodeEvent event, TracedNode node, TracedGroup group, Report report) {
        if (event instanceof Leader leader) {
            String other = group.leaders.getOrDefault(leader.term(), leader.node());
            report.check(other.equals(leader.node()), "I1 one leader a term", other + " leads in " + leader.term());
            checkStored(leader.term(), node, report);
        } else if (event instanceof Vote vote) {
            judgeVote(vote, node, group, report);
        } else if (event instanceof SendAck ack) {
            checkStored(ack.term(), node, report);
        }
    }

    private static void judgeVote(Vote vote, TracedNode node, TracedGroup group, Report report) {
        String before = group.voteOf(vote.node(), vote.term());
        report.check(before == null || before.equals(vote.candidate()), "I2 one vote a term", "voted for " + before);
        // A later term on disk is as good: the node can never again vote in this one.
        boolean stored = node.persistedTerm > vote.term()
                || (node.persistedTerm == vote.term() && node.persistedVote.equals(vote.candidate()));
        report.check(stored, STORED_FIRST, "stored: term " + node.persistedTerm + " vote " + node.persistedVote);
        // A wiped disk may come back: as another member, named by a later membership with its new storage.
        boolean known =
                node.storageIds.size() <= 1 || group.votersOf(node).contains(new Member(vote.node(), node.storageId));
        report.check(known, "I14 no vote under an old name with new storage", "storage " + node.storageId);
    }

    private static void checkStored(long term, TracedNode node, Report report) {
        report.check(node.persistedTerm >= term, STORED_FIRST, "stored: term " + node.persistedTerm);
    }
}
