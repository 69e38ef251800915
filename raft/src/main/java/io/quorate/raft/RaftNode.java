package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogView;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipHistory;
import io.quorate.raft.membership.Objection;
import java.util.List;
import java.util.Optional;

/**
 * Raft (Ongaro and Ousterhout; section numbers are those of the paper, or of Ongaro's dissertation where it says so) as
 * arithmetic: messages, ticks and news about the disk go in, a {@link Ready} comes out. No clock, thread, file, socket or
 * chance of its own; it knows entries by (index, term, position, length) and never sees their bytes.
 *
 * <p>After every input the caller takes {@link #ready()} while there is one and does what it says. One thread.
 */
public final class RaftNode {
    private final NodeState state;
    private RoleBehaviour role;

    /**
     * A node as it starts: a follower of nobody.
     *
     * @param log everything in it is flushed
     * @param committedIndex known to be committed from an earlier life; 0 if nothing is
     * @param memberships what held before the log, and what every CONFIGURATION entry in it brought; the node's from now on
     */
    public RaftNode(
            RaftConfig config,
            LogView log,
            HardState hardState,
            long committedIndex,
            MembershipHistory memberships,
            Dice dice) {
        state = new NodeState(config, log, hardState, committedIndex, memberships, dice);
        role = new Follower(state);
    }

    /**
     * Before anything else: this replica lost entries that it may have acknowledged. It stays out of elections until {@link
     * #isRepairing()} is false.
     *
     * @param questionId no earlier life of any replica used it, and not 0
     */
    public void startRepair(long questionId) {
        state.repair.begin(questionId);
    }

    /** Whether what was lost may still be missing. */
    public boolean isRepairing() {
        return state.repair.isUnderWay();
    }

    /** Time passes. */
    public void tick() {
        state.tick();
        role = role.tick();
    }

    /** A message arrived. Any message is safe, also an old or repeated one. */
    public void step(RaftMessage message) {
        if (!admit(message)) {
            return;
        }
        role = switch (message.kind()) {
            case PRE_VOTE_REQUEST -> {
                role.onPreVoteRequest((RaftMessage.PreVoteRequest) message);
                yield role;
            }
            case PRE_VOTE_REPLY -> role.onPreVoteReply((RaftMessage.PreVoteReply) message);
            case VOTE_REQUEST -> role.onVoteRequest((RaftMessage.VoteRequest) message);
            case VOTE_REPLY -> role.onVoteReply((RaftMessage.VoteReply) message);
            case APPEND_REQUEST -> role.onAppend((RaftMessage.AppendRequest) message);
            case APPEND_REPLY -> role.onAppendReply((RaftMessage.AppendReply) message);
            case TIMEOUT_NOW -> role.onTimeoutNow((RaftMessage.TimeoutNow) message);
            case READ_INDEX_REQUEST -> role.onReadIndexRequest((RaftMessage.ReadIndexRequest) message);
            case READ_INDEX_REPLY -> role.onReadIndexReply((RaftMessage.ReadIndexReply) message);
            case SNAPSHOT_OFFER -> role.onSnapshotOffer((RaftMessage.SnapshotOffer) message);
            case REPAIR_REQUEST -> role.onRepairRequest((RaftMessage.RepairRequest) message);
            case REPAIR_REPLY -> role.onRepairReply((RaftMessage.RepairReply) message);
            case SNAPSHOT_FETCH, SNAPSHOT_CHUNK, ENTRY_FETCH, ENTRY_CHUNK ->
                role; // their bytes are the replica's business, not the core's
        };
    }

    /**
     * The term rules (Raft §5.1), in one place, before any role sees the message. They ask nobody whether he is a member: the
     * sender may know a newer configuration than this node, and the leader of that one must be able to reach it (Raft
     * dissertation §4.1). Whoever counts votes and copies counts those of members alone. A removed server that goes on asking
     * disturbs nobody: its pre-vote is refused while a leader is alive, and later since its log lacks what removed it.
     *
     * <pre>
     *   message's term    what it is                              then
     *   older             request                                 answered with our term, so that the sender catches up
     *   older             anything else                           dropped
     *   newer             pre-vote request, granted pre-vote      term stays: nobody was elected
     *   newer             vote request while a leader is alive    dropped, unless the leader asked for it (check-quorum)
     *   newer             anything else                           we enter that term as a follower
     * </pre>
     */
    private boolean admit(RaftMessage message) {
        if (message.from().equals(state.self()) || !message.to().equals(state.self())) {
            return false;
        }
        if (message.term() < state.term()) {
            answerOutdated(message);
            return false;
        }
        return message.term() == state.term() ? admitSameTerm(message) : admitNewerTerm(message);
    }

    private boolean admitSameTerm(RaftMessage message) {
        // A granted pre-vote carries the term asked about, which is always newer than ours while we ask.
        return !(message instanceof RaftMessage.PreVoteReply reply && reply.granted());
    }

    private boolean admitNewerTerm(RaftMessage message) {
        if (message instanceof RaftMessage.PreVoteRequest) {
            return true;
        }
        if (message instanceof RaftMessage.PreVoteReply reply && reply.granted()) {
            return reply.term() == state.term() + 1;
        }
        boolean bound = role.leaderIsAlive() || state.isPromised();
        if (message instanceof RaftMessage.VoteRequest request && !request.byTransfer() && bound) {
            return false;
        }
        boolean fromLeader =
                message instanceof RaftMessage.AppendRequest || message instanceof RaftMessage.SnapshotOffer;
        NodeId leader = fromLeader ? message.from() : null;
        state.enterTerm(message.term(), leader);
        role = new Follower(state);
        // A refused pre-vote only told us of the newer term.
        return !(message instanceof RaftMessage.PreVoteReply);
    }

    private void answerOutdated(RaftMessage message) {
        NodeId self = state.self();
        NodeId to = message.from();
        switch (message.kind()) {
            case PRE_VOTE_REQUEST -> state.send(new RaftMessage.PreVoteReply(self, to, state.term(), false));
            case VOTE_REQUEST -> state.send(new RaftMessage.VoteReply(self, to, state.term(), false));
            case APPEND_REQUEST, SNAPSHOT_OFFER ->
                state.send(new RaftMessage.AppendReply(self, to, state.term(), false, 0, 0, 0, 0, 0, false, 0));
            case PRE_VOTE_REPLY,
                    VOTE_REPLY,
                    APPEND_REPLY,
                    TIMEOUT_NOW,
                    READ_INDEX_REQUEST,
                    READ_INDEX_REPLY,
                    SNAPSHOT_FETCH,
                    SNAPSHOT_CHUNK,
                    ENTRY_FETCH,
                    ENTRY_CHUNK,
                    REPAIR_REQUEST,
                    REPAIR_REPLY -> {
                // Of a term that is over: nobody waits for an answer.
            }
        }
    }

    /**
     * As leader: {@code entry} was appended to our own log, at its end, in our term. The first one of a term is the NOOP
     * that {@link Ready#noopWanted()} asked for, after a FILLER if need be.
     */
    public void appended(EntryMeta entry) {
        Invariants.check(role instanceof Leader, "only a leader makes entries", entry.index(), entry.term());
        ((Leader) role).appended(entry);
    }

    /** As leader: the CONFIGURATION entry that {@link Ready#configurationWanted()} asked for was appended to our own log. */
    public void appendedConfiguration(EntryMeta entry) {
        Invariants.check(role instanceof Leader, "only a leader makes entries", entry.index(), entry.term());
        role = ((Leader) role).appendedConfiguration(entry);
    }

    /**
     * Changes the group, if this node leads and the change may be made now. It counts as soon as it is in the log, and is
     * final when that entry is committed.
     *
     * @return why not; empty if the next Ready asks for the entry
     */
    public Optional<Objection> changeMembership(Membership wanted) {
        if (!(role instanceof Leader leader)) {
            return Optional.of(Objection.lasting("this node does not lead"));
        }
        Optional<Objection> objection = leader.objectionTo(wanted);
        if (objection.isEmpty()) {
            leader.change(wanted);
        }
        return objection;
    }

    /** The group was formed with these members, this node among them; it was not known when the node started. */
    public void formed(Membership initial) {
        state.memberships.formed(initial);
        if (role instanceof Follower && state.leader() == null) {
            role = Follower.afterRefusal(state, true); // an election soon; the others need a moment to hear of it, too
        }
    }

    /** Who belongs to the group, by the newest configuration in the log, committed or not. */
    public Membership membership() {
        return state.membership();
    }

    /** The same, with the entry that brought it. */
    public IndexedMembership newestMembership() {
        return state.memberships.newest();
    }

    /** Our own log is on disk up to this entry; {@code term} tells it from one that was since overwritten. */
    public void flushed(long index, long term) {
        if (state.flushed(index, term)) {
            role = role.onFlushed();
        }
    }

    /** What a {@link Ready#hardState} said is on disk. */
    public void hardStateStored(HardState stored) {
        state.hardStateStored(stored);
    }

    /** So many ticks were due and will not come: this replica was asleep. To be told before it is asked to read. */
    public void ticksLost(int ticks) {
        if (role instanceof Leader leader) {
            leader.lease().passed(ticks);
        }
    }

    /** The state machine has applied everything up to here. */
    public void applied(long index) {
        state.applied(index);
    }

    /**
     * A snapshot is durable, the state machine is what it holds, and the log is empty after its base.
     *
     * @param base beyond all that was known to be committed here. This node does not lead
     * @param membership the group's at that base
     */
    public void installed(LogBase base, IndexedMembership membership) {
        Invariants.check(!(role instanceof Leader), "a leader lacks nothing", base.index(), state.term());
        state.installed(base.index(), membership);
        role = Follower.afterInstall(state, role);
    }

    /** The entries after this one are needed by a follower that this node leads and is in contact with. */
    public long neededIndex() {
        return role instanceof Leader leader ? leader.neededIndex() : Long.MAX_VALUE;
    }

    /**
     * What others can be given of our log. Before it is told: all its entries, and the snapshot at its base.
     *
     * @param firstIndex entries from here on; earlier ones that are still in the log are damaged, and nobody could give them back
     * @param snapshotIndex where the snapshot is that those are offered who lack earlier ones: the log's base, unless that is not
     *     sound or not enough; committed
     */
    public void serves(long firstIndex, long snapshotIndex) {
        state.serves(firstIndex, snapshotIndex);
    }

    /** Up to here retention has removed entries from the log of some member, by what its followers told this node as leader. */
    public long letGoIndex() {
        return state.letGoIndex();
    }

    /** The log begins later than before. */
    public void baseMoved() {
        state.memberships.releaseBefore(state.log.firstIndex() - 1);
    }

    /** The membership that counted when {@code index} was the log's end. */
    public IndexedMembership membershipAt(long index) {
        return state.memberships.at(index);
    }

    /** The connection to a peer broke: what was on its way may be lost, and it may be dead. */
    public void peerLost(NodeId peer) {
        role = role.onPeerLost(peer);
    }

    /**
     * As leader: hand leadership to this voter, or to the best one. It takes no proposals until that is over, one way or the
     * other.
     *
     * @return why it is not even tried, in words for the operator; empty if it is under way
     */
    public Optional<String> transferLeadership(Optional<NodeId> target) {
        return role instanceof Leader leader
                ? leader.succession().begin(target.orElse(null))
                : Optional.of("this node does not lead"
                        + leader().map(known -> ", " + known + " does").orElse(""));
    }

    /**
     * How far must this replica have applied, so that whoever reads its state sees all that was acknowledged by now (Raft
     * §8)? Asks the leader, who asks a majority whether it still leads. Answered in {@link Ready#reads()}.
     *
     * @param id of the caller's choice, never used twice by this replica, not even before and after a restart
     */
    public void readIndex(long id) {
        role.readIndex(id);
    }

    /** Whether this node leads and entries may be made now. */
    public boolean takesProposals() {
        return role instanceof Leader leader && leader.takesProposals();
    }

    public Role role() {
        return role.role();
    }

    public long term() {
        return state.term();
    }

    public Optional<NodeId> leader() {
        return Optional.ofNullable(state.leader());
    }

    public long committedIndex() {
        return state.committedIndex();
    }

    public long flushedIndex() {
        return state.flushedIndex();
    }

    public boolean hasReady() {
        return state.hasOutput();
    }

    /** Takes what is to be done; see {@link Ready} for the order. */
    public Ready ready() {
        return state.takeReady();
    }

    /** Whether something has waited for this replica's disk for so long that the disk is taken for dead. */
    public boolean isFlushStalled() {
        return state.flushes.isStalled();
    }

    /** For how long something has been waiting for the disk while nothing reached it. */
    public int flushWaitTicks() {
        return state.flushes.waitedTicks();
    }

    public NodeView describe() {
        Optional<Leader> leading = role instanceof Leader leader ? Optional.of(leader) : Optional.empty();
        Optional<Succession> succession = leading.map(Leader::succession);
        return new NodeView(
                state.self(),
                role.role(),
                state.term(),
                Optional.ofNullable(state.votedFor()),
                leader(),
                state.log.lastIndex(),
                state.flushedIndex(),
                state.committedIndex(),
                state.appliedIndex(),
                takesProposals(),
                isRepairing(),
                succession.map(Succession::target),
                succession.map(Succession::failure),
                state.flushes.waitedTicks(),
                state.flushes.isStalled(),
                leading.filter(leader -> leader.lease().isHeld()).isPresent(),
                state.memberships.newest(),
                leading.map(Leader::describePeers).orElse(List.of()));
    }
}
