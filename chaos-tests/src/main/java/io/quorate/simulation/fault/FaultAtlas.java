package io.quorate.simulation.fault;

import io.quorate.raft.membership.Learner;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.simulation.world.GroupMembership;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.HashSet;
import java.util.Set;

/** Whose disks were damaged or wiped: never so many that the group could not be expected to survive. */
final class FaultAtlas {
    private final SimulatedGroup group;
    private final Set<Integer> damaged = new HashSet<>(); // by node number; only asked, never walked through
    private boolean closed;

    FaultAtlas(SimulatedGroup group) {
        this.group = group;
    }

    boolean isDamaged(SimulatedNode node) {
        if (node.hasRepaired()) {
            damaged.remove(node.number()); // for good: what was built on it holds when the node is down again
        }
        return damaged.contains(node.number());
    }

    /** Takes the node's disk into the quota of damage, if a majority without any remains. */
    boolean mayDamage(SimulatedNode node) {
        if (isDamaged(node)) {
            return true;
        }
        boolean allowed = canLose(node);
        if (allowed) {
            damaged.add(node.number());
        }
        return allowed;
    }

    /** Whether the node's disk may be emptied. Its new one is whole, but belongs to no voter. */
    boolean mayWipe(SimulatedNode node) {
        boolean allowed = canLose(node);
        if (allowed) {
            damaged.remove(node.number());
        }
        return allowed;
    }

    private boolean canLose(SimulatedNode node) {
        return group.membership().possible().stream()
                .allMatch(each -> !isToBecomeVoter(each, node)
                        && GroupMembership.hasMajority(
                                each, voter -> isIntact(voter) && !voter.equals(node.asMember())));
    }

    /** The leader may have made a voter of it already. */
    private static boolean isToBecomeVoter(Membership membership, SimulatedNode node) {
        return membership.learners().stream()
                .filter(learner -> learner.member().equals(node.asMember()))
                .anyMatch(Learner::becomesVoter);
    }

    /** Whether the group may be like this, with the disks as they are. */
    boolean survives(Membership membership) {
        return !closed && GroupMembership.hasMajority(membership, this::isIntact);
    }

    private boolean isIntact(Member voter) {
        SimulatedNode node = group.nodeOf(voter.node());
        return node.asMember().equals(voter) && !node.isLostForGood() && !isDamaged(node);
    }

    /** From now on the group stays as it is. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
