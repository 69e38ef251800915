package io.quorate.simulation.invariant;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.HashSet;
import java.util.Set;

/**
 * A leader changes its group by one voter at a time, not before the change before is committed, nor before an entry of its own
 * term is (Raft dissertation §4.1 and its correction). And a disk that no configuration ever named takes no part in elections.
 */
public final class MembershipSafety implements GroupObserver {
    private final SimulatedGroup group;
    private final ReplicaView[] before; // by node, in this life

    public MembershipSafety(SimulatedGroup group) {
        this.group = group;
        this.before = new ReplicaView[group.nodes().size()];
    }

    @Override
    public void started(SimulatedNode node) {
        before[node.number()] = node.view();
    }

    @Override
    public void stepped(SimulatedNode node) {
        ReplicaView last = before[node.number()];
        ReplicaView now = node.view();
        before[node.number()] = now;
        boolean ledOn = now.role() == Role.LEADER && last.role() == Role.LEADER && last.term() == now.term();
        if (ledOn && now.membership().index() != last.membership().index()) {
            checkChange(node, last.membership(), now);
        }
    }

    private static void checkChange(SimulatedNode node, IndexedMembership from, ReplicaView now) {
        if (from.index() > now.committedIndex()) {
            throw new CheckFailure(
                    "one membership change at a time",
                    node + " changes the group at index " + now.membership().index() + ", but the change at "
                            + from.index() + " is not committed");
        }
        if (node.log().termAt(now.committedIndex()) != now.term()) {
            throw new CheckFailure(
                    "membership change in own term",
                    node + " changes the group at index " + now.membership().index()
                            + ", but has committed no entry of its term " + now.term());
        }
        int changed = changedVoters(from.membership(), now.membership().membership());
        if (changed > 1) {
            throw new CheckFailure(
                    "neighbouring majorities overlap",
                    node + " changes " + changed + " voters at once: from " + from + " to " + now.membership());
        }
    }

    private static int changedVoters(Membership from, Membership to) {
        Set<Member> changed = new HashSet<>(from.voters());
        changed.addAll(to.voters());
        changed.removeIf(voter -> from.voters().contains(voter) && to.voters().contains(voter));
        return changed.size();
    }

    @Override
    public void sends(SimulatedNode node, RaftMessage message) {
        boolean votes = message instanceof RaftMessage.VoteReply reply && reply.granted();
        boolean stands = message instanceof RaftMessage.VoteRequest || message instanceof RaftMessage.PreVoteRequest;
        if ((votes || stands) && !group.membership().wasMember(node)) {
            throw new CheckFailure(
                    "only members elect",
                    node + " on the disk " + node.storageId() + ", which no configuration ever named, sends "
                            + message);
        }
    }
}
