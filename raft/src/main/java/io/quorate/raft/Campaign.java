package io.quorate.raft;

import io.quorate.raft.quorum.VoteTally;
import java.util.List;
import java.util.function.Function;

/** Asks the voters for something and counts their answers; asks again, from the beginning, when they do not suffice in time. */
abstract class Campaign extends RoleBehaviour {
    /** The leader's connection broke: the others are likely to know it, too, so it goes at a fast pace. */
    final boolean leaderLost;

    private final List<NodeId> voters; // its log stays as it is while it asks
    private final VoteTally<NodeId> tally;
    private int ticksLeft;

    Campaign(NodeState state, boolean leaderLost) {
        super(state);
        this.leaderLost = leaderLost;
        this.voters = state.membership().voterIds();
        this.tally = new VoteTally<>(voters.size());
        // Two that lost their leader in the same moment may split the votes; a dead third will not decide
        // between them. They try again soon, after waits that differ.
        int pace = leaderLost ? 3 * state.config.lostLeaderTicks() : state.config.electionTicks();
        this.ticksLeft = pace + state.dice.below(pace);
    }

    abstract RoleBehaviour won();

    abstract RoleBehaviour lost();

    final RoleBehaviour ask(Function<NodeId, RaftMessage> request) {
        for (NodeId voter : voters) {
            if (!voter.equals(state.self())) {
                state.send(request.apply(voter));
            }
        }
        // A voter that is being removed asks, too, but does not count itself.
        return count(state.self(), true);
    }

    final RoleBehaviour count(NodeId voter, boolean granted) {
        if (!voters.contains(voter)) {
            return this;
        }
        return switch (tally.record(voter, granted)) {
            case OPEN -> this;
            case WON -> won();
            case LOST -> lost();
        };
    }

    @Override
    final boolean leaderIsAlive() {
        return false;
    }

    @Override
    final RoleBehaviour tick() {
        if (!state.mayCampaign()) {
            return new Follower(state);
        }
        // Not won in time: find out first whether it makes sense to stand for election (again).
        return --ticksLeft <= 0 ? PreCandidate.start(state, leaderLost) : this;
    }

    @Override
    final RoleBehaviour onAppend(RaftMessage.AppendRequest request) {
        return new Follower(state).onAppend(request);
    }

    @Override
    final RoleBehaviour onSnapshotOffer(RaftMessage.SnapshotOffer offer) {
        return new Follower(state).onSnapshotOffer(offer);
    }
}
