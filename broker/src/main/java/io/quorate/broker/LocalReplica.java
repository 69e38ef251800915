package io.quorate.broker;

import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.config.ElectionConfig;
import io.quorate.broker.read.LogBytes;
import io.quorate.broker.retention.RetainedLog;
import io.quorate.commitlog.CommitLog;
import io.quorate.commitlog.CommitLogConfig;
import io.quorate.commitlog.RecoveryFloor;
import io.quorate.commitlog.disk.FileDisk;
import io.quorate.commitlog.snapshot.SnapshotFiles;
import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.RaftConfig;
import io.quorate.raft.Role;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Introduction;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.DurableState;
import io.quorate.raft.runtime.GroupIdentity;
import io.quorate.raft.runtime.HardStateFile;
import io.quorate.raft.runtime.MembershipEdit;
import io.quorate.raft.runtime.MembershipOutcome;
import io.quorate.raft.runtime.PeerIdentity;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.raft.runtime.ReadOutcome;
import io.quorate.raft.runtime.ReplicaConfig;
import io.quorate.raft.runtime.ReplicaListener;
import io.quorate.raft.runtime.ReplicaRuntime;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.raft.runtime.ScrubConfig;
import io.quorate.raft.runtime.ScrubView;
import io.quorate.raft.runtime.SnapshotConfig;
import io.quorate.raft.runtime.StartingSnapshot;
import io.quorate.raft.runtime.StateMachine;
import io.quorate.raft.runtime.TransferOutcome;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replica of this process: its files, and the runtime once it is started. */
final class LocalReplica implements ReplicaProcess {
    private static final Logger LOG = LoggerFactory.getLogger(LocalReplica.class);

    private static final String STARTING = "this node is starting";
    private static final String STATE_FILE = "raft.state";
    private static final String SNAPSHOT_DIRECTORY = "snapshots";
    private static final String IDENTITY_FILE = "raft.identity";
    /** An entry travels to a peer in one frame, and a frame holds 16 MiB. */
    private static final int ENTRY_BYTES_MAX = 15 << 20;

    private static final int SEGMENT_RESERVE_BYTES = 4096; // headers and filler need a bit of each segment

    private final BrokerConfig config;
    private final CommitLog log;
    private final HardStateFile stateFile;
    private final ReplicaRuntime.Parts parts;
    private final List<ReplicaListener> early = new ArrayList<>(); // those that came before the start
    private volatile ReplicaRuntime runtime; // null until started

    private LocalReplica(BrokerConfig config, CommitLog log, HardStateFile stateFile, ReplicaRuntime.Parts parts) {
        this.config = config;
        this.log = log;
        this.stateFile = stateFile;
        this.parts = parts;
    }

    /** As {@link ReplicaProcess.Opener}. */
    static ReplicaProcess open(
            BrokerConfig config, StateMachine stateMachine, RequestHandler forwarded, Consumer<Throwable> whenFatal)
            throws IOException, StorageFailure {
        Path root = config.store().rootDir();
        Files.createDirectories(root);
        Files.createDirectories(config.store().logDir());
        String cluster = config.group().cluster();
        String group = config.group().group();
        GroupIdentity.requireHardState(root.resolve(IDENTITY_FILE), root.resolve(STATE_FILE));
        HardStateFile stateFile = HardStateFile.open(root.resolve(STATE_FILE), cluster, group, config.node());
        SnapshotFiles snapshots;
        CommitLog log = null;
        GroupIdentity disk = null;
        try {
            snapshots = SnapshotFiles.open(new FileDisk(), root.resolve(SNAPSHOT_DIRECTORY));
            log = openLog(config, stateFile, snapshots);
            LOG.info(
                    "node={} opened its log: lastIndex={} endPosition={} term={}",
                    config.node(),
                    log.lastIndex(),
                    log.endPosition(),
                    stateFile.current().term());
            disk = identity(config, stateFile.current(), log);
        } finally {
            if (disk == null) {
                closeAll(log, stateFile);
            }
        }
        // A thread of its own: however busy clients keep theirs, a leader's heartbeats go out and come in.
        IoLoops peerLoop = new IoLoops("peer-io", 1);
        ReplicaRuntime.Parts parts = new ReplicaRuntime.Parts(
                replicaConfig(config, disk.storageId()),
                new PeerIdentity(
                        cluster,
                        group,
                        config.node(),
                        config.group().fingerprint() + config.election().leaseTerms()),
                disk,
                peerAddresses(config),
                config.network().bindAddress(),
                log,
                snapshots,
                stateFile,
                new IndexedMembership(0, disk.record().orElse(Membership.NONE)),
                stateMachine,
                forwarded,
                peerLoop,
                whenFatal);
        return new LocalReplica(config, log, stateFile, parts);
    }

    private static CommitLog openLog(BrokerConfig config, HardStateFile stateFile, SnapshotFiles snapshots)
            throws StorageFailure {
        DurableState durable = stateFile.current();
        long segmentBytes = config.group().segmentBytes();
        CommitLogConfig logConfig = new CommitLogConfig(
                config.store().logDir(),
                segmentBytes,
                (int) Math.min(ENTRY_BYTES_MAX, segmentBytes - SEGMENT_RESERVE_BYTES),
                Math.min(CommitLogConfig.PREALLOCATE_AHEAD_BYTES_DEFAULT, segmentBytes));
        return CommitLog.open(
                logConfig,
                new FileDisk(),
                new RecoveryFloor(durable.flushedIndex(), durable.flushedPosition()),
                durable.base(),
                damage -> {
                    if (config.group().peers().size() == 1) {
                        throw new StorageFailure(
                                StorageFailure.Reason.DAMAGED,
                                damage.what() + "; there is no other replica that could have what is lost: bring the"
                                        + " directory back from a copy");
                    }
                    stateFile.store(durable.after(damage));
                },
                places -> StartingSnapshot.place(snapshots, places));
    }

    private static ReplicaConfig replicaConfig(BrokerConfig config, long storageId) {
        RaftConfig raft = RaftConfig.of(
                        config.node(),
                        storageId,
                        config.election().timeoutTicks(),
                        config.election().heartbeatTicks())
                .withLeadership(config.election().leadership());
        int tickMillis = ElectionConfig.TICK_MILLIS;
        ReplicaConfig usual = ReplicaConfig.of(raft, tickMillis);
        return new ReplicaConfig(
                raft,
                tickMillis,
                usual.packBytesMax(),
                usual.packEarlyBytes(),
                config.limits().inFlightBytesMax(),
                usual.applyBytesMax(),
                usual.watermarkTicks(),
                usual.leaderlessTicksMax(),
                SnapshotConfig.of(config.store().logBytesMax(), tickMillis),
                ScrubConfig.of(
                        config.store().scrubBytesPerSecond(), config.store().scrubIntervalMinutes(), tickMillis));
    }

    private static GroupIdentity identity(BrokerConfig config, DurableState durable, CommitLog log)
            throws StorageFailure {
        boolean remembers = durable.term() > 0 || log.lastIndex() > 0;
        return GroupIdentity.open(
                config.store().rootDir().resolve(IDENTITY_FILE),
                config.group().cluster(),
                config.group().group(),
                config.node(),
                remembers,
                new SecureRandom()::nextLong);
    }

    private static void closeAll(CommitLog log, HardStateFile stateFile) throws StorageFailure {
        try {
            if (log != null) {
                log.close();
            }
        } finally {
            stateFile.close();
        }
    }

    private static Map<NodeId, String> peerAddresses(BrokerConfig config) {
        Map<NodeId, String> addresses = new TreeMap<>();
        config.group().peers().forEach(peer -> addresses.put(peer.node(), peer.address()));
        return addresses;
    }

    @Override
    public LogBytes log() {
        return log::hold;
    }

    @Override
    public RetainedLog retained() {
        return new RetainedLog() {
            @Override
            public long startPosition() {
                return log.startPosition();
            }

            @Override
            public List<LogBase> places() {
                return parts.snapshots().kept().stream().map(SnapshotMeta::base).toList();
            }

            @Override
            public boolean isOutOfSpace() {
                return log.isOutOfSpace();
            }
        };
    }

    @Override
    public int proposalBytesMax() {
        return log.entryBytesMax() - log.entryHeaderBytes();
    }

    @Override
    public synchronized void start() throws IOException, StorageFailure {
        ReplicaRuntime started = ReplicaRuntime.start(parts);
        early.forEach(started::addListener);
        runtime = started;
    }

    @Override
    public void propose(Proposal proposal) {
        ReplicaRuntime running = runtime;
        if (running == null) {
            proposal.complete(new ProposeOutcome.NotLeader(Optional.empty()));
        } else {
            running.propose(proposal);
        }
    }

    @Override
    public CompletableFuture<ReadOutcome> readIndex() {
        ReplicaRuntime running = runtime;
        return running != null
                ? running.readIndex()
                : CompletableFuture.completedFuture(new ReadOutcome.NoLeader(Optional.empty()));
    }

    @Override
    public ReplicaView view() {
        ReplicaRuntime running = runtime;
        return running != null ? running.view() : viewBeforeStart();
    }

    private ReplicaView viewBeforeStart() {
        long lastIndex = log.lastIndex();
        DurableState durable = stateFile.current();
        return new ReplicaView(
                config.node(),
                Role.FOLLOWER,
                durable.term(),
                Optional.empty(),
                false,
                lastIndex,
                lastIndex,
                0,
                0,
                log.endPosition(),
                0,
                parts.membership(),
                false,
                durable.isRepairing());
    }

    @Override
    public long logMillis() {
        ReplicaRuntime running = runtime;
        return running != null ? running.logMillis() : System.currentTimeMillis();
    }

    @Override
    public ScrubView scrub() {
        ReplicaRuntime running = runtime;
        return running != null ? running.scrub() : ScrubView.NOTHING;
    }

    @Override
    public synchronized void addListener(ReplicaListener listener) {
        if (runtime == null) {
            early.add(listener);
        } else {
            runtime.addListener(listener);
        }
    }

    @Override
    public CompletableFuture<RemotingCommand> forward(
            RemotingCommand request, InetSocketAddress client, Duration timeout) {
        ReplicaRuntime running = runtime;
        return running != null
                ? running.forward(request, client, timeout)
                : CompletableFuture.failedFuture(
                        new RemotingException(RemotingException.Reason.CONNECT_FAILED, STARTING));
    }

    @Override
    public CompletableFuture<TransferOutcome> transferLeadership(Optional<NodeId> target) {
        ReplicaRuntime running = runtime;
        return running != null
                ? running.transferLeadership(target)
                : CompletableFuture.completedFuture(TransferOutcome.refused("this node is starting"));
    }

    @Override
    public CompletableFuture<NodeView> describe() {
        ReplicaRuntime running = runtime;
        return running != null
                ? running.describe()
                : CompletableFuture.failedFuture(new IllegalStateException("this node is starting"));
    }

    @Override
    public void releaseUpTo(long position, boolean urgent) {
        ReplicaRuntime running = runtime;
        if (running != null) {
            running.releaseUpTo(position, urgent);
        }
    }

    @Override
    public CompletableFuture<MembershipOutcome> changeMembership(MembershipEdit edit) {
        ReplicaRuntime running = runtime;
        return running != null
                ? running.changeMembership(edit)
                : CompletableFuture.completedFuture(new MembershipOutcome.NotLeader(Optional.empty()));
    }

    @Override
    public CompletableFuture<Introduction> ask(String peerAddress) {
        ReplicaRuntime running = runtime;
        return running != null
                ? running.ask(peerAddress)
                : CompletableFuture.failedFuture(new IllegalStateException(STARTING));
    }

    @Override
    public Optional<String> outsideBecause() {
        ReplicaRuntime running = runtime;
        return running != null ? running.outsideBecause() : Optional.of(STARTING);
    }

    @Override
    public void close() throws StorageFailure {
        ReplicaRuntime running = runtime;
        if (running != null) {
            running.close();
        }
        parts.ioLoops().close();
        try {
            closeAll(log, stateFile);
        } finally {
            parts.disk().close();
        }
    }
}
