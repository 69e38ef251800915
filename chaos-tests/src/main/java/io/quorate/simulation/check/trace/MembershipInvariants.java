package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.Configuration;
import io.quorate.simulation.check.trace.NodeEvent.Member;
import io.quorate.simulation.check.trace.TracedNode.Entry;
import java.util.HashSet;
import java.util.Set;

/** One change at a time, each overlapping the one before, none by a leader not yet sure of its log (dissertation §4.1). */
final class MembershipInvariants implements Invariant {
    private static final String NAME = "I12 one safe membership change at a time";

    @Override
    public void judge(NodeEvent event, TracedNode node, TracedGroup group, Report report) {
        boolean proposes = event instanceof Configuration next && node.leads && next.index() > node.configurationIndex;
        if (!proposes) {
            return; // a follower takes what its log says
        }
        Configuration next = (Configuration) event;
        report.check(
                node.configurationIndex <= node.commit,
                NAME,
                "the one at " + node.configurationIndex + " is not committed");
        Entry newest = node.entryAt(node.commit);
        boolean ofOwnTerm = node.commit > 0 && (newest == null || newest.term() == node.term);
        report.check(ofOwnTerm, NAME, "no entry of term " + node.term + " is committed");
        int changed = difference(group.votersOf(node), next.voters());
        report.check(changed <= 1, NAME, changed + " voters changed");
    }

    private static int difference(Set<Member> before, Set<Member> after) {
        Set<Member> either = new HashSet<>(before);
        either.addAll(after);
        Set<Member> both = new HashSet<>(before);
        both.retainAll(after);
        return either.size() - both.size();
    }
}
