package io.quorate.raft;

/** Asks whether an election would be won, without raising the term: a replica cut off for long disturbs nobody. */
final class PreCandidate extends Campaign {
    private PreCandidate(NodeState state, boolean leaderLost) {
        super(state, leaderLost);
    }

    /** @param leaderLost the leader's connection broke: the others are likely to know it, too, so try at a fast pace */
    static RoleBehaviour start(NodeState state, boolean leaderLost) {
        state.forgetLeader();
        long lastIndex = state.log.lastIndex();
        long lastTerm = state.log.lastTerm();
        return new PreCandidate(state, leaderLost)
                .ask(voter ->
                        new RaftMessage.PreVoteRequest(state.self(), voter, state.term() + 1, lastIndex, lastTerm));
    }

    @Override
    Role role() {
        return Role.PRE_CANDIDATE;
    }

    @Override
    RoleBehaviour onPreVoteReply(RaftMessage.PreVoteReply reply) {
        return count(reply.from(), reply.granted());
    }

    @Override
    RoleBehaviour won() {
        return Candidate.start(state, false, leaderLost);
    }

    @Override
    RoleBehaviour lost() {
        return Follower.afterRefusal(state, leaderLost);
    }

    @Override
    RoleBehaviour onTimeoutNow(RaftMessage.TimeoutNow message) {
        return state.mayCampaign() ? Candidate.start(state, true, true) : this;
    }
}
