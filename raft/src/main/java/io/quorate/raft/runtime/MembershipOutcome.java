package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Objection;
import java.util.Optional;

/** What became of a change of the group. */
public sealed interface MembershipOutcome {
    /** Final: the group is like this from now on. */
    record Committed(IndexedMembership membership) implements MembershipOutcome {}

    /** Final: nothing was changed, for this reason. */
    record Refused(Objection objection) implements MembershipOutcome {}

    /** Final: nothing was changed. The hint names the leader, if known. */
    record NotLeader(Optional<NodeId> hint) implements MembershipOutcome {}

    /** Maybe: leadership was lost, or this replica stopped, before the change was seen to be committed. */
    record Unknown() implements MembershipOutcome {}
}
