package io.quorate.benchmarks;

import io.quorate.commitlog.CommitLog;
import io.quorate.commitlog.CommitLogConfig;
import io.quorate.commitlog.RecoveryFloor;
import io.quorate.commitlog.disk.FileDisk;
import io.quorate.commitlog.snapshot.SnapshotFiles;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftConfig;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.GroupIdentity;
import io.quorate.raft.runtime.HardStateFile;
import io.quorate.raft.runtime.PeerIdentity;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ReplicaConfig;
import io.quorate.raft.runtime.ReplicaRuntime;
import io.quorate.raft.runtime.StateMachine;
import io.quorate.remoting.IoLoops;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A replica as a broker runs it, on a fresh directory, with a state machine that does nothing. */
final class RawReplica implements AutoCloseable {
    private static final String CLUSTER = "raw";
    private static final long SEGMENT_BYTES = 256L << 20;
    private static final int ENTRY_BYTES_MAX = 15 << 20;
    private static final int TICK_MILLIS = 10;
    private static final int ELECTION_TICKS = 100;
    private static final int HEARTBEAT_TICKS = 10;

    private final ReplicaRuntime runtime;
    private final IoLoops loops;
    private final CommitLog log;
    private final HardStateFile stateFile;
    private final GroupIdentity disk;

    private RawReplica(
            ReplicaRuntime runtime, IoLoops loops, CommitLog log, HardStateFile stateFile, GroupIdentity disk) {
        this.runtime = runtime;
        this.loops = loops;
        this.log = log;
        this.stateFile = stateFile;
        this.disk = disk;
    }

    static RawReplica start(Path directory, NodeId node, Map<NodeId, String> peers) throws IOException, StorageFailure {
        Path logDirectory = directory.resolve("log");
        Files.createDirectories(logDirectory);
        HardStateFile stateFile = HardStateFile.open(directory.resolve("raft.state"), CLUSTER, CLUSTER, node);
        CommitLog log = CommitLog.open(
                new CommitLogConfig(
                        logDirectory, SEGMENT_BYTES, ENTRY_BYTES_MAX, CommitLogConfig.PREALLOCATE_AHEAD_BYTES_DEFAULT),
                new FileDisk(),
                new RecoveryFloor(0, 0),
                LogBase.EMPTY,
                damage -> {
                    throw new StorageFailure(StorageFailure.Reason.DAMAGED, damage.what());
                });
        GroupIdentity disk = GroupIdentity.open(
                directory.resolve("raft.identity"),
                CLUSTER,
                CLUSTER,
                node,
                false,
                () -> ThreadLocalRandom.current().nextLong());
        IoLoops loops = new IoLoops("peer-io-" + node, 1);
        ReplicaRuntime runtime = ReplicaRuntime.start(new ReplicaRuntime.Parts(
                ReplicaConfig.of(RaftConfig.of(node, disk.storageId(), ELECTION_TICKS, HEARTBEAT_TICKS), TICK_MILLIS),
                new PeerIdentity(CLUSTER, CLUSTER, node, CLUSTER),
                disk,
                peers,
                "127.0.0.1",
                log,
                SnapshotFiles.open(new FileDisk(), directory.resolve("snapshots")),
                stateFile,
                new IndexedMembership(0, disk.record().orElse(Membership.NONE)),
                new Nothing(),
                context -> context.respond(1, "nobody forwards here"),
                loops,
                failure -> System.err.println("replica " + node + " failed: " + failure)));
        return new RawReplica(runtime, loops, log, stateFile, disk);
    }

    boolean isServing() {
        return runtime.view().serving();
    }

    void propose(Proposal proposal) {
        runtime.propose(proposal);
    }

    @Override
    public void close() {
        runtime.close();
        loops.close();
        try {
            log.close();
            stateFile.close();
            disk.close();
        } catch (StorageFailure failure) {
            System.err.println("closing failed: " + failure.getMessage());
        }
    }

    private static final class Nothing implements StateMachine {
        @Override
        public void apply(EntryMeta meta, ByteBuffer entry) {
            // Bytes mean nothing to it.
        }

        @Override
        public void leadershipGained(long term) {
            // Nor does office.
        }

        @Override
        public void leadershipLost() {
            // Nor its end.
        }

        @Override
        public List<ByteBuffer> snapshot() {
            return List.of();
        }

        @Override
        public void restore(LogBase logBase, LogBase base, ByteBuffer snapshot) {
            // There is no state.
        }

        @Override
        public void baseMoved(LogBase base) {
            // And nothing refers to any bytes.
        }
    }
}
