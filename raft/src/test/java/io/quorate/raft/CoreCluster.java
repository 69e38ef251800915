package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Learner;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipHistory;
import io.quorate.raft.membership.Objection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Cores, and the messages between them, without threads or time of their own: the test decides what is delivered, flushed,
 * lost. Checks after every step what must always hold (Raft figure 3).
 */
final class CoreCluster {
    static final int ELECTION_TICKS = 10;
    /** A preferred voter waits for 30 ticks, and not more often than every 100; a disk is dead after 20. */
    static final LeadershipConfig LEADERSHIP =
            new LeadershipConfig(LeadershipConfig.PRIORITY_DEFAULT, 30, 100, 20, 0, 10);

    /** One node and its disk. */
    final class Member {
        final NodeId id;
        MemoryLog log;
        HardState hardState;
        RaftNode node;
        long appliedIndex;
        boolean repairing; // as the hard state has it
        long storageId;
        private final Map<Long, IndexedMembership> received = new TreeMap<>(); // of the request being stepped
        private Membership formedWith; // NONE for a fresh disk
        final Map<Long, Long> readsAsked = new TreeMap<>(); // id -> newest index known as committed to anybody then
        final List<String> said = new ArrayList<>();
        private Optional<RaftMessage.SnapshotOffer> snapshotWanted = Optional.empty();

        Member(NodeId id, MemoryLog log, HardState hardState, Membership formedWith) {
            this.id = id;
            this.log = log;
            this.hardState = hardState;
            this.formedWith = formedWith;
            this.storageId = firstStorageId(id);
            start();
        }

        private void start() {
            RaftConfig config = new RaftConfig(id, storageId, ELECTION_TICKS, 2, 2, 40, 8, 400)
                    .withLeadership(leadership.getOrDefault(id, LEADERSHIP));
            appliedIndex = log.firstIndex() - 1;
            snapshotWanted = Optional.empty();
            MembershipHistory memberships = new MembershipHistory(new IndexedMembership(0, formedWith));
            log.configurations(1, log.lastIndex()).forEach(memberships::append);
            node = new RaftNode(config, log.kept(), hardState, appliedIndex, memberships, random::nextInt);
            if (repairing) {
                node.startRepair(1 + random.nextInt(Integer.MAX_VALUE - 1));
            }
            act();
        }

        void restart() {
            log.loseUnflushed();
            readsAsked.clear();
            start();
        }

        /** The node starts again and finds that what it had flushed after this entry is lost. */
        void damage(long keptIndex) {
            anyDamaged = true;
            log.loseUnflushed();
            log.damageAfter(keptIndex);
            repairing = true;
            restart();
        }

        /** Comes back with an empty disk; what it had sent went with its connections. */
        void wipe() {
            log = new MemoryLog();
            hardState = HardState.INITIAL;
            formedWith = Membership.NONE;
            repairing = false;
            storageId += 100;
            inFlight.removeIf(message -> message.from().equals(id));
            start();
        }

        /** Asks this node to change the group. */
        Optional<String> change(Membership wanted) {
            Optional<String> refused = node.changeMembership(wanted).map(Objection::why);
            act();
            return refused;
        }

        void tick() {
            node.tick();
            act();
        }

        /** A message arrives, unless the replica around the core would keep it away: it checks who acknowledges. */
        void step(RaftMessage message) {
            boolean counts = message instanceof RaftMessage.AppendReply
                    || message instanceof RaftMessage.VoteReply
                    || message instanceof RaftMessage.PreVoteReply;
            Member sender = members.get(message.from());
            if (counts && sender != null && node.membership().disowns(message.from(), sender.storageId)) {
                return;
            }
            received.clear();
            if (message instanceof RaftMessage.AppendRequest request) {
                request.configurations().forEach(each -> received.put(each.index(), each));
            }
            node.step(message);
            act();
        }

        private RaftMessage withConfigurations(RaftMessage message) {
            if (!(message instanceof RaftMessage.AppendRequest request)) {
                return message;
            }
            return new RaftMessage.AppendRequest(
                    request.from(),
                    request.to(),
                    request.term(),
                    request.prevIndex(),
                    request.prevTerm(),
                    request.entries(),
                    request.committedIndex(),
                    request.round(),
                    log.configurations(request.prevIndex() + 1, request.lastIndex()));
        }

        /** Appends an entry if this node may. */
        boolean propose() {
            if (!node.takesProposals()) {
                return false;
            }
            node.appended(log.append(node.term()));
            act();
            return true;
        }

        void flush() {
            EntryMeta newest = log.flush();
            if (newest != null) {
                node.flushed(newest.index(), newest.term());
            }
            act();
        }

        /** The log lets go of its entries up to this one, which was applied. */
        void release(long index) {
            Invariants.check(index <= appliedIndex, "only what was applied is removed", index, appliedIndex);
            log.releaseUpTo(index);
            node.baseMoved();
            act();
        }

        /** Entries from this one on can be sent to others, and the snapshot at this index be offered. */
        void serves(long firstIndex, long snapshotIndex) {
            node.serves(firstIndex, snapshotIndex);
        }

        /** The snapshot that was wanted has arrived. */
        void install() {
            RaftMessage.SnapshotOffer offer = snapshotWanted.orElseThrow();
            snapshotWanted = Optional.empty();
            Member sender = members.get(offer.from());
            log.startAt(offer.index(), sender.log);
            appliedIndex = offer.index();
            node.installed(log.base(), sender.node.membershipAt(offer.index()));
            act();
        }

        void read() {
            long id = nextReadId++;
            readsAsked.put(id, newestApplied());
            node.readIndex(id);
            act();
        }

        void forgetSaid() {
            said.clear();
        }

        private void answered(ReadAnswer answer) {
            Long floor = readsAsked.remove(answer.id());
            Invariants.check(floor != null, "a read is answered once", answer.id(), 0);
            // Linearizability of reads (Raft §8): what anybody was told before the read was asked for, it sees.
            Invariants.check(!answer.confirmed() || answer.index() >= floor, "no stale read", answer.index(), floor);
            said.add(id + " read " + answer.id() + (answer.confirmed() ? " index=" + answer.index() : " failed"));
        }

        void transfer(Optional<NodeId> target) {
            node.transferLeadership(target).ifPresent(why -> said.add(id + " does not hand over: " + why));
            act();
        }

        void lost(NodeId peer) {
            node.peerLost(peer);
            act();
        }

        void act() {
            while (node.hasReady()) {
                Ready ready = node.ready();
                ready.hardState().ifPresent(changed -> {
                    hardState = changed;
                    node.hardStateStored(changed);
                });
                repairing = node.isRepairing();
                if (ready.truncateFrom() > 0) {
                    log.truncateFrom(ready.truncateFrom());
                }
                for (EntryMeta entry : ready.appends()) {
                    IndexedMembership brought = received.get(entry.index());
                    if (brought == null) {
                        log.append(entry.term());
                    } else {
                        log.append(entry.term(), brought.membership());
                    }
                }
                ready.messages().forEach(message -> inFlight.add(withConfigurations(message)));
                if (ready.noopWanted()) {
                    node.appended(log.append(node.term()));
                }
                ready.configurationWanted()
                        .ifPresent(wanted -> node.appendedConfiguration(log.append(node.term(), wanted)));
                if (autoFlush && log.flushedIndex() < log.lastIndex()) {
                    EntryMeta newest = log.flush();
                    node.flushed(newest.index(), newest.term());
                }
                apply(ready.committedIndex());
                ready.reads().forEach(this::answered);
                if (ready.snapshotWanted().isPresent()
                        && !ready.snapshotWanted().equals(snapshotWanted)) {
                    snapshotWanted = ready.snapshotWanted();
                    said.add(id + " wants the snapshot at "
                            + snapshotWanted.get().index() + " of "
                            + snapshotWanted.get().from());
                }
            }
            checkMembership();
            checkLeader();
        }

        private void apply(long committedIndex) {
            // A leader does not know yet what a disk has lost since it acknowledged.
            if (appliedIndex < committedIndex && node.role() == Role.LEADER && !anyDamaged) {
                checkCommitted(committedIndex);
            }
            while (appliedIndex < committedIndex) {
                appliedIndex++;
                EntryMeta entry = log.entryAt(appliedIndex);
                appliedInTerm.merge(appliedIndex, node.term(), Math::min);
                Long before = applied.putIfAbsent(appliedIndex, entry.term());
                // State machine safety: no two nodes apply different entries at an index.
                Invariants.check(
                        before == null || before == entry.term(),
                        "one entry per applied index",
                        appliedIndex,
                        entry.term());
            }
            node.applied(appliedIndex);
        }

        /** A node goes by the newest configuration that is in its log now, and by nothing else. */
        private void checkMembership() {
            List<IndexedMembership> inLog = log.configurations(1, log.lastIndex());
            IndexedMembership expected =
                    inLog.isEmpty() ? new IndexedMembership(0, formedWith) : inLog.get(inLog.size() - 1);
            Invariants.check(
                    node.newestMembership().equals(expected),
                    "the newest configuration in the log counts",
                    node.newestMembership().index(),
                    expected.index());
        }

        /** What a leader calls committed is on the disks of a majority of its newest configuration's voters. */
        private void checkCommitted(long index) {
            List<io.quorate.raft.membership.Member> voters = node.membership().voters();
            long copies = voters.stream()
                    .map(voter -> members.get(voter.node()))
                    // One under repair may have lost its copy, and stays out of elections until it has it back.
                    .filter(voter -> voter.repairing
                            || (voter.log.flushedIndex() >= index && voter.log.termAt(index) == log.termAt(index)))
                    .count();
            Invariants.check(2 * copies > voters.size(), "committed means on a majority", index, copies);
        }

        private void checkLeader() {
            if (node.role() != Role.LEADER) {
                return;
            }
            NodeId other = leaders.putIfAbsent(node.term(), id);
            Invariants.check(other == null || other.equals(id), "election safety: one leader a term");
            // Leader completeness: whatever was applied anywhere before is in its log. Cheap enough to look at all.
            if (node.leader().isPresent() && log.termAt(log.lastIndex()) == node.term()) {
                applied.forEach((index, term) -> {
                    // By the term it was committed in, not its own: a leader cut off since may lack what a later one
                    // committed of an earlier term.
                    if (appliedInTerm.get(index) < node.term()) {
                        Invariants.check(
                                index <= log.lastIndex() && log.termAt(index) == term,
                                "leader completeness",
                                index,
                                term);
                    }
                });
            }
        }

        String describe() {
            NodeView view = node.describe();
            String committed =
                    view.committedIndex() == 0 ? "-" : log.termAt(view.committedIndex()) + "/" + view.committedIndex();
            return id + " " + view.role() + " term=" + view.term() + " log=" + log.describe() + " committed="
                    + committed + describe(view.membership().membership()) + (view.repairing() ? " repairing" : "");
        }

        private String describe(Membership membership) {
            if (membership.equals(initial)) {
                return "";
            }
            return membership.equals(Membership.NONE)
                    ? " no member"
                    : " voters=" + membership.voterIds() + describe(membership.learners());
        }

        private static String describe(List<Learner> learners) {
            return learners.isEmpty()
                    ? ""
                    : " learners="
                            + learners.stream()
                                    .map(learner -> learner.member().node() + (learner.becomesVoter() ? "!" : ""))
                                    .toList();
        }
    }

    final List<NodeId> ids;
    final Random random;
    final Map<NodeId, Member> members = new TreeMap<>();
    final List<RaftMessage> inFlight = new ArrayList<>();
    final boolean autoFlush;
    final Map<NodeId, LeadershipConfig> leadership = new TreeMap<>(); // of those that differ from LEADERSHIP
    final Membership initial;
    private boolean anyDamaged;
    private final Map<Long, Long> appliedInTerm = new TreeMap<>(); // index -> term of the first that applied it
    private final Map<Long, Long> applied = new TreeMap<>(); // index -> term, as anyone applied it
    private long nextReadId = 1;
    int delivered;
    private final Map<Long, NodeId> leaders = new TreeMap<>(); // term -> its leader

    CoreCluster(List<NodeId> ids, long seed, boolean autoFlush) {
        this(ids, ids, seed, autoFlush);
    }

    /** @param voters with whom the group was formed; the other nodes know of no group */
    CoreCluster(List<NodeId> ids, List<NodeId> voters, long seed, boolean autoFlush) {
        this.ids = List.copyOf(ids);
        this.initial = new Membership(
                voters.stream().map(id -> onDisk(id, firstStorageId(id))).toList(), List.of());
        this.random = new Random(seed);
        this.autoFlush = autoFlush;
    }

    void add(NodeId id, List<Long> logTerms) {
        MemoryLog log = new MemoryLog();
        logTerms.forEach(log::append);
        log.flush();
        long term = logTerms.isEmpty() ? 0 : logTerms.get(logTerms.size() - 1);
        Membership formedWith = initial.find(id).isPresent() ? initial : Membership.NONE;
        members.put(id, new Member(id, log, new HardState(term, Optional.empty()), formedWith));
    }

    private static long firstStorageId(NodeId id) {
        return Long.parseLong(id.value().substring(1));
    }

    private static io.quorate.raft.membership.Member onDisk(NodeId id, long storageId) {
        return new io.quorate.raft.membership.Member(id, storageId, "host-" + id + ":1");
    }

    /** A node as a member, on the disk it has now. */
    io.quorate.raft.membership.Member asMember(NodeId id) {
        return onDisk(id, members.get(id).storageId);
    }

    Member member(NodeId id) {
        return members.get(id);
    }

    void deliver(int number) {
        RaftMessage message = inFlight.remove(number);
        delivered++;
        members.get(message.to()).step(message);
    }

    /** Log matching: logs that agree on a term at an index agree on all before it. */
    void checkLogMatching() {
        List<Member> all = new ArrayList<>(members.values());
        for (Member a : all) {
            for (Member b : all) {
                long index = Math.min(a.log.lastIndex(), b.log.lastIndex());
                while (index > 0 && a.log.termAt(index) != b.log.termAt(index)) {
                    index--;
                }
                for (long at = 1; at <= index; at++) {
                    Invariants.check(a.log.termAt(at) == b.log.termAt(at), "log matching", at, index);
                }
            }
        }
    }

    private long newestApplied() {
        return applied.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Every index applied so far, on any node. */
    Set<Long> appliedIndexes() {
        return applied.keySet();
    }
}
