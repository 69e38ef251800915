package io.quorate.raft;

/** Asks for votes in a new term (Raft §5.2). */
final class Candidate extends Campaign {
    private Candidate(NodeState state, boolean leaderLost) {
        super(state, leaderLost);
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
        long lastIndex = state.log.lastIndex();
        long lastTerm = state.log.lastTerm();
        return new Candidate(state, leaderLost)
                .ask(voter -> new RaftMessage.VoteRequest(
                        state.self(), voter, state.term(), lastIndex, lastTerm, byTransfer));
    }

    @Override
    Role role() {
        return Role.CANDIDATE;
    }

    @Override
    RoleBehaviour onVoteReply(RaftMessage.VoteReply reply) {
        return count(reply.from(), reply.granted());
    }

    @Override
    RoleBehaviour won() {
        return Leader.start(state);
    }

    @Override
    RoleBehaviour lost() {
        // Someone else may have won; if not, soon again.
        return Follower.afterRefusal(state, true);
    }
}
