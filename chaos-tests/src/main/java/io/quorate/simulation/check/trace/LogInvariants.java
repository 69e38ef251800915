package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.Append;
import io.quorate.simulation.check.trace.NodeEvent.Apply;
import io.quorate.simulation.check.trace.NodeEvent.Boot;
import io.quorate.simulation.check.trace.NodeEvent.Commit;
import io.quorate.simulation.check.trace.NodeEvent.Leader;
import io.quorate.simulation.check.trace.NodeEvent.Truncate;
import io.quorate.simulation.check.trace.TracedGroup.Committed;
import io.quorate.simulation.check.trace.TracedGroup.EntryId;

/** Log matching, leader completeness, state machine safety (Raft figure 3), and that nothing goes back. */
final class LogInvariants implements Invariant {
    private static final String FORWARD = "I10 applied <= committed <= last, and none goes back";

    @Override
    public void judge(NodeEvent event, TracedNode node, TracedGroup group, Report report) {
        if (event instanceof Append append) {
            judgeAppend(append, node, group, report);
        } else if (event instanceof Truncate truncate) {
            judgeTruncate(truncate.fromIndex(), node, report);
        } else if (event instanceof Leader leader) {
            judgeLeader(leader, node, group, report);
        } else if (event instanceof Commit commit) {
            judgeCommit(commit, node, group, report);
        } else if (event instanceof Apply apply) {
            judgeApply(apply, node, group, report);
        } else if (event instanceof Boot boot) {
            report.check(
                    boot.applied() <= boot.commit() && boot.commit() <= boot.last(),
                    FORWARD,
                    "boots with " + boot.applied() + ", " + boot.commit() + ", " + boot.last());
        }
    }

    private static void judgeAppend(Append append, TracedNode node, TracedGroup group, Report report) {
        Long known = group.fingerprints.get(new EntryId(append.index(), append.term()));
        report.check(
                known == null || known == append.fingerprint(),
                "I6 same index and term, same entry and same before it",
                "elsewhere " + known);
        if (append.index() <= node.last()) {
            judgeTruncate(append.index(), node, report); // it overwrites
        }
    }

    private static void judgeTruncate(long fromIndex, TracedNode node, Report report) {
        String name = "I8 no leader truncates, and nobody what is committed";
        report.check(fromIndex > node.commit, name, "committed " + node.commit);
        report.check(!node.leads, name, "leads in " + node.term);
    }

    private static void judgeLeader(Leader leader, TracedNode node, TracedGroup group, Report report) {
        long index = group.committedIndex();
        while (index > 0 && group.committedAt(index).inTerm() >= leader.term()) {
            index--;
        }
        if (index == 0) {
            return;
        }
        // Fingerprints stand for everything before, so the newest one stands for all.
        Committed newest = group.committedAt(index);
        boolean has = node.last() >= index && TracedGroup.sameEntry(newest.entry(), node.entryAt(index));
        report.check(
                has,
                "I9 a leader has what was committed in earlier terms",
                "entry " + index + " committed in term " + newest.inTerm() + " as " + newest.entry() + ", has "
                        + node.entryAt(index));
    }

    private static void judgeCommit(Commit commit, TracedNode node, TracedGroup group, Report report) {
        report.check(commit.index() >= node.commit, FORWARD, "committed " + node.commit);
        report.check(commit.index() <= node.last(), FORWARD, "last " + node.last());
        for (long index = node.commit + 1; index <= commit.index(); index++) {
            Committed known = group.committedAt(index);
            if (known == null) {
                report.check(node.leads, "I7 followers commit what a leader has", "entry " + index);
            } else {
                report.check(
                        TracedGroup.sameEntry(known.entry(), node.entryAt(index)),
                        "I6 what is committed is the same everywhere",
                        "entry " + index + " is " + node.entryAt(index) + ", committed " + known.entry());
            }
        }
    }

    private static void judgeApply(Apply apply, TracedNode node, TracedGroup group, Report report) {
        report.check(apply.index() > node.applied, FORWARD, "applied " + node.applied);
        report.check(apply.index() <= node.commit, FORWARD, "committed " + node.commit);
        Long known = group.hashes.get(apply.index());
        report.check(
                known == null || known == apply.hash(),
                "I10 the state at an index is the same everywhere and after a replay",
                "elsewhere " + known);
    }
}
