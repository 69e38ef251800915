package io.quorate.raft;

import io.quorate.raft.quorum.VoteTally;
import java.util.List;

/** Asks for votes in a new term (Raft §5.2). */
final class Candidate extends RoleBehaviour {
    private final List<NodeId> voters; // its log stays as it is while it asks
    private final VoteTally<NodeId> tally;
    private final boolean leaderLost;
    private int ticksLeft;

    private Candidate(NodeState state, boolean leaderLost) {
        super(state);
        this.voters = state.membership().voterIds();
        this.tally = new VoteTally<>(voters.size());
        this.leaderLost = leaderLost;
        // Two that lost their leader in the same moment may split the votes; a dead third will not decide
        // between them. They try again soon, after waits that differ.
        int pace = leaderLost ? 3 * state.config.lostLeaderTicks() : state.config.electionTicks();
        this.ticksLeft = pace + state.dice.below(pace);
    }

    /**
     * Enters a new term.
     *
     * @param byTransfer the leader asked for this
     * @param leaderLost the leader is known to be gone: go at a fast pace
     */
    static RoleBehaviour start(NodeState state, boolean byTransfer, boolean leaderLost) {
        state.enterTerm(state.term() + 1, null);
        state.voteFor(state.self());
        Candidate candidate = new Candidate(state, leaderLost);
        long lastIndex = state.log.lastIndex();
        long lastTerm = state.log.lastTerm();
        for (NodeId voter : candidate.voters) {
            if (!voter.equals(state.self())) {
                state.send(new RaftMessage.VoteRequest(
                        state.self(), voter, state.term(), lastIndex, lastTerm, byTransfer));
            }
        }
        // A voter that is being removed asks, too, but does not count itself.
        return candidate.count(state.self(), true);
    }

    @Override
    Role role() {
        return Role.CANDIDATE;
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
        // Not won in time: ask first whether it makes sense to try again.
        return --ticksLeft <= 0 ? PreCandidate.start(state, leaderLost) : this;
    }

    @Override
    RoleBehaviour onVoteReply(RaftMessage.VoteReply reply) {
        return count(reply.from(), reply.granted());
    }

    private RoleBehaviour count(NodeId voter, boolean granted) {
        if (!voters.contains(voter)) {
            return this;
        }
        return switch (tally.record(voter, granted)) {
            case OPEN -> this;
            case WON -> Leader.start(state);
            // Someone else may have won; if not, soon again.
            case LOST -> Follower.afterRefusal(state, true);
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
}
