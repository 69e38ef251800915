package io.quorate.raft;

import io.quorate.raft.quorum.VoteTally;

/** Asks for votes in a new term (Raft §5.2). */
final class Candidate extends RoleBehaviour {
    private final VoteTally<NodeId> tally;
    private int ticksLeft;

    private Candidate(NodeState state) {
        super(state);
        this.tally = new VoteTally<>(state.config.voters().size());
        this.ticksLeft = state.config.electionTicks() + state.dice.below(state.config.electionTicks());
    }

    static RoleBehaviour start(NodeState state, boolean byTransfer) {
        state.enterTerm(state.term() + 1, null);
        state.voteFor(state.self());
        Candidate candidate = new Candidate(state);
        long lastIndex = state.log.lastIndex();
        long lastTerm = state.log.lastTerm();
        for (NodeId voter : state.config.voters()) {
            if (!voter.equals(state.self())) {
                state.send(new RaftMessage.VoteRequest(
                        state.self(), voter, state.term(), lastIndex, lastTerm, byTransfer));
            }
        }
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
        // Not won in time: ask first whether it makes sense to try again.
        return --ticksLeft <= 0 ? PreCandidate.start(state, false) : this;
    }

    @Override
    RoleBehaviour onVoteReply(RaftMessage.VoteReply reply) {
        return count(reply.from(), reply.granted());
    }

    private RoleBehaviour count(NodeId voter, boolean granted) {
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
}
