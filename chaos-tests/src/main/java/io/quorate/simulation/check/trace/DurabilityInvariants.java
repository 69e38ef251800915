package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.Boot;
import io.quorate.simulation.check.trace.NodeEvent.Commit;
import io.quorate.simulation.check.trace.NodeEvent.Durable;
import io.quorate.simulation.check.trace.NodeEvent.Member;
import io.quorate.simulation.check.trace.NodeEvent.SendAck;
import io.quorate.simulation.check.trace.NodeEvent.VotePersisted;
import io.quorate.simulation.check.trace.TracedNode.Entry;

/** What is said to be on disk is, and commits count nothing else (Raft §5.3, §5.4.2). */
final class DurabilityInvariants implements Invariant {
    private static final String FAILED_FLUSH = "I15 nothing is promised after a failed flush";

    @Override
    public void judge(NodeEvent event, TracedNode node, TracedGroup group, Report report) {
        if (event instanceof SendAck ack) {
            report.check(
                    ack.match() <= node.durable, "I4 no acknowledgement before the flush", "durable " + node.durable);
            report.check(!node.flushFailed, FAILED_FLUSH, "acknowledged");
        } else if (event instanceof Durable) {
            report.check(!node.flushFailed, FAILED_FLUSH, "flushed again");
        } else if (event instanceof VotePersisted) {
            report.check(!node.flushFailed, FAILED_FLUSH, "stored a vote");
        } else if (event instanceof Boot boot) {
            report.check(
                    boot.durable() <= node.durableAtFailure,
                    "I15 what a failed flush left does not count until it is flushed again",
                    "durable at the failure " + node.durableAtFailure);
        } else if (event instanceof Commit commit && node.leads && commit.index() > node.commit) {
            judgeCommit(commit, node, group, report);
        }
    }

    private static void judgeCommit(Commit commit, TracedNode node, TracedGroup group, Report report) {
        Entry entry = node.entryAt(commit.index());
        report.check(
                entry == null || entry.term() == node.term,
                "I7 a leader commits by an entry of its own term",
                "entry " + entry + ", leader of " + node.term);
        int voters = group.votersOf(node).size();
        int copies = group.copiesOnDisk(node, commit.index());
        if (2 * copies > voters) {
            return;
        }
        boolean ownIsMissing =
                node.durable < commit.index() && group.votersOf(node).contains(new Member(node.name, node.storageId));
        if (ownIsMissing && 2 * (copies + 1) > voters) {
            report.broken("I5 a leader counts itself up to its own flush", "durable " + node.durable);
        } else {
            report.broken("I7 commits are on a majority's disks", copies + " copies of " + voters);
        }
    }
}
