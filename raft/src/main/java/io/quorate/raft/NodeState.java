package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogView;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every role shares: term, vote, how far the log has come, and the outbox the next {@link Ready} is made of. Caller's
 * thread only.
 */
final class NodeState {
    final RaftConfig config;
    final LogView log;
    final MembershipHistory memberships;
    final Dice dice;
    final OwnReads reads = new OwnReads();
    final FlushWatch flushes;
    final Repair repair = new Repair();

    private long term;
    private NodeId votedFor; // null: nobody in this term
    private NodeId leader; // null: unknown
    private long committedIndex; // Invariant: appliedIndex <= committedIndex <= lastIndex
    private long appliedIndex;
    private long flushedIndex; // Invariant: flushedIndex <= lastIndex

    private int promiseTicksLeft; // with leases: no vote against the leader heard last before this is over
    private int preferencePauseTicks; // before this replica gives way to a preferred one again

    private boolean hardStateChanged;
    private boolean hardStateWaits; // told to the caller and not yet heard to be on disk
    private long readyCommittedIndex;
    private long truncateFrom;
    private List<EntryMeta> appends = List.of();
    private List<RaftMessage> messages = new ArrayList<>();
    private boolean noopWanted;
    private RaftMessage.SnapshotOffer snapshotWanted; // null: none
    private long servedFrom; // entries from here on can be sent, if they are in the log
    private long snapshotIndex; // where we can offer one; 0: at the base
    private long letGoIndex; // what is up to here has left some member's log
    private Membership configurationWanted; // null: none

    NodeState(
            RaftConfig config,
            LogView log,
            HardState hardState,
            long committedIndex,
            MembershipHistory memberships,
            Dice dice) {
        Invariants.check(
                committedIndex <= log.lastIndex(), "committed entries are in the log", committedIndex, log.lastIndex());
        Invariants.check(
                log.lastTerm() <= hardState.term(), "an entry's term was seen", log.lastTerm(), hardState.term());
        this.config = config;
        this.log = log;
        this.memberships = memberships;
        this.dice = dice;
        this.flushes = new FlushWatch(config.leadership().flushStallTicks());
        this.term = hardState.term();
        this.votedFor = hardState.votedFor().orElse(null);
        this.committedIndex = committedIndex;
        this.appliedIndex = log.firstIndex() - 1; // what was before the log's base is in the state already
        this.flushedIndex = log.lastIndex();
        Invariants.check(
                appliedIndex <= committedIndex, "what left the log was committed", appliedIndex, committedIndex);
        heardLeader(); // an earlier life may have heard one just before it ended
    }

    NodeId self() {
        return config.self();
    }

    /** Who belongs to the group, by the newest configuration in the log, committed or not. */
    Membership membership() {
        return memberships.current();
    }

    /** Whether this replica counts: it is a voter of the newest configuration. */
    boolean isVoter() {
        return membership().isVoter(self(), config.storageId());
    }

    /**
     * Whether this replica may ask for votes: its disk must take what it promises, and a configuration that may be the one in force has it as a voter. One that was
     * removed goes on until the entry that did it is committed, since nobody else may hold that entry (Raft dissertation
     * §4.2.2).
     */
    boolean mayCampaign() {
        return !repair.isUnderWay() && !flushes.isStalled() && isOrWasVoter();
    }

    private boolean isOrWasVoter() {
        return memberships.from(committedIndex).stream()
                .anyMatch(each -> each.membership().isVoter(self(), config.storageId()));
    }

    /**
     * Whether this replica may vote. Also as a learner: the candidate may hold a newer configuration that made it a voter,
     * and could not be elected without it; whoever is no voter is not counted by the candidate, so the vote does no harm. A
     * replica that belongs to no group, or sits on another disk than the group knows, has no memory to vote by.
     */
    boolean mayVote() {
        return !repair.isUnderWay()
                && memberships.from(committedIndex).stream()
                        .anyMatch(each -> each.membership().contains(self(), config.storageId()));
    }

    long term() {
        return term;
    }

    NodeId leader() {
        return leader;
    }

    NodeId votedFor() {
        return votedFor;
    }

    long committedIndex() {
        return committedIndex;
    }

    long appliedIndex() {
        return appliedIndex;
    }

    long flushedIndex() {
        return flushedIndex;
    }

    void leader(NodeId known) {
        Invariants.check(
                known == null || leader == null || leader.equals(known),
                "a term has one leader (election safety, Raft §5.2)");
        leader = known;
    }

    void tick() {
        reads.tick();
        flushes.tick(flushedIndex < log.lastIndex() || hardStateWaits || hardStateChanged);
        promiseTicksLeft = Math.max(0, promiseTicksLeft - 1);
        preferencePauseTicks = Math.max(0, preferencePauseTicks - 1);
    }

    /** With leases a leader's word binds this replica for an election timeout, whatever it learns of that leader since. */
    void heardLeader() {
        promiseTicksLeft = config.leadership().hasLeases() ? config.electionTicks() : 0;
    }

    /** Whether this replica promised not to elect anybody, itself neither. A leader that hands over waives that. */
    boolean isPromised() {
        return promiseTicksLeft > 0;
    }

    boolean mayPrefer() {
        return preferencePauseTicks == 0;
    }

    void preferred() {
        preferencePauseTicks = config.leadership().preferredPauseTicks();
    }

    /** The leader is gone or in doubt; the term stays. */
    void forgetLeader() {
        leader = null;
        reads.failAll();
    }

    void enterTerm(long newTerm, NodeId newLeader) {
        Invariants.check(newTerm > term, "terms only grow", newTerm, term);
        term = newTerm;
        votedFor = null;
        leader = newLeader;
        hardStateChanged = true;
        reads.failAll();
    }

    void voteFor(NodeId candidate) {
        Invariants.check(votedFor == null || votedFor.equals(candidate), "one vote a term (Raft §5.2)", term, 0);
        if (votedFor == null) {
            votedFor = candidate;
            hardStateChanged = true;
        }
    }

    /** Whether a log ending in (lastTerm, lastIndex) is at least as complete as ours (Raft §5.4.1). */
    boolean isUpToDate(long lastIndex, long lastTerm) {
        long ourTerm = log.lastTerm();
        return lastTerm > ourTerm || (lastTerm == ourTerm && lastIndex >= log.lastIndex());
    }

    void commitUpTo(long index) {
        Invariants.check(index <= lastIndexWithAppends(), "only appended entries commit", index, log.lastIndex());
        if (index > committedIndex) {
            committedIndex = index;
        }
    }

    private long lastIndexWithAppends() {
        return appends.isEmpty()
                ? log.lastIndex()
                : appends.get(appends.size() - 1).index();
    }

    void applied(long index) {
        Invariants.check(
                index >= appliedIndex && index <= committedIndex,
                "entries are applied in order and only when committed",
                index,
                appliedIndex,
                committedIndex);
        appliedIndex = index;
    }

    /** Whether the mark told something new. A mark for an entry that was overwritten since says nothing. */
    boolean flushed(long index, long entryTerm) {
        if (index <= flushedIndex || index > log.lastIndex() || log.termAt(index) != entryTerm) {
            return false;
        }
        flushedIndex = index;
        flushes.progressed();
        return true;
    }

    void hardStateStored(HardState stored) {
        if (stored.equals(hardState())) {
            hardStateWaits = false;
        }
        flushes.progressed();
    }

    void truncateFrom(long index) {
        Invariants.check(index > committedIndex, "a committed entry is never removed", index, committedIndex);
        truncateFrom = index;
        memberships.truncateFrom(index);
        flushedIndex = Math.min(flushedIndex, index - 1);
    }

    /** A snapshot took the place of all entries; the log is empty after this one. */
    void installed(long index, IndexedMembership membership) {
        Invariants.check(index > committedIndex, "a snapshot takes nobody back", index, committedIndex);
        Invariants.check(index == log.lastIndex(), "the log starts at the snapshot", index, log.lastIndex());
        committedIndex = index;
        readyCommittedIndex = index;
        appliedIndex = index;
        flushedIndex = index; // may be less than before: entries that conflicted with the leader's are gone
        memberships.startAt(membership);
        snapshotWanted = null;
    }

    void serves(long firstIndex, long index) {
        Invariants.check(index <= committedIndex, "a snapshot holds what is committed", index, committedIndex);
        Invariants.check(firstIndex <= index + 1, "nothing lacks behind a snapshot", firstIndex, index);
        servedFrom = firstIndex;
        snapshotIndex = index;
    }

    /** A member says that its log begins behind this entry. */
    void letGoOf(long index) {
        letGoIndex = Math.max(letGoIndex, index);
    }

    long letGoIndex() {
        return letGoIndex;
    }

    /** The first entry that others can be sent. */
    long servedFrom() {
        return Math.max(log.firstIndex(), servedFrom);
    }

    /** The snapshot to be offered to who lacks an earlier one; one that the log's base has passed since does not count. */
    long snapshotIndex() {
        return Math.max(log.firstIndex() - 1, snapshotIndex);
    }

    void wantSnapshot(RaftMessage.SnapshotOffer offer) {
        snapshotWanted = offer;
    }

    /** @param configurations those of a whole request; what is not among {@code entries} is known already */
    void append(List<EntryMeta> entries, List<IndexedMembership> configurations) {
        Invariants.check(appends.isEmpty(), "the Ready with appends is handled before the next input");
        appends = List.copyOf(entries);
        for (IndexedMembership configuration : configurations) {
            if (configuration.index() >= entries.get(0).index()) {
                memberships.append(configuration);
            }
        }
    }

    void send(RaftMessage message) {
        messages.add(message);
    }

    void wantNoop() {
        noopWanted = true;
    }

    void wantConfiguration(Membership wanted) {
        configurationWanted = wanted;
    }

    boolean hasOutput() {
        return hardStateChanged
                || committedIndex > readyCommittedIndex
                || truncateFrom > 0
                || !appends.isEmpty()
                || !messages.isEmpty()
                || noopWanted
                || snapshotWanted != null
                || configurationWanted != null
                || reads.hasAnswers();
    }

    Ready takeReady() {
        Ready ready = new Ready(
                hardStateChanged ? Optional.of(hardState()) : Optional.empty(),
                truncateFrom,
                appends,
                messages,
                committedIndex,
                noopWanted,
                Optional.ofNullable(configurationWanted),
                Optional.ofNullable(snapshotWanted),
                reads.takeAnswers());
        hardStateWaits |= hardStateChanged;
        hardStateChanged = false;
        readyCommittedIndex = committedIndex;
        truncateFrom = 0;
        appends = List.of();
        messages = new ArrayList<>();
        noopWanted = false;
        snapshotWanted = null;
        configurationWanted = null;
        return ready;
    }

    HardState hardState() {
        return new HardState(term, Optional.ofNullable(votedFor));
    }
}
