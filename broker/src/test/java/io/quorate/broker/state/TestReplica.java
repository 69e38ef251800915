package io.quorate.broker.state;

import io.quorate.commitlog.CommitLog;
import io.quorate.commitlog.CommitLogConfig;
import io.quorate.commitlog.DamageWitness;
import io.quorate.commitlog.RecoveryFloor;
import io.quorate.commitlog.SegmentEntries;
import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.commitlog.index.IndexPlace;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.CorruptSnapshotException;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RequestException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * A leader without peers: what is proposed becomes entries of a real log on a simulated disk, and is applied when the test
 * says so.
 */
public final class TestReplica implements AutoCloseable {
    public static final Defaults DEFAULTS = new Defaults("DefaultCluster", "broker-a", 8);
    public static final InetSocketAddress STORE_HOST = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10_911);
    public static final InetSocketAddress BORN_HOST = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);

    private static final long SEGMENT_BYTES = 16 << 20;
    private static final int ENTRY_BYTES_MAX = 8 << 20;

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final long segmentBytes;
    private final CommitLog log;
    private final BrokerState state;
    private final RecordEncoder encoder = new RecordEncoder(
            new RecordEncoder.Settings("DefaultCluster", "DefaultRegion", () -> true, STORE_HOST, () -> 4 << 20),
            () -> "KEY");
    private final Queue<Proposal[]> appended = new ArrayDeque<>();
    private long term;
    private long nowMillis = 1_700_000_000_000L;
    private int otherCount;

    public TestReplica() throws StorageFailure {
        this(SEGMENT_BYTES);
    }

    /** With segments of another size, for those who end many of them. */
    public TestReplica(long segmentBytes) throws StorageFailure {
        this.segmentBytes = segmentBytes;
        CommitLogConfig config = new CommitLogConfig(
                Path.of("/log"), segmentBytes, (int) Math.min(ENTRY_BYTES_MAX, segmentBytes / 2), 0);
        log = CommitLog.open(config, disk, RecoveryFloor.NONE, LogBase.EMPTY, DamageWitness.NONE);
        state = new BrokerState(DEFAULTS, place(Path.of("/log")));
        lead();
    }

    /** Where message indexes of this log may be kept; they are made at once. */
    private IndexPlace place(Path folder) {
        return place(folder, Runnable::run);
    }

    private IndexPlace place(Path folder, Executor sealer) {
        disk.createDirectories(folder);
        return new IndexPlace(disk, folder, segmentBytes, sealer, new LoggedSegments(log::slice));
    }

    /** A state without any log, of which nothing is made. */
    public static BrokerState detachedState() {
        return new BrokerState(DEFAULTS, detachedPlace());
    }

    static IndexPlace detachedPlace() {
        SegmentEntries.Bytes nothing = (position, lengthBytes) -> {
            throw new IndexOutOfBoundsException("there is no log");
        };
        SimulatedDisk empty = new SimulatedDisk(1);
        Path folder = Path.of("/log");
        empty.createDirectories(folder);
        return new IndexPlace(empty, folder, SEGMENT_BYTES, Runnable::run, new LoggedSegments(nothing));
    }

    public BrokerState state() {
        return state;
    }

    public CommitLog log() {
        return log;
    }

    public RecordEncoder encoder() {
        return encoder;
    }

    public long nowMillis() {
        return nowMillis;
    }

    public void advanceMillis(long millis) {
        nowMillis += millis;
    }

    /** Loses leadership, with what was appended and not applied, and wins it again. */
    public void lead() {
        if (term > 0) {
            state.leadershipLost();
            if (log.lastIndex() > state.applied().index()) {
                log.truncateFrom(state.applied().index() + 1);
            }
            for (Proposal[] proposals : appended) {
                for (Proposal proposal : proposals) {
                    proposal.complete(new ProposeOutcome.Unknown(new EntryMeta(1, 1, 0, 1)));
                }
            }
            appended.clear();
        }
        term++;
        log.append(EntryKind.NOOP, term, nowMillis, 0, ByteBuffer.allocate(log.entryHeaderBytes()));
        appended.add(new Proposal[0]);
        applyAll();
        state.leadershipGained(term);
    }

    /** Appends one entry with all these, and applies nothing. */
    public void append(Proposal... proposals) {
        int length = log.entryHeaderBytes();
        int recordCount = 0;
        for (Proposal proposal : proposals) {
            length += proposal.lengthBytes();
            recordCount += proposal.recordCount();
        }
        int fillerBytes = log.fillerBytesBefore(length);
        if (fillerBytes > 0) {
            log.append(EntryKind.FILLER, term, nowMillis, 0, ByteBuffer.allocate(fillerBytes));
            appended.add(new Proposal[0]);
        }
        ByteBuffer entry = ByteBuffer.allocate(length).position(log.entryHeaderBytes());
        for (Proposal proposal : proposals) {
            int before = entry.position();
            proposal.writeTo(entry, log.endPosition() + before, nowMillis);
            if (entry.position() - before != proposal.lengthBytes()) {
                throw new AssertionError("a proposal wrote another length than it promised");
            }
        }
        log.append(EntryKind.RECORDS, term, nowMillis, recordCount, entry);
        appended.add(proposals);
    }

    public void applyNext() {
        EntryMeta meta = log.entryAt(state.applied().index() + 1);
        state.apply(meta, log.read(meta.index()));
        for (Proposal proposal : appended.remove()) {
            proposal.complete(new ProposeOutcome.Committed(meta));
        }
    }

    public void applyAll() {
        while (!appended.isEmpty()) {
            applyNext();
        }
    }

    /** Appends and applies. */
    public void commit(Proposal... proposals) {
        append(proposals);
        applyAll();
    }

    public Proposal commands(Command... commands) {
        return new CommandProposal(List.of(commands), state.offsetAssigner(), outcome -> {});
    }

    public Proposal message(String topic, int queueId, String tag, String body) {
        return message(topic, queueId, tag, body.getBytes(StandardCharsets.UTF_8));
    }

    /** A message; tag null for none. */
    public Proposal message(String topic, int queueId, String tag, byte[] body) {
        try {
            String properties = tag == null ? "" : "TAGS\u0001" + tag + "\u0002";
            IncomingMessage message = new IncomingMessage(
                    topic, queueId, 0, 0, nowMillis, BORN_HOST, 0, properties, ByteBuffer.wrap(body));
            return new MessageProposal(
                    List.of(), encoder.encode(message), state.offsetAssigner(), (outcome, placement) -> {});
        } catch (RequestException e) {
            throw new AssertionError(e);
        }
    }

    public static TopicPut createTopic(String topic) {
        return new TopicPut(TopicConfig.of(topic, 4), true);
    }

    /** Another replica that applies the same log. */
    public BrokerState replay() {
        BrokerState other = emptyState();
        catchUp(other);
        return other;
    }

    /** A base after all that was appended: ends the segment, for only there a log may begin. */
    public LogBase base() {
        long roomBytes = segmentBytes - log.endPosition() % segmentBytes;
        log.append(EntryKind.FILLER, term, nowMillis, 0, ByteBuffer.allocate((int) roomBytes));
        appended.add(new Proposal[0]);
        applyAll();
        return log.baseAfter(log.lastIndex());
    }

    /** The state's snapshot in one piece. */
    public static ByteBuffer snapshotOf(BrokerState state) {
        List<ByteBuffer> buffers = state.snapshot();
        ByteBuffer whole = ByteBuffer.allocate(
                buffers.stream().mapToInt(ByteBuffer::remaining).sum());
        buffers.forEach(buffer -> whole.put(buffer.duplicate()));
        return whole.flip();
    }

    /** Another replica, with another configuration file, that starts from this one's snapshot of now. */
    public BrokerState restored() {
        BrokerState other = emptyState();
        try {
            other.restore(base(), snapshotOf(state));
        } catch (CorruptSnapshotException e) {
            throw new AssertionError(e);
        }
        return other;
    }

    /** Applies to another replica's state what this one applied and it did not. */
    public void catchUp(BrokerState other) {
        for (long index = other.applied().index() + 1; index <= state.applied().index(); index++) {
            other.apply(log.entryAt(index), log.read(index));
        }
    }

    /** Another replica, that starts from this one's snapshot of now in a log that begins at its beginning. */
    public BrokerState restoredAmidTheLog() {
        return restoredAmidTheLog(emptyState());
    }

    /** The same, where no message index of the earlier segments is there, and none is made. */
    BrokerState restoredWithoutIndexes() {
        return restoredAmidTheLog(new BrokerState(DEFAULTS, place(Path.of("/without-indexes"), never -> {})));
    }

    private BrokerState restoredAmidTheLog(BrokerState other) {
        try {
            other.restore(LogBase.EMPTY, base(), snapshotOf(state));
        } catch (CorruptSnapshotException e) {
            throw new AssertionError(e);
        }
        return other;
    }

    private BrokerState emptyState() {
        otherCount++;
        return new BrokerState(new Defaults("OtherCluster", "other", 3), place(Path.of("/other-" + otherCount)));
    }

    @Override
    public void close() throws StorageFailure {
        log.close();
    }
}
