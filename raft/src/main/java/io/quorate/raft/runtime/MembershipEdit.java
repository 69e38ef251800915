package io.quorate.raft.runtime;

import io.quorate.raft.membership.Membership;

/** A change of the group as its operator means it, whatever the group is like when it is carried out. */
@FunctionalInterface
public interface MembershipEdit {
    /**
     * On the replica loop of the leader.
     *
     * @throws IllegalArgumentException with a sentence for the operator if it makes no sense for this group
     */
    Membership applyTo(Membership current);
}
