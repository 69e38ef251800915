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
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipHistory;
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
    private final WaitingReads reads;
    private final PendingChanges changes = new PendingChanges();
    private final DiskCheck disks;

    private boolean flushing;
    private long appliedIndex; // Invariant: appliedIndex <= node.committedIndex()
    private long appliedPosition;
    private int leaderlessTicks;
    private ByteBuffer receivedEntries = ByteBuffer.allocate(0); // bytes of the append request being stepped

    /**
     * A replica as it starts. The log was opened with {@code durable}'s watermark.
     *
     * @param durable as read from the hard-state file
     * @param base who belonged to the group before everything in the log: at index 0 those it was formed with, or {@link
     *     Membership#NONE} if this replica does not know of any group
     */
    public Replica(
            ReplicaConfig config,
            LogStore log,
            DurableState durable,
            IndexedMembership base,
            StateMachine stateMachine,
            ReplicaWorld world,
            Dice dice) {
        this.config = config;
        this.log = log;
        this.stateMachine = stateMachine;
        this.leadership = new LeadershipWatch(stateMachine);
        this.world = world;
        this.promises = new DurablePromises(durable);
        // An answer meant for an earlier life must not pass for one to this life's questions.
        this.reads = new WaitingReads((long) dice.below(Integer.MAX_VALUE) << 31, config.leaderlessTicksMax());
        long committed = Math.min(durable.committedIndex(), log.lastIndex());
        this.disks = new DiskCheck(config.raft().self());
        MembershipHistory memberships = Configurations.historyOf(log, base);
        this.node = new RaftNode(
                config.raft(), log, new HardState(durable.term(), durable.votedFor()), committed, memberships, dice);
        FlushMark mark = log.flushedMark();
        promises.flushed(mark, log.endPosition());
        promises.committed(committed);
        if (durable.isRepairing()) {
            node.startRepair(((long) dice.below(Integer.MAX_VALUE) << 31) + dice.below(Integer.MAX_VALUE) + 1);
        }
    }

    public void tick() {
        node.tick();
        promises.tick();
        reads.tick(node.leader());
        leaderlessTicks = node.leader().isPresent() ? 0 : leaderlessTicks + 1;
        handleReady();
    }

    /**
     * A peer's message arrived.
     *
     * @param storageId the sender's disk, as it said at hello
     * @param entries bytes of an append request's entries, which the replica keeps; the request itself names none
     */
    public void receive(RaftMessage message, long storageId, ByteBuffer entries) {
        if (!disks.admits(node.membership(), message, storageId)) {
            return;
        }
        if (message instanceof RaftMessage.AppendRequest request && entries.hasRemaining()) {
            receiveEntries(request, entries);
        } else {
            step(message);
        }
    }

    private void receiveEntries(RaftMessage.AppendRequest request, ByteBuffer bytes) {
        try {
            List<EntryMeta> entries = log.parse(bytes);
            if (entries.get(0).index() != request.prevIndex() + 1) {
                throw new CorruptEntryException(
                        "entries start at " + entries.get(0).index() + " after " + request.prevIndex());
            }
            receivedEntries = bytes;
            step(new RaftMessage.AppendRequest(
                    request.from(),
                    request.to(),
                    request.term(),
                    request.prevIndex(),
                    request.prevTerm(),
                    entries,
                    request.committedIndex(),
                    request.round(),
                    Configurations.among(entries, bytes, log)));
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
        handleReady(); // before any other input, while receivedEntries are those of this message
    }

    public void peerLost(NodeId peer) {
        node.peerLost(peer);
        handleReady();
    }

    public void transferLeadership(Optional<NodeId> target) {
        node.transferLeadership(target);
        handleReady();
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
            Optional<String> refused = node.changeMembership(edit.applyTo(node.membership()));
            if (refused.isPresent()) {
                done.complete(new MembershipOutcome.Refused(refused.get()));
            } else {
                changes.asked(done);
                handleReady();
            }
        } catch (IllegalArgumentException senseless) {
            done.complete(new MembershipOutcome.Refused(senseless.getMessage()));
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
        flushing = false;
        promises.stored(world);
        // A mark of before a truncation may name an entry that was overwritten since; the next flush tells anew.
        if (mark.isPresent()
                && mark.get().generation() == log.generation()
                && mark.get().index() > 0) {
            FlushMark told = mark.get();
            promises.flushed(told, log.entryAt(told.index()).endPosition());
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
        dispatchProposals();
        reads.ask(node::readIndex);
        handleReady();
        boolean more = applyCommitted();
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
        appendReceived(ready.appends());
        noteRepaired();
        for (RaftMessage message : ready.messages()) {
            promises.send(message, entriesOf(message), world);
        }
        promises.committed(ready.committedIndex());
        ready.reads().forEach(answer -> reads.answered(answer, node.leader()));
        if (ready.noopWanted()) {
            appendNoop();
        }
        ready.configurationWanted().ifPresent(this::appendConfiguration);
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

    private void appendReceived(List<EntryMeta> entries) {
        if (entries.isEmpty()) {
            return;
        }
        // The accepted entries are a suffix of the request's: they end where its bytes end.
        int lengthBytes = Math.toIntExact(
                entries.get(entries.size() - 1).endPosition() - entries.get(0).position());
        int offset = receivedEntries.limit() - lengthBytes;
        for (EntryMeta entry : entries) {
            try {
                log.appendReceived(entry, receivedEntries.slice(offset, entry.lengthBytes()));
            } catch (CorruptEntryException differs) {
                // Index and term agree, the bytes before do not: log matching (Raft §5.3) is broken.
                throw Invariants.unreachable(differs.getMessage());
            }
            offset += entry.lengthBytes();
        }
    }

    private List<ByteBuffer> entriesOf(RaftMessage message) {
        if (!(message instanceof RaftMessage.AppendRequest request)
                || request.entries().isEmpty()) {
            return List.of();
        }
        EntryMeta first = request.entries().get(0);
        EntryMeta last = request.entries().get(request.entries().size() - 1);
        LogStore.Range range = log.readRange(first.index(), Math.toIntExact(last.endPosition() - first.position()));
        Invariants.check(
                range.lastIndex() == last.index(),
                "the range is what the core asked for",
                range.lastIndex(),
                last.index());
        return range.buffers();
    }

    private void appendNoop() {
        leadership.noopAppended(append(EntryKind.NOOP, 0, ByteBuffer.allocate(log.entryHeaderBytes())));
    }

    private void appendConfiguration(Membership wanted) {
        ByteBuffer entry = Configurations.entryOf(wanted, log.entryHeaderBytes());
        fillSegmentBefore(entry.limit());
        EntryMeta meta = log.append(EntryKind.CONFIGURATION, node.term(), timestamp(), 1, entry);
        LOG.info(
                "node={} term={} index={} changes the group: voters={} learners={}",
                config.raft().self(),
                node.term(),
                meta.index(),
                wanted.voters(),
                wanted.learners());
        changes.appended(meta, wanted);
        node.appendedConfiguration(meta);
    }

    /** Appends an entry of our own, behind a FILLER when it would span two segments. */
    private EntryMeta append(EntryKind kind, int recordCount, ByteBuffer entry) {
        fillSegmentBefore(entry.limit());
        EntryMeta meta = log.append(kind, node.term(), timestamp(), recordCount, entry);
        node.appended(meta);
        return meta;
    }

    private void fillSegmentBefore(int lengthBytes) {
        int fillerBytes = log.fillerBytesBefore(lengthBytes);
        if (fillerBytes > 0) {
            node.appended(log.append(EntryKind.FILLER, node.term(), timestamp(), 0, ByteBuffer.allocate(fillerBytes)));
        }
    }

    private long timestamp() {
        // Never back along the log, whatever this leader's clock says.
        return Math.max(world.nowMillis(), log.lastTimestampMillis());
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
        while (!waiting.isEmpty() && (!flushing || waiting.bytes() >= config.packEarlyBytes())) {
            appendOne(waiting.take(config.packBytesMax()));
            handleReady();
            startFlush();
        }
    }

    private void appendOne(List<Proposal> proposals) {
        int lengthBytes = log.entryHeaderBytes();
        int recordCount = 0;
        for (Proposal proposal : proposals) {
            lengthBytes += proposal.lengthBytes();
            recordCount += proposal.recordCount();
        }
        fillSegmentBefore(lengthBytes);
        ByteBuffer entry = ByteBuffer.allocate(lengthBytes).position(log.entryHeaderBytes());
        long entryPosition = log.endPosition();
        long timestamp = timestamp();
        for (Proposal proposal : proposals) {
            int before = entry.position();
            proposal.writeTo(entry, entryPosition + before, timestamp);
            Invariants.check(
                    entry.position() - before == proposal.lengthBytes(),
                    "a proposal writes what it said",
                    entry.position() - before,
                    proposal.lengthBytes());
        }
        EntryMeta meta = log.append(EntryKind.RECORDS, node.term(), timestamp, recordCount, entry.rewind());
        pending.add(meta, proposals, lengthBytes);
        node.appended(meta);
    }

    private boolean applyCommitted() {
        long bytes = 0;
        while (appliedIndex < node.committedIndex() && bytes < config.applyBytesMax()) {
            EntryMeta entry = log.entryAt(appliedIndex + 1);
            stateMachine.apply(entry, log.read(entry.index()));
            appliedIndex = entry.index();
            appliedPosition = entry.endPosition();
            bytes += entry.lengthBytes();
            node.applied(appliedIndex);
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
        if (flushing) {
            return;
        }
        boolean logWaits = log.unflushedBytes() > 0;
        Optional<DurableState> state = promises.startStore(config.watermarkTicks());
        if (logWaits || state.isPresent()) {
            flushing = true;
            FlushLimit limit = new FlushLimit(log.generation(), promises.termOnceStored());
            world.startFlush(new ReplicaWorld.FlushJob(state, logWaits, limit));
        }
    }

    /**
     * The replica has stopped: what to leave in the hard state, if it does not say so already. With the watermark at the very
     * end of what was flushed, damage there will not be taken for a torn write.
     */
    public Optional<DurableState> lastState() {
        return promises.startStore(0);
    }

    /** The replica stops: nobody may wait for an answer for ever. */
    public void abandonRequests() {
        reads.abandonAll();
        waiting.completeAll(new ProposeOutcome.NotLeader(Optional.empty()));
        pending.abandonAll();
        changes.abandonAll();
    }

    public ReplicaView view() {
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

    /** The core's own view, with what a leader knows of the others. */
    public NodeView describe() {
        return node.describe();
    }
}
