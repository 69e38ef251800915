package io.quorate.simulation.world;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.membership.Membership;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All nodes of a group, and what is between them. */
public final class SimulatedGroup {
    private static final ByteBuffer NO_ENTRIES = ByteBuffer.allocate(0);
    private static final long RESTART_MEAN_MICROS = 300_000;

    private static final int SPARES_MAX = 2;

    /**
     * What a group is made of.
     *
     * @param size voters it is formed with
     * @param spareCount nodes besides, which belong to nothing until somebody adds them
     */
    public record Options(int size, int spareCount, NetworkOptions network, DiskOptions disk, ReplicaOptions replica) {
        public static Options draw(Chance chance) {
            int kind = chance.below(10);
            DiskOptions disk = DiskOptions.draw(chance);
            NetworkOptions network = NetworkOptions.draw(chance);
            ReplicaOptions replica = ReplicaOptions.draw(chance, disk.segmentBytes());
            int spareCount = chance.coin() ? 0 : chance.between(1, SPARES_MAX);
            return new Options(kind == 0 ? 1 : kind < 7 ? 3 : 5, spareCount, network, disk, replica);
        }

        /** The same with other members and settings. */
        public Options with(int newSize, int newSpareCount, ReplicaOptions newReplica) {
            return new Options(newSize, newSpareCount, network, disk, newReplica);
        }

        public int nodeCount() {
            return size + spareCount;
        }

        /** The shortest time after which a follower that hears nothing asks for votes. */
        public long electionMicros() {
            return replica.electionMicros();
        }

        /** The same in ticks. */
        public int electionTicks() {
            return replica.electionTicks();
        }
    }

    private final Options options;
    private final Timeline timeline = new Timeline();
    private final Trace trace = new Trace(timeline);
    private final Observers observers = new Observers();
    private final SnapshotCounts snapshotCounts = new SnapshotCounts();
    private final Chance chance;
    private final SimulatedNetwork network;
    private final List<NodeId> ids = new ArrayList<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Membership initialMembership;
    private final GroupMembership membership;
    private List<SimulatedNode> mayRun = nodes;
    private TransactionProducers producers = TransactionProducers.NONE;

    public SimulatedGroup(Options options, Chance chance) {
        this.options = options;
        this.chance = chance.split();
        this.network =
                new SimulatedNetwork(options.nodeCount(), options.network(), timeline, chance.split(), this::receive);
        for (int number = 0; number < options.nodeCount(); number++) {
            NodeId id = new NodeId("n" + (number + 1));
            ids.add(id);
            nodes.add(new SimulatedNode(this, id, number, options, chance.split()));
        }
        List<SimulatedNode> founders = nodes.subList(0, options.size());
        this.initialMembership =
                new Membership(founders.stream().map(SimulatedNode::asMember).toList(), List.of());
        this.membership = new GroupMembership(initialMembership, nodes.size());
        addObserver(membership);
    }

    public void start() {
        nodes.forEach(SimulatedNode::start);
    }

    public Options options() {
        return options;
    }

    public Timeline timeline() {
        return timeline;
    }

    public Trace trace() {
        return trace;
    }

    public SimulatedNetwork network() {
        return network;
    }

    public List<SimulatedNode> nodes() {
        return nodes;
    }

    Membership initialMembership() {
        return initialMembership;
    }

    public SnapshotCounts snapshotCounts() {
        return snapshotCounts;
    }

    GroupObserver observers() {
        return observers;
    }

    public void addObserver(GroupObserver observer) {
        observers.add(observer);
    }

    /** To be called before the start. */
    public void setProducers(TransactionProducers producers) {
        this.producers = producers;
    }

    TransactionProducers producers() {
        return producers;
    }

    /** Who belongs to it. */
    public GroupMembership membership() {
        return membership;
    }

    public SimulatedNode nodeOf(NodeId id) {
        return nodes.get(ids.indexOf(id));
    }

    /** Who leads in the newest term, if anybody who is up and runs does. */
    public Optional<SimulatedNode> leader() {
        return nodes.stream()
                .filter(node -> node.isUp() && node.view().serving())
                .max(Comparator.comparingLong(node -> node.view().term()));
    }

    void send(SimulatedNode from, RaftMessage message, List<ByteBuffer> entries) {
        trace.note(from.id(), message, 0, 0);
        observers.sends(from, message);
        int to = ids.indexOf(message.to());
        network.send(from.number(), to, new Parcel(message, from.storageId(), copyOf(entries)));
    }

    private static ByteBuffer copyOf(List<ByteBuffer> entries) {
        int lengthBytes = 0;
        for (ByteBuffer entry : entries) {
            lengthBytes += entry.remaining();
        }
        if (lengthBytes == 0) {
            return NO_ENTRIES;
        }
        ByteBuffer copy = ByteBuffer.allocate(lengthBytes);
        entries.forEach(entry -> copy.put(entry.duplicate()));
        return copy.flip();
    }

    private void receive(int to, Parcel parcel) {
        // Each delivery of a repeated message brings bytes of its own, as from a socket.
        nodes.get(to).inputFromOutside(replica -> {
            if (!parcel.corrupt()) {
                observers.receives(nodes.get(to), parcel.message());
            }
            replica.receive(
                    parcel.message(), parcel.storageId(), parcel.entries().duplicate());
        });
    }

    /** The node notices, after a while, that its connection to the peer is gone. */
    public void tellLost(SimulatedNode node, SimulatedNode peer) {
        timeline.after(
                chance.exponential(options.network().delayMeanMicros()),
                () -> node.inputFromOutside(replica -> {
                    observers.loses(node, peer);
                    replica.peerLost(peer.id());
                }));
    }

    /** The node's supervisor starts it again after a while. */
    void restartLater(SimulatedNode node) {
        timeline.after(1_000 + chance.exponential(RESTART_MEAN_MICROS), node::start);
    }

    boolean mayRun(SimulatedNode node) {
        return mayRun.contains(node);
    }

    /** Ends all faults of the network and of these nodes, for good. The others end, and nobody starts them again. */
    public void healOnly(List<SimulatedNode> core) {
        network.heal();
        mayRun = core;
        for (SimulatedNode node : nodes) {
            if (core.contains(node)) {
                node.heal();
                node.start();
            } else {
                node.crash();
            }
        }
    }
}
