package io.quorate.raft;

import io.quorate.raft.membership.Learner;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.progress.CatchUp;
import io.quorate.raft.progress.Progress;
import io.quorate.raft.quorum.Majority;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All a leader sends to, and who of them counts: voters, learners, and those just removed until they were told. Follows the
 * newest configuration.
 */
final class PeerTable {
    private final NodeState state;
    private final Map<NodeId, Progress> progress = new TreeMap<>();
    private final Map<NodeId, Long> storageIds = new TreeMap<>();
    private final Map<NodeId, CatchUp> catchUps = new TreeMap<>(); // learners alone
    private List<NodeId> voters = List.of(); // this replica among them only if it is one
    private long[] flushedBuffer = {};

    PeerTable(NodeState state) {
        this.state = state;
        follow(state.membership());
    }

    /** A configuration counts from now on. Whoever it leaves out stays until {@link #dropRemoved}. */
    void follow(Membership membership) {
        for (Member member : membership.members()) {
            if (!member.node().equals(state.self())) {
                follow(member);
            }
        }
        voters = membership.voterIds();
        flushedBuffer = new long[voters.size()];
        catchUps.keySet().removeIf(node -> !membership.isLearner(node));
        for (Learner learner : membership.learners()) {
            catchUps.computeIfAbsent(
                    learner.member().node(), node -> new CatchUp(state.log.lastIndex(), state.config.electionTicks()));
        }
    }

    private void follow(Member member) {
        Long before = storageIds.put(member.node(), member.storageId());
        if (before == null || before != member.storageId()) {
            // Another disk has nothing of what the old one acknowledged.
            progress.put(member.node(), newProgress());
            catchUps.remove(member.node());
        }
    }

    private Progress newProgress() {
        return new Progress(
                state.log.lastIndex() + 1, state.config.inflightRequestsMax(), state.config.inflightBytesMax());
    }

    Map<NodeId, Progress> progress() {
        return progress;
    }

    Progress progressOf(NodeId peer) {
        return progress.get(peer);
    }

    List<NodeId> voters() {
        return voters;
    }

    boolean isVoter(NodeId peer) {
        return voters.contains(peer);
    }

    /** Those that were removed, and are still sent to. */
    List<NodeId> removed() {
        Membership membership = state.membership();
        return progress.keySet().stream()
                .filter(peer -> membership.find(peer).isEmpty())
                .toList();
    }

    void dropRemoved() {
        for (NodeId peer : removed()) {
            progress.remove(peer);
            storageIds.remove(peer);
        }
    }

    /** Check-quorum (Raft dissertation §6.2): whether a majority was heard since this was last asked. */
    boolean takeHeardMajority() {
        int heard = voters.contains(state.self()) ? 1 : 0;
        for (Map.Entry<NodeId, Progress> each : progress.entrySet()) {
            if (each.getValue().takeActive() && isVoter(each.getKey())) {
                heard++;
            }
        }
        return heard >= Majority.size(voters.size());
    }

    /** The newest index flushed by a majority of the voters. */
    long flushedByMajority() {
        int at = 0;
        for (NodeId voter : voters) {
            flushedBuffer[at++] = voter.equals(state.self())
                    ? state.flushedIndex()
                    : progress.get(voter).flushedIndex();
        }
        return Majority.reachedByMajority(flushedBuffer);
    }

    /** The other voters that were heard lately and could lead: one under repair would not take it. */
    Map<NodeId, Progress> votersInContact() {
        Map<NodeId, Progress> found = new TreeMap<>();
        progress.forEach((node, each) -> {
            if (isVoter(node) && !each.isRepairing() && each.isHeardWithin(state.config.electionTicks())) {
                found.put(node, each);
            }
        });
        return found;
    }

    void tick() {
        progress.values().forEach(Progress::tick);
        catchUps.values().forEach(CatchUp::tick);
    }

    void flushed(NodeId peer, long flushedIndex) {
        CatchUp catchUp = catchUps.get(peer);
        if (catchUp != null) {
            catchUp.flushed(flushedIndex, state.log.lastIndex());
        }
    }

    /** Whether a learner could vote without holding anybody up. */
    boolean hasCaughtUp(NodeId peer) {
        CatchUp catchUp = catchUps.get(peer);
        return catchUp != null && catchUp.isDone() && !progress.get(peer).isRepairing();
    }

    /** A learner that is to become a voter and has caught up. */
    Optional<NodeId> readyToVote() {
        return state.membership().learners().stream()
                .filter(Learner::becomesVoter)
                .map(learner -> learner.member().node())
                .filter(this::hasCaughtUp)
                .findFirst();
    }
}
