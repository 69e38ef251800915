package io.quorate.broker.state;

import io.quorate.commitlog.EntryHeader;
import io.quorate.commitlog.index.IndexPlace;
import io.quorate.commitlog.index.MessageIndex;
import io.quorate.commitlog.index.SealedSegment;
import io.quorate.protocol.message.MessageKeys;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.raft.Invariants;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.CorruptSnapshotException;
import io.quorate.raft.runtime.StateMachine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the log says: all tables of a replica. Starts with every process, empty or from a snapshot, and is rebuilt by
 * applying the log from there on. Written by the replica loop, read by any thread.
 *
 * <p>A snapshot holds no queue's messages: those that the log keeps from before it are found through the {@link MessageIndex}
 * of their segments, made when these were full.
 */
public final class BrokerState implements StateMachine {
    /** A message of the entry being applied that consumers may see once the entry is published. */
    private record Arrival(String topic, int queueId, long queueOffset, long tagHash) {}

    private final Defaults defaults;
    private final IndexPlace indexPlace;
    private final QueueOffsetAssigner offsetAssigner = new QueueOffsetAssigner(this::queues);
    private final List<ArrivalListener> listeners = new CopyOnWriteArrayList<>();
    private final List<ReleaseListener> releaseListeners = new CopyOnWriteArrayList<>();
    private final List<NeededPosition> needed = new CopyOnWriteArrayList<>();
    private final List<CommandListener> commandListeners = new CopyOnWriteArrayList<>();
    private final List<LeaderDuty> duties = new CopyOnWriteArrayList<>();

    // Replica loop only.
    private final StateHash hash = new StateHash();
    private final MessageRecordView message = new MessageRecordView();
    private final MessageKeys keys = new MessageKeys();
    private final RecordVisitor visitor = new RecordVisitor();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>(); // of the entry being applied, if somebody listens

    /** Replaced as a whole by {@link #restore}: whoever keeps a table would go on seeing the state before. */
    private volatile Tables tables;

    /** Set after the tables: whoever sees an index here sees the tables at least as of it. */
    private volatile Applied applied = Applied.NOTHING;

    /** @param indexPlace of this replica's log alone */
    public BrokerState(Defaults defaults, IndexPlace indexPlace) {
        this.defaults = defaults;
        this.indexPlace = indexPlace;
        this.tables = Tables.empty(defaults, new MessageIndex(indexPlace, 0));
    }

    public TopicTable topics() {
        return tables.topics();
    }

    public ConsumerGroupTable consumerGroups() {
        return tables.consumerGroups();
    }

    public OffsetTable offsets() {
        return tables.offsets();
    }

    public QueueTable queues() {
        return tables.queues();
    }

    public ForbiddenReads forbiddenReads() {
        return tables.forbiddenReads();
    }

    public QueueLockTable locks() {
        return tables.locks();
    }

    public OffsetResetTable resets() {
        return tables.resets();
    }

    public TimerTable timers() {
        return tables.timers();
    }

    public TransactionTable transactions() {
        return tables.transactions();
    }

    public PopTable pops() {
        return tables.pops();
    }

    public RequestModeTable requestModes() {
        return tables.requestModes();
    }

    /** Where all messages that the log keeps are. */
    public MessageIndex messages() {
        return tables.queues().messages();
    }

    public Applied applied() {
        return applied;
    }

    /** See {@link Applied#stateHash()}. */
    public long stateHash() {
        return applied.stateHash();
    }

    /** For making proposals; only they use it, on the replica loop. */
    public QueueOffsetAssigner offsetAssigner() {
        return offsetAssigner;
    }

    /** To be called before the replica starts, so that no arrival is missed. */
    public void addArrivalListener(ArrivalListener listener) {
        listeners.add(listener);
    }

    /** To be called before the replica starts. */
    public void addReleaseListener(ReleaseListener listener) {
        releaseListeners.add(listener);
    }

    /** To be called before the replica starts: nothing that is needed may leave the log. */
    public void addNeededPosition(NeededPosition part) {
        needed.add(part);
    }

    /** To be called before the replica starts. */
    public void addCommandListener(CommandListener listener) {
        commandListeners.add(listener);
    }

    /** To be called before the replica starts. */
    public void addLeaderDuty(LeaderDuty duty) {
        duties.add(duty);
    }

    @Override
    public void apply(EntryMeta meta, ByteBuffer entry) {
        Invariants.check(meta.index() == applied.index() + 1, "applied in order", meta.index(), applied.index());
        Invariants.check(
                meta.position() == applied.position(),
                "entries stand back to back",
                meta.position(),
                applied.position());
        ByteBuffer bytes = entry.slice();
        Invariants.check(bytes.limit() == meta.lengthBytes(), "the whole entry", bytes.limit(), meta.lengthBytes());
        hash.add(meta.index());
        hash.add(meta.term());
        long timestampMillis = EntryHeader.timestampMillis(bytes);
        if (EntryHeader.kind(bytes) == EntryKind.RECORDS) {
            visitor.appliedAt = new AppliedAt(meta.index(), meta.term(), timestampMillis);
            EntryRecords.forEach(meta, bytes, visitor);
        }
        applied = new Applied(meta.index(), meta.term(), meta.endPosition(), timestampMillis, hash.value());
        announce();
        if (meta.endPosition() % indexPlace.segmentBytes() == 0) {
            long startPosition = meta.endPosition() - indexPlace.segmentBytes();
            messages()
                    .segmentEnded(new SealedSegment(
                            startPosition, indexPlace.segmentBytes(), EntryHeader.fingerprintAfter(bytes)));
        }
    }

    @Override
    public void leadershipGained(long term) {
        offsetAssigner.leadershipGained();
        duties.forEach(duty -> duty.leadershipGained(term));
    }

    @Override
    public void leadershipLost() {
        offsetAssigner.leadershipLost();
        duties.forEach(LeaderDuty::leadershipLost);
    }

    @Override
    public void tick() {
        duties.forEach(LeaderDuty::tick);
    }

    @Override
    public List<ByteBuffer> snapshot() {
        return SnapshotWriter.write(tables, applied);
    }

    @Override
    public void restore(LogBase logBase, LogBase base, ByteBuffer snapshot) throws CorruptSnapshotException {
        Invariants.check(!offsetAssigner.isLeading(), "a leader's state is not replaced");
        Invariants.check(base.index() >= applied.index(), "a state is not set back", base.index(), applied.index());
        MessageIndex before = messages();
        MessageIndex messages = MessageIndex.open(indexPlace, logBase, base);
        SnapshotReader.Restored restored;
        try {
            restored = SnapshotReader.read(base, snapshot, defaults, messages);
        } catch (CorruptSnapshotException corrupt) {
            messages.close();
            throw corrupt;
        }
        hash.restart(restored.applied().stateHash());
        tables = restored.tables();
        applied = restored.applied();
        before.releaseBefore(logBase.position());
        before.close();
        listeners.forEach(ArrivalListener::stateRestored);
    }

    @Override
    public void indexDamaged(long segmentStart) {
        messages().remake(segmentStart);
    }

    @Override
    public void baseMoved(LogBase base) {
        Invariants.check(
                base.index() <= applied.index(), "only what was applied leaves the log", base.index(), applied.index());
        if (releaseListeners.isEmpty()) {
            messages().releaseBefore(base.position());
            return;
        }
        UnreadCount unread = new UnreadCount(offsets(), queues());
        messages().releaseBefore(base.position());
        Release release = unread.released(base);
        releaseListeners.forEach(listener -> listener.released(release));
    }

    @Override
    public long neededPosition() {
        long position = Long.MAX_VALUE;
        for (NeededPosition part : needed) {
            position = Math.min(position, part.oldestPosition());
        }
        for (StatePart part : tables.parts()) {
            position = Math.min(position, part.oldestPosition());
        }
        return position;
    }

    /** Applies the records of an entry. */
    private final class RecordVisitor implements EntryRecords.Visitor {
        private AppliedAt appliedAt;

        @Override
        public void message(ByteBuffer bytes, int at, int sizeBytes, long position) {
            applyMessage(bytes, at, sizeBytes, position, appliedAt);
        }

        @Override
        public void command(ByteBuffer bytes, int at, int sizeBytes) {
            Command command = CommandCodec.decode(bytes, at, sizeBytes);
            command.applyTo(tables, appliedAt);
            hash.add(bytes, at, sizeBytes);
            if (!commandListeners.isEmpty()) {
                commands.add(command);
            }
        }
    }

    private void applyMessage(ByteBuffer bytes, int at, int sizeBytes, long position, AppliedAt appliedAt) {
        message.wrap(bytes, at);
        Invariants.check(message.position() == position, "a record knows its place", message.position(), position);
        String topic = message.topic();
        int queueId = message.queueId();
        long queueOffset = message.queueOffset();
        long tagHash = message.tagHash();
        queues().append(
                        topic,
                        queueId,
                        queueOffset,
                        position,
                        sizeBytes,
                        (int) tagHash,
                        message.storeTimestampMillis());
        keys.read(message);
        for (int i = 0; i < keys.count(); i++) {
            messages().key(keys.hash(i), position);
        }
        hash.add(position);
        hash.add(topic.hashCode());
        hash.add(queueId);
        hash.add(queueOffset);
        hash.add(message.bodyCrc());
        for (StatePart part : tables.parts()) {
            part.messageApplied(message, sizeBytes, appliedAt);
        }
        arrivals.add(new Arrival(topic, queueId, queueOffset, tagHash));
    }

    private void announce() {
        for (Arrival arrival : arrivals) {
            for (ArrivalListener listener : listeners) {
                listener.messageApplied(arrival.topic, arrival.queueId, arrival.queueOffset, arrival.tagHash);
            }
        }
        arrivals.clear();
        for (Command command : commands) {
            for (CommandListener listener : commandListeners) {
                listener.commandApplied(command);
            }
        }
        commands.clear();
    }
}
