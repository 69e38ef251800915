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

    /** Whether this node votes here, with this disk and no other. */
    public boolean isVoter(NodeId node, long storageId) {
        return voters.stream().anyMatch(voter -> voter.is(node, storageId));
    }

    /** Whether this node is a voter or learner here, with this disk and no other. */
    public boolean contains(NodeId node, long storageId) {
        Member known = known(node);
        return known != null && known.is(node, storageId);
    }

    /**
     * Whether this node is known here, but with another disk: it lost what it promised, or is somebody else. Its votes and
     * acknowledgements must not count; a node that is not known at all may belong to a newer membership.
     */
    public boolean disowns(NodeId node, long storageId) {
        Member known = known(node);
        return known != null && known.storageId() != storageId;
    }

    /** With a learner as a voter. */
    public Membership promoted(NodeId node) {
        List<Member> more = new ArrayList<>(voters);
        find(node).ifPresent(more::add);
        return new Membership(
                more,
                learners.stream()
                        .filter(learner -> !learner.member().node().equals(node))
                        .toList());
    }

    /** With this node in no role. */
    public Membership without(NodeId node) {
        return new Membership(
                voters.stream().filter(voter -> !voter.node().equals(node)).toList(),
                learners.stream()
                        .filter(learner -> !learner.member().node().equals(node))
                        .toList());
    }

    /** With one learner more. */
    public Membership withLearner(Learner learner) {
        List<Learner> more = new ArrayList<>(learners);
        more.add(learner);
        return new Membership(voters, more);
    }

    public Optional<Member> find(NodeId node) {
        return Optional.ofNullable(known(node));
    }

    /** Or null. Asked for every message of a peer, so without a list or a stream. */
    private Member known(NodeId node) {
        for (Member voter : voters) {
            if (voter.node().equals(node)) {
                return voter;
            }
        }
        for (Learner learner : learners) {
            if (learner.member().node().equals(node)) {
                return learner.member();
            }
        }
        return null;
    }

    /** Voters, then learners. */
    public List<Member> members() {
        List<Member> all = new ArrayList<>(voters);
        learners.forEach(learner -> all.add(learner.member()));
        return all;
    }
}
