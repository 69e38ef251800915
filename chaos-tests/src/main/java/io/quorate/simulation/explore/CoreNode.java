package io.quorate.simulation.explore;

import io.quorate.raft.HardState;
import io.quorate.raft.LeadershipConfig;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftConfig;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.RaftNode;
import io.quorate.raft.Ready;
import io.quorate.raft.Role;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * A real core with its log and its disk. What the caller owes the core ({@link Ready}) is done as the runtime's replica does
 * it: messages stay behind the hard state they were made under, the log is flushed after it and never with entries of a term
 * that is not on disk, and a cut of flushed entries counts as a change of the hard state.
 */
final class CoreNode {
    // Long enough that heartbeats alone never add up to one.
    private static final int ELECTION_TICKS = 24;
    private static final long STORAGE_ID = 1; // nodes differ in their names alone
    private static final int TICKS_MAX = 3 * ELECTION_TICKS;

    private final Scope scope;
    private final Boot boot;
    private final int self;
    private final TermLog log;
    private final RaftNode core;
    private List<Input> sent = new ArrayList<>();

    // The disk.
    private long diskTerms;
    private HardState stored;

    private HardState hardState;
    private boolean cutIsStored = true; // false: the log was cut below what is on disk, and that is not known there yet

    CoreNode(Scope scope, Boot boot) {
        this.scope = scope;
        this.boot = boot;
        this.self = boot.self();
        this.log = new TermLog(boot.logTerms());
        this.diskTerms = boot.logTerms();
        this.stored = boot.hardState();
        this.hardState = stored;
        // A disk may be lazy for any time here and is never taken for dead.
        LeadershipConfig leadership = new LeadershipConfig(
                LeadershipConfig.PRIORITY_DEFAULT, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0);
        RaftConfig config = new RaftConfig(nodeId(self), STORAGE_ID, ELECTION_TICKS, 1, 1, 1 << 20, 64, 1 << 20)
                .withLeadership(leadership);
        MembershipHistory memberships = new MembershipHistory(new IndexedMembership(0, voters(scope.nodes())));
        // Commits are told anew after a start: the stored index may lag for ever.
        this.core = new RaftNode(config, log, stored, 0, memberships, bound -> 0);
        act();
    }

    private static Membership voters(int nodes) {
        List<Member> voters = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            voters.add(new Member(nodeId(node), STORAGE_ID, "host:1"));
        }
        return new Membership(voters, List.of());
    }

    static NodeId nodeId(int node) {
        return new NodeId("n" + (node + 1));
    }

    static int number(NodeId node) {
        return node.value().charAt(1) - '1';
    }

    /** Anything but a crash, after which there is another node. */
    void apply(Input input) {
        if (input instanceof Input.Deliver deliver) {
            core.step(deliver.message());
            act();
            return;
        }
        switch ((Input.Event) input) {
            case TIMEOUT -> timeout();
            case DOUBT -> tickUntil(() -> core.role() == Role.PRE_CANDIDATE);
            case HEARTBEAT -> {
                core.tick();
                act();
            }
            case SILENCE -> {
                List<Input> before = new ArrayList<>(sent);
                tickUntil(() -> core.role() != Role.LEADER);
                sent = before; // heartbeats are explored on their own
            }
            case PROPOSE -> {
                core.appended(log.append(core.term()));
                act();
            }
            case STORE -> {
                store();
                act();
            }
            case FLUSH -> {
                flush();
                act();
            }
        }
    }

    private void timeout() {
        tickUntil(() -> core.role() == Role.PRE_CANDIDATE); // a candidate, too, asks anew first
        if (!scope.preVotes()) {
            winPreVote();
        }
    }

    private void winPreVote() {
        for (int peer = 0; peer < scope.nodes() && core.role() == Role.PRE_CANDIDATE; peer++) {
            if (peer != self) {
                core.step(new RaftMessage.PreVoteReply(nodeId(peer), nodeId(self), core.term() + 1, true));
                act();
            }
        }
    }

    private void tickUntil(BooleanSupplier reached) {
        for (int tick = 0; !reached.getAsBoolean(); tick++) {
            if (tick == TICKS_MAX) {
                throw new IllegalStateException("node " + self + " stays " + core.role());
            }
            core.tick();
            act();
        }
    }

    private void act() {
        while (core.hasReady()) {
            handle(core.ready());
        }
        if (!scope.lazyDisk() && (isStoreDue() || isFlushDue())) {
            store();
            sent.replaceAll(each -> each instanceof Input.Hold hold ? new Input.Deliver(hold.message()) : each);
            flush();
            act();
        }
    }

    private void handle(Ready ready) {
        ready.hardState().ifPresent(changed -> hardState = changed);
        if (ready.truncateFrom() > 0) {
            log.truncateFrom(ready.truncateFrom());
            cutIsStored &= ready.truncateFrom() > TermLog.length(diskTerms);
        }
        for (EntryMeta entry : ready.appends()) {
            log.append(entry.term());
        }
        for (RaftMessage message : ready.messages()) {
            if (isExplored(message)) {
                sent.add(isStoreDue() ? new Input.Hold(message) : new Input.Deliver(message));
            }
        }
        if (ready.noopWanted()) {
            core.appended(log.append(core.term()));
        }
        core.applied(ready.committedIndex());
    }

    private boolean isExplored(RaftMessage message) {
        return scope.preVotes()
                || (message.kind() != RaftMessage.Kind.PRE_VOTE_REQUEST
                        && message.kind() != RaftMessage.Kind.PRE_VOTE_REPLY);
    }

    boolean isStoreDue() {
        return !hardState.equals(stored) || !cutIsStored;
    }

    private void store() {
        stored = hardState;
        cutIsStored = true;
    }

    boolean isFlushDue() {
        return diskTerms != log.terms() && !isStoreDue();
    }

    private void flush() {
        diskTerms = log.terms();
        if (log.lastIndex() > 0) {
            core.flushed(log.lastIndex(), log.lastTerm());
        }
    }

    /** The ways this node can crash now, each with what is then on disk. */
    List<Input.Crash> crashes() {
        List<Input.Crash> crashes = new ArrayList<>();
        for (int kept = 0; kept <= log.lastIndex() - TermLog.common(log.terms(), diskTerms); kept++) {
            crashes.add(new Input.Crash(true, kept));
            if (isStoreDue() && mayOutrunStore(kept) && !isLikeACrashBefore(kept)) {
                crashes.add(new Input.Crash(false, kept));
            }
        }
        return crashes;
    }

    /** A term that is not on disk has sent and flushed nothing: forgotten with all it brought, it never was. */
    private boolean isLikeACrashBefore(int entriesKept) {
        return entriesKept == 0 && stored.term() < hardState.term();
    }

    /** Whether a flush asked for before may have written that many entries without the hard state of now. */
    private boolean mayOutrunStore(int entriesKept) {
        int last = TermLog.common(log.terms(), diskTerms) + entriesKept;
        return entriesKept == 0 || (cutIsStored && log.termAt(last) <= stored.term());
    }

    Boot crash(Input.Crash crash) {
        HardState left = crash.hardStateStored() ? hardState : stored;
        boolean back = left.term() < hardState.term()
                || (boot.fellBack() && left.term() == boot.hardState().term());
        return new Boot(self, left, termsAfter(crash), back);
    }

    private long termsAfter(Input.Crash crash) {
        // Nothing new written: then also nothing of what was to be cut is gone.
        return crash.entriesKept() == 0
                ? diskTerms
                : TermLog.prefix(log.terms(), TermLog.common(log.terms(), diskTerms) + crash.entriesKept());
    }

    /** What left, or waits for the hard state, since this was last asked. */
    List<Input> takeSent() {
        List<Input> taken = sent;
        sent = new ArrayList<>();
        return taken;
    }

    LocalFacts facts() {
        return new LocalFacts(
                core.role(),
                (int) core.term(),
                core.leader().isPresent(),
                core.takesProposals(),
                (int) core.committedIndex(),
                log.terms(),
                diskTerms,
                (int) stored.term(),
                isStoreDue(),
                isFlushDue(),
                isFallenBack());
    }

    private boolean isFallenBack() {
        return boot.fellBack() && core.term() == boot.hardState().term();
    }

    /** Whether this life began in the term it is in. */
    private boolean isRestarted() {
        return core.term() == boot.hardState().term();
    }

    Truth truth() {
        return new Truth(
                (int) hardState.term(), (int) stored.term(), isRestarted(), cutIsStored, log.terms(), diskTerms);
    }

    /** All that tells this node from another, under other names. */
    String form(UnaryOperator<NodeId> names) {
        Optional<NodeId> votedFor = stored.votedFor().map(names);
        return names.apply(nodeId(self)) + " " + TermLog.text(log.terms()) + " disk=" + TermLog.text(diskTerms)
                + " term=" + stored.term() + " votedFor=" + votedFor + " cut=" + cutIsStored
                + (isFallenBack() ? " fellBack" : "")
                + (isRestarted() ? " restarted" : "")
                + CanonicalForm.of(core, names);
    }
}
