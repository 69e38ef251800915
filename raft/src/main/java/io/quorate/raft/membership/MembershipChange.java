package io.quorate.raft.membership;

import io.quorate.raft.NodeId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which membership may follow which. At most one voter comes or goes, so that any majority of the one shares a voter with any
 * majority of the other, and no two leaders can be elected side by side (Raft dissertation §4.1). Learners come and go freely.
 */
public final class MembershipChange {
    /** More voters make every commit slower and no group safer. */
    public static final int VOTERS_MAX = 9;

    public static final int LEARNERS_MAX = 9;

    private MembershipChange() {}

    /** Why {@code wanted} must not follow {@code current}, in words for the operator; empty if it may. */
    public static Optional<String> objection(Membership current, Membership wanted) {
        if (wanted.equals(current)) {
            return Optional.of("the group is like that already");
        }
        if (wanted.voters().isEmpty()) {
            return Optional.of("the group would have no voter left");
        }
        if (wanted.voters().size() > VOTERS_MAX || wanted.learners().size() > LEARNERS_MAX) {
            return Optional.of("a group has at most " + VOTERS_MAX + " voters and " + LEARNERS_MAX + " learners");
        }
        return sharedPlace(wanted).or(() -> tooManyVoters(current, wanted)).or(() -> strangerAsVoter(current, wanted));
    }

    private static Optional<String> sharedPlace(Membership wanted) {
        Set<Long> storageIds = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (Member member : wanted.members()) {
            if (member.storageId() == 0) {
                return Optional.of("the storage of " + member + " is not known");
            }
            if (!storageIds.add(member.storageId())) {
                return Optional.of(
                        "node " + member.node() + " has the same storage as another member: a copied directory");
            }
            if (!addresses.add(member.address())) {
                return Optional.of("the address " + member.address() + " would belong to two members");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tooManyVoters(Membership current, Membership wanted) {
        Set<Disk> before = disks(current);
        Set<Disk> after = disks(wanted);
        Set<Disk> differ = new TreeSet<>(before);
        differ.addAll(after);
        differ.removeIf(disk -> before.contains(disk) && after.contains(disk));
        return differ.size() <= 1
                ? Optional.empty()
                : Optional.of("only one voter may come or go at a time, not " + differ
                        + " (a new disk is another voter than the old one)");
    }

    private static Optional<String> strangerAsVoter(Membership current, Membership wanted) {
        return wanted.voters().stream()
                .filter(voter -> current.members().stream()
                        .noneMatch(member -> Disk.of(member).equals(Disk.of(voter))))
                .findFirst()
                .map(voter -> "node " + voter.node() + " must catch up as a learner before it votes");
    }

    private static Set<Disk> disks(Membership membership) {
        Set<Disk> disks = new TreeSet<>();
        membership.voters().forEach(voter -> disks.add(Disk.of(voter)));
        return disks;
    }

    /** What votes: a node with what its disk remembers. */
    private record Disk(NodeId node, long storageId) implements Comparable<Disk> {
        static Disk of(Member member) {
            return new Disk(member.node(), member.storageId());
        }

        @Override
        public int compareTo(Disk other) {
            int byNode = node.compareTo(other.node);
            return byNode != 0 ? byNode : Long.compare(storageId, other.storageId);
        }

        @Override
        public String toString() {
            return node.value();
        }
    }
}
