package io.quorate.simulation.workload;

import io.quorate.broker.state.Command;
import io.quorate.broker.state.CommandCodec;
import io.quorate.broker.state.OffsetCommit;
import io.quorate.broker.state.PopTake;
import io.quorate.broker.state.TimerRecall;
import io.quorate.broker.state.TopicDelete;
import io.quorate.commitlog.EntryHeader;
import io.quorate.protocol.Names;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.RecordLayout;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import io.quorate.simulation.world.WallClock;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the committed log says, entry by entry as the first node applies it, and what was told to clients: nothing
 * acknowledged is missing, changed or there twice, nothing refused is there, queue offsets are dense and in the order of
 * the sends, and consumer offsets with one writer never go back.
 */
public final class History implements GroupObserver {
    /** A queue of a topic. */
    record Queue(String topic, int queueId) {}

    private final Map<Long, Sent> sent = new HashMap<>();
    private final Map<Queue, QueueHistory> queues = new HashMap<>();
    private final Map<String, OffsetHistory> offsets = new TreeMap<>();
    private final DelayedMessages delayed = new DelayedMessages();
    private final PopHistory pops = new PopHistory();
    private final SimulatedGroup group;
    private final SharedOffsets shared;
    private final MessageRecordView view = new MessageRecordView();
    private long appliedIndex;
    private long nextNumber = 1;
    private long acknowledgedCount;

    History(SimulatedGroup group, SharedOffsets shared) {
        this.group = group;
        this.shared = shared;
    }

    Sent newMessage(String topic, int queueId, int paddingBytes) {
        Sent message = new Sent(nextNumber++, topic, queueId, paddingBytes, queue(topic, queueId));
        sent.put(message.number, message);
        return message;
    }

    QueueHistory queue(String topic, int queueId) {
        return queues.computeIfAbsent(new Queue(topic, queueId), absent -> new QueueHistory());
    }

    /** The true time of day. */
    long nowMillis() {
        return WallClock.START_MILLIS + group.timeline().nowMicros() / 1000;
    }

    DelayedMessages delayed() {
        return delayed;
    }

    PopHistory pops() {
        return pops;
    }

    OffsetHistory offsets(String consumerGroup, String topic, int queueId) {
        return offsets.computeIfAbsent(consumerGroup + "@" + topic + "/" + queueId, OffsetHistory::new);
    }

    Map<Queue, QueueHistory> queues() {
        return queues;
    }

    public long acknowledgedCount() {
        return acknowledgedCount;
    }

    @Override
    public void applied(SimulatedNode node, EntryMeta meta, ByteBuffer entry, long stateHash) {
        if (meta.index() != appliedIndex + 1) {
            return; // another node was first; that this one applies the same is the state hash's business
        }
        appliedIndex = meta.index();
        ByteBuffer bytes = entry.slice();
        forEachRecord(bytes, (at, sizeBytes) -> {
            if (RecordLayout.isMessageMagic(bytes.getInt(at + Integer.BYTES))) {
                view.wrap(bytes, at);
                String topic = view.topic();
                if (topic.equals(Names.SCHEDULE_TOPIC) || topic.equals(Names.TIMER_TOPIC)) {
                    delayed.stored(sent.get(Sent.numberOf(view.body())), view);
                } else if (!TransactionHistory.isOurs(topic)) {
                    store(topic, view.queueId(), view.queueOffset(), view.body());
                }
            } else {
                apply(CommandCodec.decode(bytes, at, sizeBytes));
            }
        });
    }

    private interface RecordVisitor {
        void visit(int at, int sizeBytes);
    }

    private static void forEachRecord(ByteBuffer bytes, RecordVisitor visitor) {
        if (EntryHeader.kind(bytes) != EntryKind.RECORDS) {
            return;
        }
        int at = EntryHeader.BYTES;
        for (int count = EntryHeader.recordCount(bytes); count > 0; count--) {
            int sizeBytes = bytes.getInt(at);
            visitor.visit(at, sizeBytes);
            at += sizeBytes;
        }
    }

    private void store(String topic, int queueId, long queueOffset, ByteBuffer body) {
        Sent message = known(topic, queueId, body);
        QueueHistory queue = queue(topic, queueId);
        if (queueOffset != queue.messages.size()) {
            throw new CheckFailure(
                    "dense queue offsets",
                    message + " has offset " + queueOffset + " where " + queue.messages.size() + " comes next");
        }
        if (message.queueOffset >= 0) {
            throw new CheckFailure(
                    "no duplicates", message + " is at offset " + message.queueOffset + " and again at " + queueOffset);
        }
        if (message.outcome == Outcome.FAIL) {
            throw new CheckFailure("no refused message", message + " was refused, and is stored at " + queueOffset);
        }
        if (queue == message.queueBefore && queueOffset < message.ackedEndBefore) {
            throw new CheckFailure(
                    "order of sends",
                    message + " has offset " + queueOffset + " although all before " + message.ackedEndBefore
                            + " was acknowledged before it was sent");
        }
        if (message.delay != null) {
            delayed.delivered(message, view);
        }
        message.queueOffset = queueOffset;
        message.storedIn = queue;
        queue.messages.add(message);
    }

    /** The message of which this is the body, byte for byte. */
    Sent known(String topic, int queueId, ByteBuffer body) {
        Sent message = sent.get(Sent.numberOf(body));
        if (message == null || !message.topic.equals(topic) || message.queueId != queueId) {
            throw new CheckFailure("no invented message", "nobody sent what " + topic + "/" + queueId + " holds");
        }
        if (!message.body().equals(body)) {
            throw new CheckFailure("no altered message", message + " is stored with other bytes than were sent");
        }
        return message;
    }

    private void apply(Command command) {
        if (command instanceof OffsetCommit commit) {
            for (OffsetCommit.Item item : commit.items()) {
                if (SharedOffsets.isShared(item.consumerGroup())) {
                    shared.applied(item.offset());
                } else {
                    offsets(item.consumerGroup(), item.topic(), item.queueId()).applied(item.offset());
                }
            }
        } else if (command instanceof TimerRecall recall) {
            delayed.recalled(recall);
        } else if (command instanceof PopTake take) {
            pops.applied(take);
        } else if (command instanceof TopicDelete deletion) {
            queues.keySet().removeIf(queue -> queue.topic().equals(deletion.topic()));
        }
    }

    /** The node answers that the message is stored. */
    void acknowledged(Sent message, long queueOffset) {
        if (message.queueOffset != queueOffset) {
            throw new CheckFailure(
                    "no acknowledged message lost",
                    message + " is acknowledged at offset " + queueOffset + ", in the applied log it is at "
                            + message.queueOffset);
        }
        acknowledgedCount++;
        QueueHistory queue = message.storedIn;
        queue.ackedEnd = Math.max(queue.ackedEnd, queueOffset + 1);
    }

    /** The node answers that the message is stored as a pending one. */
    void acknowledgedPending(Sent message, long position) {
        delayed.acknowledged(message, position);
        acknowledgedCount++;
    }

    /**
     * A node that had appended these says that they are not stored and never will be: so no log may have them where something
     * may still be committed.
     */
    void refusedAfterAppend(List<Sent> messages) {
        long committedIndex = appliedIndex;
        for (SimulatedNode node : group.nodes()) {
            committedIndex = Math.max(committedIndex, node.isUp() ? node.view().committedIndex() : 0);
        }
        for (SimulatedNode node : group.nodes()) {
            for (long index = committedIndex + 1;
                    node.isUp() && index <= node.log().lastIndex();
                    index++) {
                checkHasNone(node, index, messages);
            }
        }
    }

    private void checkHasNone(SimulatedNode node, long index, List<Sent> messages) {
        ByteBuffer bytes = node.log().read(index).slice();
        forEachRecord(bytes, (at, sizeBytes) -> {
            if (RecordLayout.isMessageMagic(bytes.getInt(at + Integer.BYTES))) {
                view.wrap(bytes, at);
                long number = Sent.numberOf(view.body());
                if (messages.stream().anyMatch(message -> message.number == number)) {
                    throw new CheckFailure(
                            "no refused message",
                            "message " + number + " is refused, but " + node + " has it in entry " + index
                                    + ", which may yet be committed");
                }
            }
        });
    }

    void settled(Sent message, Outcome outcome) {
        message.outcome = outcome;
        boolean stored = message.queueOffset >= 0 || (message.delay != null && message.delay.position >= 0);
        if (outcome == Outcome.FAIL && stored) {
            throw new CheckFailure(
                    "no refused message", message + " was refused, but is stored at " + message.queueOffset);
        }
    }

    /** A node shows this at an offset of a queue: it must be what was applied there. */
    void shown(SimulatedNode node, String topic, int queueId, long queueOffset, ByteBuffer body) {
        Sent message = known(topic, queueId, body);
        // Of a topic that was deleted, a node that does not know yet shows what was there.
        if (message.queueOffset != queueOffset) {
            throw new CheckFailure(
                    "no dirty read",
                    node + " shows " + message + " at offset " + queueOffset + ", which nobody has applied there");
        }
    }

    Iterable<OffsetHistory> allOffsets() {
        return offsets.values();
    }
}
