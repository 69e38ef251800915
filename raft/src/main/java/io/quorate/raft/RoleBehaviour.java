package io.quorate.raft;

/**
 * How a role reacts. Each reaction returns the role that comes next, {@code this} or another, so that transitions can be
 * seen. Messages arrive here after the term rules were applied: theirs is the present term, but for pre-votes.
 */
abstract class RoleBehaviour {
    final NodeState state;

    RoleBehaviour(NodeState state) {
        this.state = state;
    }

    abstract Role role();

    abstract RoleBehaviour tick();

    /** Whether a leader was heard recently: then elections are not granted to others (Raft dissertation §4.2.3). */
    abstract boolean leaderIsAlive();

    /** The leader of this term speaks. */
    abstract RoleBehaviour onAppend(RaftMessage.AppendRequest request);

    RoleBehaviour onAppendReply(RaftMessage.AppendReply reply) {
        return this;
    }

    RoleBehaviour onPreVoteReply(RaftMessage.PreVoteReply reply) {
        return this;
    }

    RoleBehaviour onVoteReply(RaftMessage.VoteReply reply) {
        return this;
    }

    RoleBehaviour onTimeoutNow(RaftMessage.TimeoutNow message) {
        return this;
    }

    RoleBehaviour onReadIndexRequest(RaftMessage.ReadIndexRequest request) {
        return this;
    }

    RoleBehaviour onReadIndexReply(RaftMessage.ReadIndexReply reply) {
        return this;
    }

    /** The leader of this term speaks. */
    abstract RoleBehaviour onSnapshotOffer(RaftMessage.SnapshotOffer offer);

    /** This replica itself wants to read. Whoever knows no leader cannot tell how far it must have applied for that. */
    void readIndex(long id) {
        state.reads.refuse(id);
    }

    RoleBehaviour onRepairRequest(RaftMessage.RepairRequest request) {
        return this;
    }

    RoleBehaviour onRepairReply(RaftMessage.RepairReply reply) {
        return this;
    }

    RoleBehaviour onPeerLost(NodeId peer) {
        return this;
    }

    /** More of this replica's own log is on its disk. */
    RoleBehaviour onFlushed() {
        return this;
    }

    /** RequestVote (Raft §5.2, §5.4.1), the same in every role. */
    RoleBehaviour onVoteRequest(RaftMessage.VoteRequest request) {
        boolean free = state.votedFor() == null && state.leader() == null;
        boolean again = request.from().equals(state.votedFor());
        boolean granted =
                state.mayVote() && (free || again) && state.isUpToDate(request.lastIndex(), request.lastTerm());
        if (granted) {
            state.voteFor(request.from());
        }
        // The vote leaves only once it is on disk: it stands behind the hard state in the Ready.
        state.send(new RaftMessage.VoteReply(state.self(), request.from(), state.term(), granted));
        return granted ? new Follower(state) : this;
    }

    /**
     * Pre-vote: what we would answer, without any promise (Raft dissertation §9.6). A disk that has stopped would keep the
     * vote itself from ever being given.
     */
    void onPreVoteRequest(RaftMessage.PreVoteRequest request) {
        boolean newer = request.term() > state.term();
        boolean free = state.votedFor() == null && state.leader() == null;
        boolean granted = state.mayVote()
                && !state.flushes.isStalled()
                && !state.isPromised()
                && !leaderIsAlive()
                && (newer || free)
                && state.isUpToDate(request.lastIndex(), request.lastTerm());
        long term = granted ? request.term() : state.term();
        state.send(new RaftMessage.PreVoteReply(state.self(), request.from(), term, granted));
    }
}
