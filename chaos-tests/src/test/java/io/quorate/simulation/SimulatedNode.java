package io.quorate.simulation;

import io.quorate.commitlog.CommitLog;
import io.quorate.commitlog.CommitLogConfig;
import io.quorate.commitlog.RecoveryFloor;
import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.commitlog.snapshot.SnapshotFiles;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.RaftConfig;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.DurableState;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.raft.runtime.ReadOutcome;
import io.quorate.raft.runtime.Replica;
import io.quorate.raft.runtime.ReplicaConfig;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.raft.runtime.ReplicaWorld;
import io.quorate.raft.runtime.StateMachine;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** One replica of a {@link SimulatedGroup}, its disk, and what it has applied since it started. */
final class SimulatedNode implements ReplicaWorld, StateMachine {
    private static final Path DIRECTORY = Path.of("/log");
    private static final Path SNAPSHOTS = Path.of("/snapshots");
    private static final int PIECE_BYTES = 150;
    private static final int SEGMENT_BYTES = 4096;
    private static final int ENTRY_BYTES_MAX = 1024;

    private final SimulatedGroup group;
    private final NodeId id;
    private final SimulatedDisk disk;
    private final SplittableRandom dice;
    private DurableState durable = DurableState.INITIAL;
    private CommitLog log;
    private Replica replica; // null while down
    private int life; // grows with every start: what was planned in an earlier life does not happen
    private int jobsUntilCrash; // 0: none planned
    private int jobPartsDone;
    private FlushJob flushing; // null: none under way
    private boolean diskStopped; // a flush under way does not return before the disk works again
    private boolean leads;
    private long appliedHash;
    final List<Long> appliedIds = new ArrayList<>();

    SimulatedNode(SimulatedGroup group, NodeId id, long seed) {
        this.group = group;
        this.id = id;
        this.disk = new SimulatedDisk(seed);
        this.dice = new SplittableRandom(seed);
    }

    boolean isUp() {
        return replica != null;
    }

    void start() throws StorageFailure {
        life++;
        appliedHash = 0;
        appliedIds.clear();
        leads = false;
        log = CommitLog.open(
                new CommitLogConfig(DIRECTORY, SEGMENT_BYTES, ENTRY_BYTES_MAX, 2048),
                disk,
                new RecoveryFloor(durable.flushedIndex(), durable.flushedPosition()),
                durable.base(),
                damage -> durable = durable.after(damage));
        RaftConfig raft = new RaftConfig(id, SimulatedGroup.storageId(id), 30, 5, 3, 2048, 8, 8192);
        ReplicaConfig config = new ReplicaConfig(raft, SimulatedGroup.TICK_MILLIS, 512, 256, 16384, 2048, 5, 50)
                .withSnapshots(group.snapshots);
        SnapshotFiles snapshots = SnapshotFiles.open(disk, SNAPSHOTS, PIECE_BYTES);
        replica = new Replica(config, log, snapshots, durable, group.formedWith(), this, this, dice::nextInt);
        scheduleTick(life);
    }

    private void scheduleTick(int inLife) {
        group.after(SimulatedGroup.TICK_MILLIS, () -> {
            if (inLife == life && isUp()) {
                act(replica::tick);
                scheduleTick(inLife);
            }
        });
    }

    private void act(Runnable input) {
        input.run();
        while (isUp() && replica.pump()) {
            // More to apply: the real loop looks at its inputs between two turns.
        }
    }

    void receive(RaftMessage message, ByteBuffer entries) {
        if (isUp()) {
            act(() -> replica.receive(message, SimulatedGroup.storageId(message.from()), entries));
        }
    }

    void peerLost(NodeId peer) {
        if (isUp()) {
            act(() -> replica.peerLost(peer));
        }
    }

    void transferLeadership() {
        if (isUp()) {
            act(() -> replica.transferLeadership(Optional.empty()));
        }
    }

    /** All that was applied may leave the log. */
    void releaseAll() {
        if (isUp()) {
            act(() -> replica.releaseUpTo(view().appliedPosition(), true));
        }
    }

    /**
     * The power will go when this job of the flusher is under way, counted from now.
     *
     * @param partsDone how many of its parts are done by then: state, log, step
     */
    void crashInJob(int number, int partsDone) {
        jobsUntilCrash = number;
        jobPartsDone = partsDone;
    }

    boolean willCrash() {
        return jobsUntilCrash > 0;
    }

    private void crashIn(FlushJob job) {
        try {
            if (jobPartsDone > 0 && job.state().isPresent()) {
                durable = job.state().get();
                log.deleteReleased(durable.base());
            }
            if (jobPartsDone > 1 && job.log()) {
                log.flush(job.limit());
            }
            if (jobPartsDone > 2 && job.step().isPresent()) {
                job.step().get().run();
            }
            replica = null;
            flushing = null;
            disk.crash();
        } catch (StorageFailure failure) {
            throw new AssertionError("no disk fault was planned", failure);
        }
    }

    /** The power goes: memory and whatever was not flushed are lost. */
    void crash() throws StorageFailure {
        replica = null;
        if (flushing != null && dice.nextBoolean()) {
            // The flush had come some of the way, or all of it, and nobody heard.
            flushing.state().ifPresent(state -> durable = state);
            if (flushing.log() && dice.nextBoolean()) {
                log.flush(flushing.limit());
            }
            if (flushing.step().isPresent() && dice.nextBoolean()) {
                flushing.step().get().run();
            }
        }
        flushing = null;
        disk.crash();
    }

    @Override
    public void startFlush(FlushJob job) {
        flushing = job;
        int inLife = life;
        if (jobsUntilCrash > 0 && --jobsUntilCrash == 0) {
            group.after(1, () -> {
                if (inLife == life && isUp()) {
                    crashIn(job);
                }
            });
            return;
        }
        // Now and then a slow one: most promises broken are broken while a flush is under way.
        long flushMillis = 1L + dice.nextInt(dice.nextInt(4) == 0 ? 150 : 8);
        group.after(flushMillis, () -> {
            if (inLife == life && isUp() && !diskStopped) {
                endFlush(job);
            }
        });
    }

    /** From now on no flush returns, and none fails. */
    void stopDisk() {
        diskStopped = true;
    }

    void resumeDisk() {
        diskStopped = false;
        if (flushing != null) {
            endFlush(flushing);
        }
    }

    /** What became of a read of the newest state, once that is known. */
    List<ReadOutcome> read() {
        List<ReadOutcome> outcome = new ArrayList<>();
        act(() -> replica.readIndex(outcome::add));
        return outcome;
    }

    NodeView describe() {
        return replica.describe();
    }

    private void endFlush(FlushJob job) {
        try {
            if (job.state().isPresent()) {
                durable = job.state().get();
                log.deleteReleased(durable.base());
            }
            Optional<FlushMark> mark = job.log() ? Optional.of(log.flush(job.limit())) : Optional.empty();
            if (job.step().isPresent()) {
                job.step().get().run();
            }
            flushing = null;
            act(() -> replica.flushed(mark));
        } catch (StorageFailure failure) {
            throw new AssertionError("no disk fault was planned", failure);
        }
    }

    void propose() {
        if (!isUp()) {
            return;
        }
        long proposalId = group.nextProposalId++;
        act(() -> replica.propose(new IdProposal(proposalId, Long.BYTES + 4 + dice.nextInt(200))));
    }

    @Override
    public void send(RaftMessage message, List<ByteBuffer> entries) {
        group.send(message, entries);
    }

    @Override
    public long nowMillis() {
        return group.nowMillis();
    }

    @Override
    public void apply(EntryMeta meta, ByteBuffer entry) {
        ByteBuffer bytes = entry.slice();
        appliedHash = 31 * appliedHash + bytes.hashCode();
        int recordCount = bytes.getInt(12);
        bytes.position(log.entryHeaderBytes());
        for (int record = 0; record < recordCount; record++) {
            int at = bytes.position();
            int lengthBytes = bytes.getInt(at);
            appliedIds.add(bytes.getLong(at + 4));
            bytes.position(at + lengthBytes);
        }
        group.applied(meta.index(), appliedHash);
    }

    @Override
    public void leadershipGained(long term) {
        check(!leads, "leadership is gained once");
        leads = true;
    }

    @Override
    public void leadershipLost() {
        check(leads, "leadership is lost after it was gained");
        leads = false;
    }

    @Override
    public List<ByteBuffer> snapshot() {
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES * (1 + appliedIds.size())).putLong(appliedHash);
        appliedIds.forEach(bytes::putLong);
        return List.of(bytes.flip());
    }

    @Override
    public void restore(LogBase logBase, LogBase base, ByteBuffer snapshot) {
        group.restored(base.index(), snapshot.getLong(snapshot.position()));
        appliedHash = snapshot.getLong();
        appliedIds.clear();
        while (snapshot.hasRemaining()) {
            appliedIds.add(snapshot.getLong());
        }
    }

    @Override
    public void baseMoved(LogBase base) {
        // It keeps ids, never bytes of the log.
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new InvariantViolation(what);
        }
    }

    ReplicaView view() {
        return replica.view();
    }

    /** Index before the first entry that is kept. */
    long baseIndex() {
        return log.base().index();
    }

    /** The log's bytes, entry by entry, behind {@code afterIndex} and as far as it is committed. */
    ByteBuffer committedBytes(long afterIndex) {
        long committed = view().committedIndex();
        long lengthBytes =
                log.baseAfter(committed).position() - log.baseAfter(afterIndex).position();
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(lengthBytes));
        for (long index = afterIndex + 1; index <= committed; index++) {
            all.put(log.read(index));
        }
        return all.flip();
    }

    Set<Long> appliedIdSet() {
        return new HashSet<>(appliedIds);
    }

    /** A record with an id; remembers its fate for the whole group. */
    private final class IdProposal implements Proposal {
        private final long proposalId;
        private final int lengthBytes;

        IdProposal(long proposalId, int lengthBytes) {
            this.proposalId = proposalId;
            this.lengthBytes = lengthBytes;
        }

        @Override
        public int lengthBytes() {
            return lengthBytes;
        }

        @Override
        public int recordCount() {
            return 1;
        }

        @Override
        public void writeTo(ByteBuffer target, long position, long timestampMillis) {
            check(leads, "only a serving leader writes proposals");
            target.putInt(lengthBytes).putLong(proposalId);
            target.put(new byte[lengthBytes - Integer.BYTES - Long.BYTES]);
        }

        @Override
        public void complete(ProposeOutcome outcome) {
            if (outcome instanceof ProposeOutcome.Committed) {
                group.acknowledged.add(proposalId);
            } else if (!(outcome instanceof ProposeOutcome.Unknown)) {
                group.denied.add(proposalId);
            }
        }
    }
}
