package io.quorate.raft.membership;

import io.quorate.raft.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who belongs to a group. A node is in it at most once, as a voter or as a learner.
 *
 * @param voters those that elect and whose flushed copies count; sorted
 * @param learners those that only receive; sorted
 */
public record Membership(List<Member> voters, List<Learner> learners) {
    /** Nobody: what a replica starts with that belongs to no group yet. */
    public static final Membership NONE = new Membership(List.of(), List.of());

    public Membership {
        voters = voters.stream().sorted().toList();
        learners = learners.stream().sorted().toList();
        Set<NodeId> seen = new HashSet<>();
        voters.forEach(voter -> requireOnce(seen, voter));
        learners.forEach(learner -> requireOnce(seen, learner.member()));
    }

    private static void requireOnce(Set<NodeId> seen, Member member) {
        if (!seen.add(member.node())) {
            throw new IllegalArgumentException("node " + member.node() + " is in the membership twice");
        }
    }

    public List<NodeId> voterIds() {
        return voters.stream().map(Member::node).toList();
    }

    public boolean isVoter(NodeId node) {
        return voters.stream().anyMatch(voter -> voter.node().equals(node));
    }

    public boolean isLearner(NodeId node) {
        return learners.stream().anyMatch(learner -> learner.member().node().equals(node));
    }

    public Optional<Member> find(NodeId node) {
        return members().stream().filter(member -> member.node().equals(node)).findFirst();
    }

    /** Voters, then learners. */
    public List<Member> members() {
        List<Member> all = new ArrayList<>(voters);
        learners.forEach(learner -> all.add(learner.member()));
        return all;
    }
}
