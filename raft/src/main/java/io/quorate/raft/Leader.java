package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipChange;
import io.quorate.raft.membership.Objection;
import io.quorate.raft.progress.Progress;
import io.quorate.raft.quorum.Majority;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes entries, sends them to the others, and decides what is committed. */
final class Leader extends RoleBehaviour {
    private final PeerTable peers;
    private final Map<NodeId, Progress> progress; // the table's
    private final long lastIndexBefore;
    private final ReadRounds rounds;
    private final Replication replication;
    private int heartbeatElapsed;
    private int quorumElapsed;
    private final Succession succession;
    private Membership configurationWanted; // null: none asked for and not yet appended

    private Leader(NodeState state) {
        super(state);
        rounds = new ReadRounds(state);
        lastIndexBefore = state.log.lastIndex();
        peers = new PeerTable(state);
        progress = peers.progress();
        replication = new Replication(state, peers, rounds);
        succession = new Succession(state, peers, rounds.lease());
    }

    static Leader start(NodeState state) {
        state.leader(state.self());
        // Entries of earlier terms commit only together with one of ours (Raft §5.4.2, §8): so there is one at once.
        state.wantNoop();
        return new Leader(state);
    }

    @Override
    Role role() {
        return Role.LEADER;
    }

    @Override
    boolean leaderIsAlive() {
        return true; // check-quorum ends a leadership that only this replica believes in
    }

    List<PeerProgress> describePeers() {
        return progress.entrySet().stream()
                .map(each -> describe(each.getKey(), each.getValue()))
                .toList();
    }

    private PeerProgress describe(NodeId peer, Progress each) {
        return new PeerProgress(
                peer,
                peers.isVoter(peer),
                each.flushedIndex(),
                each.nextIndex(),
                each.state().name(),
                each.inflightRequests(),
                each.inflightBytes(),
                each.silentTicks(),
                each.priority());
    }

    /** Whether entries may be made: not while leadership is being handed over. */
    boolean takesProposals() {
        return succession.target() == null;
    }

    Succession succession() {
        return succession;
    }

    ReadLease lease() {
        return rounds.lease();
    }

    @Override
    RoleBehaviour tick() {
        lease().passed(1);
        if (++quorumElapsed >= state.config.electionTicks()) {
            quorumElapsed = 0;
            if (!peers.takeHeardMajority()) {
                return stepDown();
            }
        }
        if (succession.tick() || (isRemoved() && succession.target() == null)) {
            return stepDown();
        }
        peers.tick();
        promoteCaughtUp();
        if (++heartbeatElapsed >= state.config.heartbeatTicks()) {
            heartbeatElapsed = 0;
            renewLease();
            replication.heartbeats();
        } else {
            replication.tellCommit();
        }
        return this;
    }

    private RoleBehaviour stepDown() {
        state.forgetLeader();
        return new Follower(state);
    }

    /** The entries after this one are needed by a follower in contact. */
    long neededIndex() {
        return progress.values().stream()
                .filter(Progress::isInContact)
                .mapToLong(Progress::flushedIndex)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** An entry of this term has been appended to our own log: to the others, while the flusher writes it here. */
    void appended(EntryMeta entry) {
        Invariants.check(
                entry.term() == state.term(), "a leader makes entries of its term", entry.term(), state.term());
        Invariants.check(
                entry.index() == state.log.lastIndex(), "at its log's end", entry.index(), state.log.lastIndex());
        replication.sendWhatMay();
    }

    @Override
    RoleBehaviour onAppendReply(RaftMessage.AppendReply reply) {
        Progress each = progress.get(reply.from());
        if (each == null
                || reply.matchedIndex() > state.log.lastIndex()
                || reply.flushedIndex() > reply.matchedIndex()) {
            return this; // not one of ours, or a claim that cannot be: a peer's words are checked, not believed
        }
        each.heard(reply.priority());
        state.letGoOf(reply.baseIndex());
        rounds.heard(reply.from(), reply.round());
        answerReads();
        each.repairing(reply.repairing());
        if (!each.counts(reply.round())) {
            return this; // of before the peer lost what it tells of
        }
        if (!reply.accepted()) {
            replication.rejected(reply, each);
            return this;
        }
        boolean news = each.accepted(reply.matchedIndex(), reply.flushedIndex());
        if (each.state() == Progress.State.SNAPSHOT && !replication.needsSnapshot(each)) {
            each.snapshotArrived();
        }
        peers.flushed(reply.from(), each.flushedIndex());
        RoleBehaviour next = news ? advanceCommit() : this;
        if (next != this) {
            return next;
        }
        replication.sendWhatMay(reply.from(), each);
        succession.callIfCaughtUp();
        return giveWayIfRemoved();
    }

    /** A peer lost entries: nothing counts that it told of before. Then it hears how far it must get (see {@link Repair}). */
    @Override
    RoleBehaviour onRepairRequest(RaftMessage.RepairRequest request) {
        Progress each = progress.get(request.from());
        if (each == null) {
            return this;
        }
        if (each.repairId() != request.id()) {
            each.forget(request.id(), Math.min(request.lastIndex(), state.log.lastIndex()), rounds.next());
            replication.heartbeat(request.from(), each);
        }
        if (state.committedIndex() > lastIndexBefore) {
            state.send(new RaftMessage.RepairReply(
                    state.self(), request.from(), state.term(), request.id(), state.committedIndex()));
        }
        return this;
    }

    @Override
    RoleBehaviour onFlushed() {
        return advanceCommit();
    }

    /** Counts flushed copies of the newest configuration's voters, our own only once our own flush returned. */
    private RoleBehaviour advanceCommit() {
        long index = peers.flushedByMajority();
        // Only an entry of our own term commits by counting copies (Raft §5.4.2, figure 8): an older one on a
        // majority can still be overwritten. It commits together with a newer entry.
        if (index > lastIndexBefore && index > state.committedIndex()) {
            Invariants.check(
                    state.log.termAt(index) == state.term(), "own term commits by counting", index, state.term());
            state.commitUpTo(index);
            answerReads();
            return settleMembership();
        }
        return this;
    }

    @Override
    void readIndex(long id) {
        if (lease().isHeld()) {
            state.reads.answer(id, state.committedIndex());
        } else if (state.reads.ask(id, state.config.electionTicks())) {
            rounds.add(state.self(), id);
            answerReads();
        }
    }

    @Override
    RoleBehaviour onReadIndexRequest(RaftMessage.ReadIndexRequest request) {
        rounds.add(request.from(), request.id());
        answerReads();
        return this;
    }

    /** Asks the others whether we still lead, if somebody wants to know, without waiting for the next heartbeat. */
    private void answerReads() {
        rounds.endIfConfirmed(peers.voters());
        // Not before an entry of our own is committed: until then we may not know all that our predecessors committed.
        while (state.committedIndex() > lastIndexBefore && rounds.beginIfWanted()) {
            replication.askRound();
            rounds.endIfConfirmed(peers.voters());
        }
    }

    /** With the heartbeat about to go out. */
    private void renewLease() {
        if (state.config.leadership().hasLeases() && state.committedIndex() > lastIndexBefore && rounds.begin()) {
            rounds.endIfConfirmed(peers.voters());
        }
    }

    /** Why the group must not be changed like this now; empty if it may. */
    Optional<Objection> objectionTo(Membership wanted) {
        if (state.committedIndex() <= lastIndexBefore) {
            // Else two leaders could make changes that share no majority (Ongaro, 2015: "bug in single-server
            // membership changes").
            return passing("this leader has not committed an entry of its term yet; try again");
        }
        if (configurationWanted != null || state.memberships.newest().index() > state.committedIndex()) {
            return passing("another change of the group is not committed yet; try again");
        }
        if (succession.target() != null) {
            return passing("leadership is being handed to " + succession.target() + "; try again");
        }
        return MembershipChange.objection(state.membership(), wanted)
                .or(() -> notCaughtUp(wanted))
                .map(Objection::lasting)
                .or(() -> outOfContact(wanted));
    }

    private static Optional<Objection> passing(String why) {
        return Optional.of(Objection.passing(why));
    }

    /** A change that nobody could commit, nor take back, stops the group for as long as those voters are away. */
    private Optional<Objection> outOfContact(Membership wanted) {
        Set<NodeId> there = new TreeSet<>(peers.votersInContact().keySet());
        there.add(state.self());
        List<NodeId> voters = wanted.voterIds();
        List<NodeId> away = voters.stream()
                .filter(voter -> peers.isVoter(voter) && !there.contains(voter))
                .toList();
        return voters.size() - away.size() >= Majority.size(voters.size())
                ? Optional.empty()
                : passing("of the voters it would leave, " + voters
                        + ", no majority is there: not heard from, or under"
                        + " repair, are " + away + "; bring them back first, or remove them instead (or try again, if"
                        + " this leader took over just now)");
    }

    private Optional<String> notCaughtUp(Membership wanted) {
        return wanted.voters().stream()
                .map(Member::node)
                .filter(voter -> !voter.equals(state.self()))
                .filter(voter -> !peers.isVoter(voter) && !peers.hasCaughtUp(voter))
                .findFirst()
                .map(learner -> "node " + learner + " has not caught up yet");
    }

    /** The objection must have been asked for. */
    void change(Membership wanted) {
        configurationWanted = wanted;
        state.wantConfiguration(wanted);
    }

    private void promoteCaughtUp() {
        peers.readyToVote()
                .map(learner -> state.membership().promoted(learner))
                .filter(wanted -> objectionTo(wanted).isEmpty())
                .ifPresent(this::change);
    }

    /** The configuration asked for is in our log: it counts from now on. */
    RoleBehaviour appendedConfiguration(EntryMeta entry) {
        Invariants.check(configurationWanted != null, "a configuration was asked for", entry.index(), entry.term());
        state.memberships.append(new IndexedMembership(entry.index(), configurationWanted));
        configurationWanted = null;
        peers.follow(state.membership());
        appended(entry);
        return advanceCommit(); // fewer may be needed from now on
    }

    /** Once a change is committed: those that are out hear of it, and a leader that is out gives way. */
    private RoleBehaviour settleMembership() {
        if (state.memberships.newest().index() > state.committedIndex()) {
            return this;
        }
        peers.removed().forEach(peer -> replication.sendEmpty(peer, progress.get(peer)));
        peers.dropRemoved();
        if (isRemoved() && succession.target() == null) {
            succession.begin(null);
        }
        return giveWayIfRemoved();
    }

    /** A leader that is out of the group goes once its successor was called: that one will not speak to it. */
    private RoleBehaviour giveWayIfRemoved() {
        return isRemoved() && (succession.wasCalled() || succession.target() == null) ? stepDown() : this;
    }

    /** Until the entry that removes it is committed, a leader leads on without counting itself (dissertation §4.2.2). */
    private boolean isRemoved() {
        return !state.isVoter() && state.memberships.newest().index() <= state.committedIndex();
    }

    @Override
    RoleBehaviour onPeerLost(NodeId peer) {
        Progress each = progress.get(peer);
        if (each != null) {
            each.lost();
        }
        succession.lost(peer);
        return this;
    }

    @Override
    RoleBehaviour onAppend(RaftMessage.AppendRequest request) {
        throw secondLeader(request);
    }

    @Override
    RoleBehaviour onSnapshotOffer(RaftMessage.SnapshotOffer offer) {
        throw secondLeader(offer);
    }

    private InvariantViolation secondLeader(RaftMessage message) {
        return new InvariantViolation("two leaders in term " + state.term() + ": " + state.self() + " and "
                + message.from() + " (election safety, Raft §5.2)");
    }
}
