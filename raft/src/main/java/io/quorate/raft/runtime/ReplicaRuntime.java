package io.quorate.raft.runtime;

import io.quorate.raft.Dice;
import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Introduction;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.snapshot.SnapshotStore;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running replica: its loop, its flusher, its connections to the peers. Any thread. */
public final class ReplicaRuntime implements ReplicaHandle, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaRuntime.class);

    /**
     * What a replica is made of. The log, the hard-state file and the disk's identity stay their owner's to close, after the
     * runtime.
     *
     * @param peerAddresses "host:port" of every configured replica's peer port, this one's included: with whom a group is
     *     formed. Later the group's own configuration entries say who belongs to it and where
     * @param membership who belonged to the group before everything in the log
     * @param forwarded serves client requests that followers sent on to this replica
     * @param whenFatal hears, once, why the replica can no longer take part; it has stopped doing so
     */
    public record Parts(
            ReplicaConfig config,
            PeerIdentity identity,
            GroupIdentity disk,
            Map<NodeId, String> peerAddresses,
            String bindAddress,
            LogStore log,
            SnapshotStore snapshots,
            HardStateFile stateFile,
            IndexedMembership membership,
            StateMachine stateMachine,
            RequestHandler forwarded,
            IoLoops ioLoops,
            Consumer<Throwable> whenFatal) {}

    private static final String REMOVED = "this node was removed from its group";
    private static final long REPORT_MILLIS = 1000;

    private final Parts parts;
    private final Replica replica;
    private final ReplicaLoop loop;
    private final Flusher flusher;
    private final PeerNetwork network;
    private final GroupFormation formation;
    private final AtomicBoolean failed = new AtomicBoolean();
    private final List<ReplicaListener> listeners = new ArrayList<>(); // replica loop only
    private final PendingTransfers transfers = new PendingTransfers(); // replica loop only
    private volatile ReplicaView view;
    private volatile boolean stopped;

    private ReplicaRuntime(Parts parts) throws StorageFailure {
        this.parts = parts;
        NodeId self = parts.config().raft().self();
        Random random = new SecureRandom();
        Dice dice = random::nextInt;
        this.replica = new Replica(
                parts.config(),
                parts.log(),
                parts.snapshots(),
                parts.stateFile().current(),
                parts.membership(),
                parts.stateMachine(),
                new World(),
                dice);
        this.loop = new ReplicaLoop(
                parts.ioLoops().group().next(), replica, parts.config().tickMillis(), this::afterTurn, this::fatal);
        this.flusher = new Flusher(
                "flusher-" + self,
                parts.log(),
                parts.stateFile(),
                mark -> loop.execute(() -> replica.flushed(mark)),
                this::fatal);
        this.view = replica.view();
        String own = parts.peerAddresses().get(self);
        this.formation = new GroupFormation(
                new Introduction(
                        self,
                        parts.disk().storageId(),
                        own,
                        Introduction.Standing.FRESH,
                        List.copyOf(parts.peerAddresses().keySet()),
                        Optional.empty()),
                parts.disk(),
                () -> view.lastIndex() > 0,
                () -> view.member(),
                this::formed,
                this::fatal);
        this.network = new PeerNetwork(
                new PeerGreeting(parts.identity(), formation::introduction),
                parts.bindAddress(),
                Integer.parseInt(own.substring(own.lastIndexOf(':') + 1)),
                parts.ioLoops(),
                new Ears(),
                parts.forwarded());
        network.follow(peersOf(view));
    }

    /**
     * Starts to take part. Throws, with a sentence for the operator, if the peer port cannot be had, or the snapshot at the
     * log's base cannot be used.
     */
    public static ReplicaRuntime start(Parts parts) throws IOException, StorageFailure {
        ReplicaRuntime runtime = new ReplicaRuntime(parts);
        runtime.network.start();
        runtime.flusher.start();
        runtime.loop.start();
        runtime.formation.start();
        runtime.reportLater();
        return runtime;
    }

    /** The members; for a node that is none, the peers it was configured with, too. */
    private Map<NodeId, String> peersOf(ReplicaView now) {
        Map<NodeId, String> addresses = new TreeMap<>();
        if (!now.member()) {
            addresses.putAll(parts.peerAddresses());
        }
        now.membership().membership().members().forEach(member -> addresses.put(member.node(), member.address()));
        return addresses;
    }

    private void formed(Membership record) {
        loop.execute(() -> replica.formed(record));
        network.introduceAgain(); // the others wait for it
    }

    private void reportLater() {
        try {
            var unused = parts.ioLoops().group().schedule(this::report, REPORT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException shutDown) {
            LOG.debug(
                    "node={} no more reports: the I/O loops are shut down",
                    parts.config().raft().self());
        }
    }

    /** While this node is in no group: asks the others again whether there is one, and tells the operator what it waits for. */
    private void report() {
        if (!stopped && !formation.isFormed()) {
            network.introduceAgain();
            if (!view.member()) {
                formation.report();
            }
            reportLater();
        }
    }

    @Override
    public void propose(Proposal proposal) {
        int bytesMax = parts.log().entryBytesMax() - parts.log().entryHeaderBytes();
        if (proposal.lengthBytes() > bytesMax) {
            throw new IllegalArgumentException(
                    "a proposal of " + proposal.lengthBytes() + " bytes exceeds the entry limit of " + bytesMax);
        }
        loop.execute(() -> {
            if (stopped) {
                proposal.complete(new ProposeOutcome.NotLeader(Optional.empty()));
            } else {
                replica.propose(proposal);
            }
        });
    }

    @Override
    public CompletableFuture<ReadOutcome> readIndex() {
        CompletableFuture<ReadOutcome> read = new CompletableFuture<>();
        loop.execute(() -> {
            if (stopped) {
                read.complete(new ReadOutcome.NoLeader(Optional.empty()));
            } else {
                replica.readIndex(read::complete);
            }
        });
        return read;
    }

    @Override
    public ReplicaView view() {
        return view;
    }

    @Override
    public long logMillis() {
        return replica.logMillis();
    }

    @Override
    public ScrubView scrub() {
        return replica.scrubView();
    }

    @Override
    public void addListener(ReplicaListener listener) {
        loop.execute(() -> {
            listeners.add(listener);
            listener.viewChanged(view);
        });
    }

    @Override
    public CompletableFuture<RemotingCommand> forward(
            RemotingCommand request, InetSocketAddress client, Duration timeout) {
        Optional<NodeId> leader = view.leader().filter(known -> !known.equals(view.self()));
        return leader.isPresent()
                ? network.forward(leader.get(), request, client, timeout)
                : CompletableFuture.failedFuture(new RemotingException(
                        RemotingException.Reason.CONNECT_FAILED, "the group has no leader at the moment"));
    }

    @Override
    public CompletableFuture<TransferOutcome> transferLeadership(Optional<NodeId> target) {
        CompletableFuture<TransferOutcome> done = new CompletableFuture<>();
        loop.execute(() -> transfers.add(replica.transferLeadership(target), done));
        return done;
    }

    @Override
    public void releaseUpTo(long position, boolean urgent) {
        loop.execute(() -> replica.releaseUpTo(position, urgent));
    }

    @Override
    public CompletableFuture<MembershipOutcome> changeMembership(MembershipEdit edit) {
        CompletableFuture<MembershipOutcome> done = new CompletableFuture<>();
        loop.execute(() -> {
            if (stopped) {
                done.complete(new MembershipOutcome.NotLeader(Optional.empty()));
            } else {
                replica.changeMembership(edit, done);
            }
        });
        return done;
    }

    @Override
    public CompletableFuture<Introduction> ask(String peerAddress) {
        return network.ask(peerAddress);
    }

    @Override
    public Optional<String> outsideBecause() {
        return view.member() ? Optional.empty() : formation.waitsFor().or(() -> Optional.of(REMOVED));
    }

    @Override
    public CompletableFuture<NodeView> describe() {
        CompletableFuture<NodeView> described = new CompletableFuture<>();
        loop.execute(() -> described.complete(replica.describe()));
        return described;
    }

    private void afterTurn() {
        ReplicaView before = view;
        ReplicaView now = replica.view();
        if (!now.equals(before)) {
            view = now;
            viewChanged(before, now);
        }
        if (!transfers.isEmpty()) {
            transfers.look(replica.describe());
        }
    }

    private void viewChanged(ReplicaView before, ReplicaView now) {
        if (!now.membership().equals(before.membership())) {
            network.follow(peersOf(now));
        }
        boolean changed = now.role() != before.role()
                || now.term() != before.term()
                || now.serving() != before.serving()
                || !now.leader().equals(before.leader())
                || !now.membership().equals(before.membership());
        if (changed) {
            LOG.info(
                    "node={} term={} role={} leader={} lastIndex={} committedIndex={} serving={}",
                    now.self(),
                    now.term(),
                    now.role(),
                    now.leader().map(NodeId::value).orElse("-"),
                    now.lastIndex(),
                    now.committedIndex(),
                    now.serving());
            listeners.forEach(listener -> listener.viewChanged(now));
        }
    }

    private void fatal(Throwable failure) {
        if (failed.compareAndSet(false, true)) {
            stopped = true;
            LOG.error("node={} stops taking part: {}", parts.config().raft().self(), failure.getMessage(), failure);
            network.close();
            parts.whenFatal().accept(failure);
        }
    }

    /** Stops taking part, in order: no more messages, no more inputs, the flush under way ends. */
    @Override
    public void close() {
        stopped = true;
        network.close();
        loop.execute(() -> {
            replica.abandonRequests();
            transfers.abandonAll();
        });
        try {
            boolean loopEnded = loop.close();
            boolean flusherEnded = flusher.close();
            if (loopEnded && flusherEnded && !failed.get()) {
                storeLastState();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void storeLastState() {
        try {
            Optional<DurableState> last = replica.lastState();
            if (last.isPresent()) {
                parts.stateFile().store(last.get());
            }
        } catch (StorageFailure failure) {
            // The older watermark is as true; it only covers less.
            LOG.warn(
                    "node={} left without its last watermark: {}",
                    parts.config().raft().self(),
                    failure.getMessage());
        }
    }

    /** What the replica sees of the world. */
    private final class World implements ReplicaWorld {
        @Override
        public void send(RaftMessage message, List<ByteBuffer> body) {
            network.send(message, body);
        }

        @Override
        public void startFlush(FlushJob job) {
            flusher.submit(job);
        }

        @Override
        public long nowMillis() {
            return System.currentTimeMillis();
        }
    }

    /** What the replica hears from its peers. */
    private final class Ears implements PeerNetwork.Listener {
        @Override
        public void received(RaftMessage message, long storageId, ByteBuffer body) {
            loop.execute(() -> replica.receive(message, storageId, body));
        }

        @Override
        public long ticket() {
            return formation.ticket();
        }

        @Override
        public void answered(Introduction peer, long ticket) {
            formation.answered(peer, ticket);
        }

        @Override
        public void introduced(Introduction peer) {
            formation.heard(peer);
        }

        @Override
        public void lost(NodeId peer) {
            formation.lost(peer);
            loop.execute(() -> replica.peerLost(peer));
        }
    }
}
