package io.quorate.raft;

import io.quorate.raft.quorum.VoteTally;
import java.util.List;

/** Asks whether an election would be won, without raising the term: a replica cut off for long disturbs nobody. */
final class PreCandidate extends RoleBehaviour {
    private final List<NodeId> voters; // its log stays as it is while it asks
    private final VoteTally<NodeId> tally;
    private final boolean leaderLost;
    private int ticksLeft;

    private PreCandidate(NodeState state, boolean leaderLost) {
        super(state);
        this.voters = state.membership().voterIds();
        this.tally = new VoteTally<>(voters.size());
        this.leaderLost = leaderLost;
        this.ticksLeft = leaderLost
                ? 3 * state.config.lostLeaderTicks() + state.dice.below(3 * state.config.lostLeaderTicks())
                : state.config.electionTicks() + state.dice.below(state.config.electionTicks());
    }

    /** @param leaderLost the leader's connection broke: the others are likely to know it, too, so try at a fast pace */
    static RoleBehaviour start(NodeState state, boolean leaderLost) {
        state.forgetLeader();
        PreCandidate candidate = new PreCandidate(state, leaderLost);
        long lastIndex = state.log.lastIndex();
        long lastTerm = state.log.lastTerm();
        for (NodeId voter : candidate.voters) {
            if (!voter.equals(state.self())) {
                state.send(new RaftMessage.PreVoteRequest(state.self(), voter, state.term() + 1, lastIndex, lastTerm));
            }
        }
        // A voter that is being removed asks, too, but does not count itself.
        return candidate.count(state.self(), true);
    }

    @Override
    Role role() {
        return Role.PRE_CANDIDATE;
    }

    @Override
    boolean leaderIsAlive() {
        return false;
    }

    @Override
    RoleBehaviour tick() {
        if (!state.mayCampaign()) {
            return new Follower(state);
        }
        return --ticksLeft <= 0 ? start(state, leaderLost) : this;
    }

    @Override
    RoleBehaviour onPreVoteReply(RaftMessage.PreVoteReply reply) {
        return count(reply.from(), reply.granted());
    }

    private RoleBehaviour count(NodeId voter, boolean granted) {
        if (!voters.contains(voter)) {
            return this;
        }
        return switch (tally.record(voter, granted)) {
            case OPEN -> this;
            case WON -> Candidate.start(state, false, leaderLost);
            case LOST -> Follower.afterRefusal(state, leaderLost);
        };
    }

    @Override
    RoleBehaviour onAppend(RaftMessage.AppendRequest request) {
        return new Follower(state).onAppend(request);
    }

    @Override
    RoleBehaviour onSnapshotOffer(RaftMessage.SnapshotOffer offer) {
        return new Follower(state).onSnapshotOffer(offer);
    }

    @Override
    RoleBehaviour onTimeoutNow(RaftMessage.TimeoutNow message) {
        return state.mayCampaign() ? Candidate.start(state, true, true) : this;
    }
}
