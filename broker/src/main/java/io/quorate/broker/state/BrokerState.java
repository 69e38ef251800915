package io.quorate.broker.state;

import io.quorate.commitlog.EntryHeader;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.RecordLayout;
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
 * <p>A snapshot holds no queue's messages: after {@link #restore} each queue is empty at the offset where it goes on, and
 * applying what the log kept fills it.
 */
public final class BrokerState implements StateMachine {
    /** A message of the entry being applied that consumers may see once the entry is published. */
    private record Arrival(String topic, int queueId, long queueOffset, long tagHash) {}

    private final Defaults defaults;
    private final QueueOffsetAssigner offsetAssigner = new QueueOffsetAssigner(this::queues);
    private final List<ArrivalListener> listeners = new CopyOnWriteArrayList<>();
    private final List<ReleaseListener> releaseListeners = new CopyOnWriteArrayList<>();
    private final List<NeededPosition> needed = new CopyOnWriteArrayList<>();

    // Replica loop only.
    private final StateHash hash = new StateHash();
    private final MessageRecordView message = new MessageRecordView();
    private final List<Arrival> arrivals = new ArrayList<>();

    /** Replaced as a whole by {@link #restore}: whoever keeps a table would go on seeing the state before. */
    private volatile Tables tables;

    /** Set after the tables: whoever sees an index here sees the tables at least as of it. */
    private volatile Applied applied = Applied.NOTHING;

    public BrokerState(Defaults defaults) {
        this.defaults = defaults;
        this.tables = Tables.empty(defaults);
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
            applyRecords(meta, bytes, timestampMillis);
        }
        applied = new Applied(meta.index(), meta.term(), meta.endPosition(), timestampMillis, hash.value());
        announceArrivals();
    }

    @Override
    public void leadershipGained(long term) {
        offsetAssigner.leadershipGained();
    }

    @Override
    public void leadershipLost() {
        offsetAssigner.leadershipLost();
    }

    @Override
    public List<ByteBuffer> snapshot() {
        return SnapshotWriter.write(tables, applied);
    }

    @Override
    public void restore(LogBase base, ByteBuffer snapshot) throws CorruptSnapshotException {
        Invariants.check(!offsetAssigner.isLeading(), "a leader's state is not replaced");
        Invariants.check(base.index() >= applied.index(), "a state is not set back", base.index(), applied.index());
        SnapshotReader.Restored restored = SnapshotReader.read(base, snapshot, defaults);
        hash.restart(restored.applied().stateHash());
        tables = restored.tables();
        applied = restored.applied();
        listeners.forEach(ArrivalListener::stateRestored);
    }

    @Override
    public void baseMoved(LogBase base) {
        Invariants.check(
                base.index() <= applied.index(), "only what was applied leaves the log", base.index(), applied.index());
        if (releaseListeners.isEmpty()) {
            tables.queues().releaseBefore(base.position());
            return;
        }
        UnreadCount unread = new UnreadCount(offsets(), queues());
        tables.queues().releaseBefore(base.position());
        Release release = new Release(base, unread.lost());
        releaseListeners.forEach(listener -> listener.released(release));
    }

    @Override
    public long neededPosition() {
        return needed.stream().mapToLong(NeededPosition::oldestPosition).min().orElse(Long.MAX_VALUE);
    }

    private void applyRecords(EntryMeta meta, ByteBuffer bytes, long timestampMillis) {
        int at = EntryHeader.BYTES;
        int count = EntryHeader.recordCount(bytes);
        for (int i = 0; i < count; i++) {
            int sizeBytes = bytes.getInt(at);
            Invariants.check(
                    sizeBytes >= Long.BYTES && sizeBytes <= bytes.limit() - at,
                    "a record lies within its entry [index, size, at]",
                    meta.index(),
                    sizeBytes,
                    at);
            if (RecordLayout.isMessageMagic(bytes.getInt(at + Integer.BYTES))) {
                applyMessage(bytes, at, sizeBytes, meta.position() + at);
            } else {
                applyCommand(CommandCodec.decode(bytes, at, sizeBytes), timestampMillis);
                hash.add(bytes, at, sizeBytes);
            }
            at += sizeBytes;
        }
        Invariants.check(at == bytes.limit(), "the records fill their entry", at, bytes.limit());
    }

    private void applyMessage(ByteBuffer bytes, int at, int sizeBytes, long position) {
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
        hash.add(position);
        hash.add(topic.hashCode());
        hash.add(queueId);
        hash.add(queueOffset);
        hash.add(message.bodyCrc());
        arrivals.add(new Arrival(topic, queueId, queueOffset, tagHash));
    }

    private void applyCommand(Command command, long timestampMillis) {
        switch (command.type()) {
            case TOPIC_PUT -> {
                TopicPut put = (TopicPut) command;
                topics().put(put.config().topicName(), put.config(), put.onlyIfAbsent(), timestampMillis);
            }
            case TOPIC_DELETE -> {
                String topic = ((TopicDelete) command).topic();
                topics().remove(topic, timestampMillis);
                queues().removeTopic(topic);
                offsets().removeTopic(topic);
            }
            case CONSUMER_GROUP_PUT -> {
                ConsumerGroupPut put = (ConsumerGroupPut) command;
                consumerGroups().put(put.config().groupName(), put.config(), put.onlyIfAbsent(), timestampMillis);
            }
            case CONSUMER_GROUP_DELETE -> {
                ConsumerGroupDelete deletion = (ConsumerGroupDelete) command;
                consumerGroups().remove(deletion.consumerGroup(), timestampMillis);
                if (deletion.removeOffsets()) {
                    offsets().removeConsumerGroup(deletion.consumerGroup());
                }
            }
            case OFFSET_COMMIT -> ((OffsetCommit) command).items().forEach(offsets()::set);
        }
    }

    private void announceArrivals() {
        for (Arrival arrival : arrivals) {
            for (ArrivalListener listener : listeners) {
                listener.messageApplied(arrival.topic, arrival.queueId, arrival.queueOffset, arrival.tagHash);
            }
        }
        arrivals.clear();
    }
}
