package io.quorate.raft.membership;

/**
 * A member that receives the log and counts for nothing.
 *
 * @param becomesVoter whether the leader makes it a voter as soon as it has caught up
 */
public record Learner(Member member, boolean becomesVoter) implements Comparable<Learner> {
    @Override
    public int compareTo(Learner other) {
        return member.compareTo(other.member);
    }
}
