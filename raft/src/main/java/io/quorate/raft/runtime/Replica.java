package io.quorate.raft.runtime;

import io.quorate.raft.Dice;
import io.quorate.raft.HardState;
import io.quorate.raft.Invariants;
import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.RaftNode;
import io.quorate.raft.Ready;
import io.quorate.raft.Role;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipHistory;
import io.quorate.raft.membership.Objection;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of a group: joins the consensus core, the log and the state machine. As free of threads, clocks, sockets and
 * chance as the core: the runtime and the simulator call the same methods, one at a time, and {@link #pump()} after every
 * batch of them.
 */
public final class Replica {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    private final ReplicaConfig config;
    private final RaftNode node;
    private final LogStore log;
    private final StateMachine stateMachine;
    private final ReplicaWorld world;
    private final DurablePromises promises;
    private final WaitingProposals waiting = new WaitingProposals();
    private final PendingProposals pending = new PendingProposals();
    private final LeadershipWatch leadership;
    private final ReplicaSnapshots snapshots;
    private final WaitingReads reads;
    private final FlushReport flushReport;
    private final LogTime time;
    private final PendingChanges changes = new PendingChanges();
    private final DiskCheck disks;
    private final Scrub scrub;
    private final EntryServing serving;
    private final DiskWork diskWork;
    private final ReceivedEntries received;
    private final OwnEntries own;

    private final long openedIndex; // entries up to it were on the disk at the start, and not all were looked at then

    private SnapshotInstall installing; // null: none. While there is one, the log is not ours to ask
    private long appliedIndex; // Invariant: appliedIndex <= node.committedIndex()
    private long appliedPosition;
    private int leaderlessTicks;

    /**
     * A replica as it starts: its state is that of the newest snapshot of this log, to which what follows in the log will be
     * applied. The log was opened with {@code durable}'s watermark and base, and checked from {@link StartingSnapshot#place}
     * on. Reads the snapshot, and blocks meanwhile.
     *
     * @param durable as read from the hard-state file
     * @param formedWith who belonged to the group before everything in a whole log: at index 0 those it was formed with, or
     *     {@link Membership#NONE} if this replica does not know of any group. A snapshot knows better
     * @throws StorageFailure DAMAGED if that snapshot cannot be used
     */
    public Replica(
            ReplicaConfig config,
            LogStore log,
            SnapshotStore snapshotStore,
            DurableState durable,
            IndexedMembership formedWith,
            StateMachine stateMachine,
            ReplicaWorld world,
            Dice dice)
            throws StorageFailure {
        this.config = config;
        this.log = log;
        this.stateMachine = stateMachine;
        this.leadership = new LeadershipWatch(stateMachine);
        this.world = world;
        this.promises = new DurablePromises(durable);
        this.snapshots = new ReplicaSnapshots(config, log, snapshotStore, stateMachine, promises, world);
        this.scrub =
                new Scrub(config.scrub(), config.raft().self(), log, world, this::otherMembers, this::indexDamaged);
        this.serving = new EntryServing(log, config.scrub().chunkBytes(), scrub::suspect);
        this.diskWork = new DiskWork(log, promises, world, config.watermarkTicks());
        // An answer meant for an earlier life must not pass for one to this life's questions.
        this.reads = new WaitingReads((long) dice.below(Integer.MAX_VALUE) << 31, config.leaderlessTicksMax());
        this.flushReport = new FlushReport(config.raft().self(), config.tickMillis());
        Optional<SnapshotMeta> start = StartingSnapshot.restore(snapshotStore, log, stateMachine);
        LogBase restored = start.map(SnapshotMeta::base).orElse(log.base());
        this.openedIndex = log.lastIndex();
        this.appliedIndex = restored.index();
        this.appliedPosition = restored.position();
        long committed = Math.max(appliedIndex, Math.min(durable.committedIndex(), log.lastIndex()));
        this.disks = new DiskCheck(config.raft().self());
        MembershipHistory memberships = Configurations.historyOf(
                log, start.map(SnapshotMeta::membership).orElse(formedWith));
        this.node = new RaftNode(
                config.raft(), log, new HardState(durable.term(), durable.votedFor()), committed, memberships, dice);
        this.received = new ReceivedEntries(log);
        this.time = new LogTime(world::nowMillis);
        this.own = new OwnEntries(config.raft().self(), node, log, time, pending, changes);
        FlushMark mark = log.flushedMark();
        promises.flushed(mark, log.endPosition());
        promises.committed(committed);
        if (durable.isRepairing()) {
            node.startRepair(((long) dice.below(Integer.MAX_VALUE) << 31) + dice.below(Integer.MAX_VALUE) + 1);
        }
    }

    public void tick() {
        promises.tick();
        diskWork.tick();
        if (installing != null) {
            return; // a follower that waits for its disk does not campaign
        }
        time.entryOf(log.lastTimestampMillis());
        time.pass(config.tickMillis());
        // A base beyond what is on our own disk would leave our log short of it.
        if (snapshots.tick(settledIndex(), node.neededIndex())) {
            node.baseMoved();
        }
        long offeredIndex = snapshots.offeredIndex(settledIndex(), scrub.lostIndex(), node.letGoIndex());
        node.serves(Math.min(scrub.lostIndex(), offeredIndex) + 1, offeredIndex);
        scrub.tick(
                log.endPositionOf(settledIndex()),
                log.endPositionOf(Math.min(node.committedIndex(), node.flushedIndex())));
        node.tick();
        flushReport.tick(
                node.isFlushStalled(), node.flushWaitTicks(), log.unflushedBytes(), promises.isUrgent(), node.role());
        reads.tick(node.leader());
        leaderlessTicks = node.leader().isPresent() ? 0 : leaderlessTicks + 1;
        pending.tick(config.leaderlessTicksMax());
        handleReady();
        stateMachine.tick();
    }

    private void indexDamaged(long segmentStart) {
        log.distrustIndexes(segmentStart);
        stateMachine.indexDamaged(segmentStart);
    }

    /** Committed and applied, and flushed here: what is before it stays as it is for ever. */
    private long settledIndex() {
        return Math.min(appliedIndex, node.flushedIndex());
    }

    private List<NodeId> otherMembers() {
        NodeId self = config.raft().self();
        return node.membership().members().stream()
                .map(Member::node)
                .filter(peer -> !peer.equals(self))
                .toList();
    }

    /**
     * A peer's message arrived.
     *
     * @param storageId the sender's disk, as it said at hello
     * @param body bytes of an append request's entries, or of a piece of a snapshot, which the replica keeps; the message
     *     itself names none
     */
    public void receive(RaftMessage message, long storageId, ByteBuffer body) {
        if (installing != null || !disks.admits(node.membership(), message, storageId)) {
            return; // while a snapshot is installed messages are lost, as messages may be
        }
        if (message instanceof RaftMessage.AppendRequest request && body.hasRemaining()) {
            receiveEntries(request, body);
        } else if (message instanceof RaftMessage.SnapshotFetch fetch) {
            if (node.membership().contains(message.from(), storageId)
                    && message.to().equals(config.raft().self())) {
                snapshots.fetch(fetch);
            }
        } else if (message instanceof RaftMessage.SnapshotChunk chunk) {
            snapshots.chunk(chunk, body);
        } else if (message instanceof RaftMessage.EntryFetch fetch) {
            if (node.membership().contains(message.from(), storageId)) {
                serve(fetch);
            }
        } else if (message instanceof RaftMessage.EntryChunk chunk) {
            scrub.chunk(chunk, body);
        } else {
            step(message);
        }
    }

    private void serve(RaftMessage.EntryFetch fetch) {
        List<ByteBuffer> entries = serving.entriesFor(fetch, settledIndex());
        world.send(new RaftMessage.EntryChunk(config.raft().self(), fetch.from(), 0, fetch.index()), entries);
    }

    private void receiveEntries(RaftMessage.AppendRequest request, ByteBuffer bytes) {
        if (diskWork.isOutOfSpace() && log.unflushedBytes() > config.pendingBytesMax()) {
            return; // leader after leader may send what no disk takes; lost, as messages may be
        }
        try {
            step(received.read(request, bytes));
        } catch (CorruptEntryException corrupt) {
            LOG.warn(
                    "node={} from={} dropped an append request: {}",
                    config.raft().self(),
                    request.from(),
                    corrupt.getMessage());
        }
    }

    private void step(RaftMessage message) {
        node.step(message);
        handleReady(); // before any other input, while the received entries are those of this message
    }

    public void peerLost(NodeId peer) {
        node.peerLost(peer);
        handleReady();
    }

    /** So many ticks were due and will not come; to be told before {@link #pump()}. */
    public void ticksLost(int ticks) {
        node.ticksLost(ticks);
    }

    /** As {@link RaftNode#transferLeadership}. */
    public Optional<String> transferLeadership(Optional<NodeId> target) {
        Optional<String> objection = node.transferLeadership(target);
        handleReady();
        return objection;
    }

    /** The group was formed with these members, this replica among them. */
    public void formed(Membership initial) {
        node.formed(initial);
    }

    /** As leader, changes the group; completes when the change is committed and applied here, or will not be. */
    public void changeMembership(MembershipEdit edit, CompletableFuture<MembershipOutcome> done) {
        if (!isServing()) {
            done.complete(new MembershipOutcome.NotLeader(node.leader()));
            return;
        }
        try {
            Optional<Objection> refused = node.changeMembership(edit.applyTo(node.membership()));
            if (refused.isPresent()) {
                done.complete(new MembershipOutcome.Refused(refused.get()));
            } else {
                changes.asked(done);
                handleReady();
            }
        } catch (IllegalArgumentException senseless) {
            done.complete(new MembershipOutcome.Refused(Objection.lasting(senseless.getMessage())));
        }
    }

    /** Takes a proposal, or completes it at once as overload. */
    public void propose(Proposal proposal) {
        Invariants.check(
                proposal.lengthBytes() + log.entryHeaderBytes() <= log.entryBytesMax(),
                "a proposal fits an entry",
                proposal.lengthBytes(),
                log.entryBytesMax());
        long bytes = waiting.bytes() + pending.bytes();
        if (bytes + proposal.lengthBytes() > config.pendingBytesMax()) {
            proposal.complete(new ProposeOutcome.Overloaded(bytes, config.pendingBytesMax()));
        } else {
            waiting.add(proposal);
        }
    }

    /** Completes the request once this replica's state shows all that was acknowledged by now, anywhere in the group. */
    public void readIndex(ReadRequest request) {
        reads.add(request);
    }

    /** The flush job under way has ended. */
    public void flushed(Optional<FlushMark> mark) {
        if (diskWork.ended(mark)) {
            node.hardStateStored(promises.storedHardState());
        }
        diskWork.stepDone();
        // A mark of before a truncation may name an entry that was overwritten since; the next flush tells anew.
        if (installing == null
                && mark.isPresent()
                && mark.get().generation() == log.generation()
                && mark.get().index() > 0) {
            FlushMark told = mark.get();
            promises.flushed(told, log.endPositionOf(told.index()));
            node.flushed(told.index(), told.term());
        }
    }

    /**
     * Does all that can be done now.
     *
     * @return whether more could be done at once: the caller should look at its inputs and call again soon
     */
    public boolean pump() {
        handleReady();
        if (installing == null) {
            snapshots.takeArrived().ifPresent(this::install);
        }
        dispatchProposals();
        if (installing == null) {
            reads.ask(node::readIndex);
            handleReady();
        }
        boolean more = installing == null && applyCommitted();
        handleReady();
        reads.applied(appliedIndex);
        startFlush();
        return more;
    }

    private void handleReady() {
        while (node.hasReady()) {
            handle(node.ready());
        }
        noteLeadership();
    }

    /** In the order {@link Ready} asks for. */
    private void handle(Ready ready) {
        ready.hardState().ifPresent(promises::hardState);
        if (ready.truncateFrom() > 0) {
            truncate(ready.truncateFrom());
        }
        received.append(ready.appends());
        noteRepaired();
        for (RaftMessage message : ready.messages()) {
            send(message);
        }
        promises.committed(ready.committedIndex());
        ready.reads().forEach(answer -> reads.answered(answer, node.leader()));
        if (ready.noopWanted()) {
            leadership.noopAppended(own.appendNoop());
        }
        ready.configurationWanted().ifPresent(own::appendConfiguration);
        ready.snapshotWanted().ifPresent(snapshots::offered);
    }

    /** Begins to put a snapshot in the place of log and state (Raft §7). */
    private void install(SnapshotReceiving.Arrived arrived) {
        LogBase base = arrived.meta().base();
        boolean overtaken = base.index() <= node.committedIndex()
                || node.role() == Role.LEADER
                || (base.index() <= log.lastIndex() && log.termAt(base.index()) == base.term());
        if (overtaken) {
            return;
        }
        if (!SnapshotAtBase.restore(arrived, stateMachine)) {
            snapshots.refused(base.index());
            return;
        }
        installing = new SnapshotInstall(arrived.meta(), log, view(), describe(), this::installed);
        pending.abandonAll();
        changes.abandonAll();
        promises.installed(base);
    }

    private void installed(SnapshotMeta snapshot) {
        LogBase base = snapshot.base();
        installing = null;
        appliedIndex = base.index();
        appliedPosition = base.position();
        snapshots.installed();
        scrub.restart();
        node.installed(base, snapshot.membership());
        LOG.info(
                "node={} term={} installed the snapshot at index={} position={}",
                config.raft().self(),
                node.term(),
                base.index(),
                base.position());
    }

    private void noteRepaired() {
        if (promises.isRepairing() && !node.isRepairing()) {
            promises.repaired();
            LOG.info(
                    "node={} term={} lastIndex={} has got back what it had lost, and takes part in elections again",
                    config.raft().self(),
                    node.term(),
                    log.lastIndex());
        }
    }

    private void truncate(long index) {
        LOG.info(
                "node={} term={} truncates from index={} lastIndex={}: another leader's entries take their place",
                config.raft().self(),
                node.term(),
                index,
                log.lastIndex());
        Invariants.check(index > appliedIndex, "what was applied is never removed", index, appliedIndex);
        promises.cutAfter(index - 1, log.entryAt(index).position());
        log.truncateFrom(index);
        pending.truncatedFrom(index);
    }

    private void send(RaftMessage message) {
        if (message instanceof RaftMessage.AppendRequest request
                && !request.entries().isEmpty()) {
            serving.bytesOf(request.entries(), settledIndex()).ifPresent(bytes -> promises.send(message, bytes, world));
        } else {
            promises.send(message, List.of(), world);
        }
    }

    private void dispatchProposals() {
        if (waiting.isEmpty()) {
            return;
        }
        if (isServing() && node.takesProposals()) {
            packWaiting();
        } else if (node.role() != Role.LEADER
                && (node.leader().isPresent() || leaderlessTicks >= config.leaderlessTicksMax())) {
            waiting.completeAll(new ProposeOutcome.NotLeader(node.leader()));
        }
        // Else leadership is coming, going or being handed over: they wait for what comes of it.
    }

    /** Group commit: all that arrived while the flush before was under way shares one entry, one checksum, one flush. */
    private void packWaiting() {
        while (!waiting.isEmpty() && (!diskWork.isBusy() || waiting.bytes() >= config.packEarlyBytes())) {
            ProposalPack pack =
                    waiting.take(Math.min(config.packBytesMax(), log.entryBytesMax() - log.entryHeaderBytes()));
            if (!pack.isEmpty()) {
                own.append(pack);
                handleReady();
                startFlush();
            }
        }
    }

    private boolean applyCommitted() {
        long bytes = 0;
        while (appliedIndex < node.committedIndex() && bytes < config.applyBytesMax()) {
            EntryMeta entry = log.entryAt(appliedIndex + 1);
            if (entry.index() <= openedIndex && !serving.isSound(entry)) {
                return false; // it is mended first
            }
            stateMachine.apply(entry, log.read(entry.index()));
            appliedIndex = entry.index();
            appliedPosition = entry.endPosition();
            bytes += entry.lengthBytes();
            node.applied(appliedIndex);
            snapshots.applied(appliedIndex, node.membershipAt(appliedIndex));
            noteLeadership();
            pending.applied(entry, node.leader());
            changes.applied(entry, node.leader());
        }
        return appliedIndex < node.committedIndex();
    }

    private boolean isServing() {
        return leadership.isServing(node.role(), node.term());
    }

    private void noteLeadership() {
        leadership.look(node.role(), node.term(), appliedIndex);
    }

    private void startFlush() {
        if (installing == null) {
            diskWork.start(this::nextStep);
        } else {
            diskWork.start(installing);
        }
    }

    private DiskStep nextStep() {
        if (log.startSealing(settledIndex())) {
            return new SealingStep(log); // a few steps a segment: what takes longer waits for it
        }
        DiskStep next = snapshots.nextStep(node.term());
        return next == null ? scrub.nextStep() : next;
    }

    /**
     * The replica has stopped: what to leave in the hard state, if it does not say so already. With the watermark at the very
     * end of what was flushed, damage there will not be taken for a torn write.
     */
    public Optional<DurableState> lastState() {
        return installing == null
                ? promises.startStore(0)
                : Optional.empty(); // an installation is done whole, or again
    }

    /** As {@link ReplicaHandle#releaseUpTo}. */
    public void releaseUpTo(long position, boolean urgent) {
        snapshots.releaseUpTo(position, urgent);
    }

    /** The replica stops: nobody may wait for an answer for ever. */
    public void abandonRequests() {
        reads.abandonAll();
        waiting.completeAll(new ProposeOutcome.NotLeader(Optional.empty()));
        pending.abandonAll();
        changes.abandonAll();
    }

    public ReplicaView view() {
        if (installing != null) {
            return installing.viewBefore();
        }
        IndexedMembership membership = node.newestMembership();
        return new ReplicaView(
                config.raft().self(),
                node.role(),
                node.term(),
                node.leader(),
                isServing(),
                log.lastIndex(),
                node.flushedIndex(),
                node.committedIndex(),
                appliedIndex,
                log.endPosition(),
                appliedPosition,
                membership,
                membership
                        .membership()
                        .contains(config.raft().self(), config.raft().storageId()),
                node.isRepairing());
    }

    /** The time it is by the log, see {@link ReplicaHandle#logMillis}. Any thread. */
    public long logMillis() {
        return time.millis();
    }

    /** What was done for the log on the disk. Any thread. */
    public ScrubView scrubView() {
        return scrub.view();
    }

    /** The core's own view, with what a leader knows of the others. */
    public NodeView describe() {
        return installing != null ? installing.nodeBefore() : node.describe();
    }
}
