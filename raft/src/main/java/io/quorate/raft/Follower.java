package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import java.util.List;

/** Takes entries from the leader of its term, or waits for one. */
final class Follower extends RoleBehaviour {
    private static final int NOT_LOST = -1;

    private final int timeoutTicks;
    private int silentTicks;
    private int lostLeaderTicksLeft = NOT_LOST;
    // Invariant: our log agrees with that of this term's leader up to here. What is committed always does (Raft §5.4).
    private long matchedIndex;
    private long round; // newest of this term's leader

    Follower(NodeState state) {
        super(state);
        timeoutTicks = electionTimeoutTicks(state);
        matchedIndex = state.committedIndex();
    }

    /** Priority decides only within the random share: a preferred node that is dead holds nobody up. */
    private static int electionTimeoutTicks(NodeState state) {
        int electionTicks = state.config.electionTicks();
        int priority = state.config.leadership().priority();
        int half = electionTicks / 2;
        if (priority > LeadershipConfig.PRIORITY_DEFAULT) {
            return electionTicks + state.dice.below(half);
        }
        return priority < LeadershipConfig.PRIORITY_DEFAULT
                ? electionTicks + half + state.dice.below(electionTicks - half)
                : electionTicks + state.dice.below(electionTicks);
    }

    /** After a pre-vote that the others refused, while the leader's connection stays broken: another one soon. */
    static Follower afterRefusal(NodeState state, boolean leaderLost) {
        Follower follower = new Follower(state);
        if (leaderLost) {
            follower.lostLeaderTicksLeft =
                    2 * state.config.lostLeaderTicks() + state.dice.below(4 * state.config.lostLeaderTicks());
        }
        return follower;
    }

    /** After a snapshot was installed: the leader hears of it at once. */
    static Follower afterInstall(NodeState state, RoleBehaviour before) {
        Follower follower = new Follower(state);
        follower.round = before instanceof Follower earlier ? earlier.round : 0;
        if (state.leader() != null) {
            follower.reply();
        }
        return follower;
    }

    @Override
    Role role() {
        return Role.FOLLOWER;
    }

    @Override
    boolean leaderIsAlive() {
        return state.leader() != null && silentTicks < state.config.electionTicks();
    }

    @Override
    RoleBehaviour tick() {
        silentTicks++;
        askForRepair();
        if (lostLeaderTicksLeft != NOT_LOST && lostLeaderTicksLeft-- == 0) {
            return mayAskForVotes() ? PreCandidate.start(state, true) : this;
        }
        if (silentTicks < timeoutTicks) {
            return this;
        }
        if (mayAskForVotes()) {
            return PreCandidate.start(state, false);
        }
        state.forgetLeader(); // a learner, no member, bound, or under repair: it waits to be spoken to
        return this;
    }

    private void askForRepair() {
        if (state.leader() != null && state.repair.tick(state.config.heartbeatTicks())) {
            state.send(new RaftMessage.RepairRequest(
                    state.self(), state.leader(), state.term(), state.repair.id(), state.log.lastIndex()));
        }
    }

    @Override
    RoleBehaviour onRepairReply(RaftMessage.RepairReply reply) {
        if (reply.from().equals(state.leader())) {
            state.repair.answered(reply.id(), reply.index());
            reply();
        }
        return this;
    }

    private boolean mayAskForVotes() {
        return state.mayCampaign() && !state.isPromised();
    }

    /** A broken connection says more than silence: ask at once, after a short random wait against split votes. */
    @Override
    RoleBehaviour onPeerLost(NodeId peer) {
        if (peer.equals(state.leader())) {
            state.forgetLeader();
            lostLeaderTicksLeft = state.dice.below(state.config.lostLeaderTicks());
        }
        return this;
    }

    @Override
    RoleBehaviour onTimeoutNow(RaftMessage.TimeoutNow message) {
        return state.mayCampaign() ? Candidate.start(state, true, true) : this;
    }

    @Override
    RoleBehaviour onAppend(RaftMessage.AppendRequest request) {
        heard(request.from());
        round = Math.max(round, request.round());
        if (request.prevIndex() < state.log.firstIndex() - 1) {
            reply(); // older than our base: all of that is committed, hence agreed
        } else if (hasEntry(request.prevIndex(), request.prevTerm())) {
            accept(request);
        } else {
            reject(request);
        }
        return this;
    }

    private void heard(NodeId leader) {
        state.leader(leader);
        state.heardLeader();
        silentTicks = 0;
        lostLeaderTicksLeft = NOT_LOST;
    }

    @Override
    RoleBehaviour onSnapshotOffer(RaftMessage.SnapshotOffer offer) {
        heard(offer.from());
        round = Math.max(round, offer.round());
        if (offer.index() > state.committedIndex()) {
            if (hasEntry(offer.index(), offer.indexTerm())) {
                // We have all that the snapshot would bring, and keep what follows it (Raft §7). A snapshot
                // holds what is committed.
                matchedIndex = Math.max(matchedIndex, offer.index());
                state.commitUpTo(offer.index());
            } else {
                state.wantSnapshot(offer);
            }
        }
        reply(); // also while we lag: the leader counts on hearing a majority
        return this;
    }

    /** AppendEntries, receiver's steps 3 to 5 (Raft figure 2). */
    private void accept(RaftMessage.AppendRequest request) {
        List<EntryMeta> entries = request.entries();
        int known = countKnown(entries);
        if (known < entries.size()) {
            // Only a real conflict removes anything: an old request that ends before our log does must not cut it.
            long firstNew = entries.get(known).index();
            if (firstNew <= state.log.lastIndex()) {
                state.truncateFrom(firstNew);
            }
            state.append(entries.subList(known, entries.size()), request.configurations());
        }
        matchedIndex = Math.max(matchedIndex, request.lastIndex());
        // Never beyond what this request vouches for: our log may go on with entries of another leader.
        state.commitUpTo(Math.min(request.committedIndex(), request.lastIndex()));
        if (known == entries.size()) {
            reply(); // what is new is acknowledged by onFlushed
        }
    }

    @Override
    RoleBehaviour onFlushed() {
        if (state.leader() != null) {
            reply();
        }
        return this;
    }

    private void reply() {
        long flushed = Math.min(matchedIndex, state.flushedIndex());
        state.repair.reached(flushed);
        state.send(new RaftMessage.AppendReply(
                state.self(),
                state.leader(),
                state.term(),
                true,
                matchedIndex,
                flushed,
                0,
                round,
                state.config.leadership().priority(),
                state.repair.isUnderWay(),
                state.log.firstIndex() - 1));
    }

    /** Tells where the logs may agree at best, so that the leader skips a whole term of conflicts at a time (Raft §5.3). */
    private void reject(RaftMessage.AppendRequest request) {
        long agreed = Math.min(request.prevIndex(), state.log.lastIndex());
        while (agreed > state.committedIndex() && state.log.termAt(agreed) > request.prevTerm()) {
            agreed--;
        }
        state.send(new RaftMessage.AppendReply(
                state.self(),
                request.from(),
                state.term(),
                false,
                request.prevIndex(),
                agreed,
                state.log.termAt(agreed),
                round,
                state.config.leadership().priority(),
                state.repair.isUnderWay(),
                state.log.firstIndex() - 1));
    }

    @Override
    void readIndex(long id) {
        if (state.leader() == null) {
            state.reads.refuse(id);
        } else if (state.reads.ask(id, state.config.electionTicks())) {
            state.send(new RaftMessage.ReadIndexRequest(state.self(), state.leader(), state.term(), id));
        }
    }

    @Override
    RoleBehaviour onReadIndexReply(RaftMessage.ReadIndexReply reply) {
        if (reply.from().equals(state.leader())) {
            state.reads.confirmed(reply.id(), reply.index());
        }
        return this;
    }

    private int countKnown(List<EntryMeta> entries) {
        int known = 0;
        while (known < entries.size()
                && hasEntry(entries.get(known).index(), entries.get(known).term())) {
            known++;
        }
        return known;
    }

    private boolean hasEntry(long index, long term) {
        return index < state.log.firstIndex() - 1
                || (index <= state.log.lastIndex() && state.log.termAt(index) == term);
    }
}
