package io.quorate.simulation.world;

import io.quorate.raft.Role;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.ReplicaView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who belonged to a group and who may belong to it now, gathered from what its leaders append. It may know of more
 * configurations than can still come to count, never of fewer.
 */
public final class GroupMembership implements GroupObserver {
    private IndexedMembership committed; // the newest known to be
    private final List<IndexedMembership> open =
            new ArrayList<>(); // appended by some leader, not known to be committed
    private final Set<Member> everMembers = new HashSet<>(); // only asked, never walked through
    private final IndexedMembership[] seen; // at each node, while it leads
    private long committedIndex;

    GroupMembership(Membership initial, int nodeCount) {
        committed = new IndexedMembership(0, initial);
        everMembers.addAll(initial.members());
        seen = new IndexedMembership[nodeCount];
    }

    /** All that may be in force now, or may come to be by what is in some log. */
    public List<Membership> possible() {
        List<Membership> possible = new ArrayList<>();
        possible.add(committed.membership());
        open.stream()
                .filter(each -> each.index() > committedIndex)
                .map(IndexedMembership::membership)
                .forEach(possible::add);
        return possible;
    }

    /** The newest that is known to be committed. */
    public Membership committed() {
        return committed.membership();
    }

    /** Whether some leader ever counted this node with this disk among the group. */
    public boolean wasMember(SimulatedNode node) {
        return everMembers.contains(node.asMember());
    }

    /** Whether a majority of the voters are like this. */
    public static boolean hasMajority(Membership membership, Predicate<Member> holds) {
        long count = membership.voters().stream().filter(holds).count();
        return count > membership.voters().size() / 2;
    }

    @Override
    public void stepped(SimulatedNode node) {
        ReplicaView view = node.view();
        committedIndex = Math.max(committedIndex, view.committedIndex());
        IndexedMembership newest = view.membership();
        if (newest.index() <= view.committedIndex()) {
            committed(newest); // also by a leader that is out by it, and leads no more
        }
        if (view.role() != Role.LEADER) {
            seen[node.number()] = null;
            return;
        }
        IndexedMembership before = seen[node.number()];
        if (before == null || before.index() != newest.index()) {
            seen[node.number()] = newest;
            everMembers.addAll(newest.membership().members());
            if (newest.index() > committed.index() && !open.contains(newest)) {
                open.add(newest);
            }
            if (before != null && before.index() < newest.index()) {
                committed(before); // else there would be no next one; MembershipSafety sees to that
            }
        }
    }

    private void committed(IndexedMembership membership) {
        if (membership.index() > committed.index()) {
            committed = membership;
            open.removeIf(each -> each.index() <= membership.index());
        }
    }
}
