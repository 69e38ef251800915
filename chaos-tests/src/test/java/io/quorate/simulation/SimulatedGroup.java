package io.quorate.simulation;

import io.quorate.raft.Invariants;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.SnapshotConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A group of real replicas, real logs on simulated disks, in one thread and virtual time. One seed draws everything: delays,
 * losses, partitions, crashes that lose what was not flushed.
 */
final class SimulatedGroup {
    static final int TICK_MILLIS = 10;

    private record Event(long atMillis, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    final Random random;
    final Map<NodeId, SimulatedNode> nodes = new TreeMap<>();
    final List<NodeId> ids = new ArrayList<>();
    final Set<Long> acknowledged = new HashSet<>();
    final Set<Long> denied = new HashSet<>();
    private final Map<Long, Long> appliedHashes = new TreeMap<>(); // index -> hash of all applied up to there
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Set<Set<NodeId>> cut = new HashSet<>();
    private long nowMillis;
    private long eventNumber;
    int lossPercent;
    int flippedPiecesPercent; // pieces of snapshots that arrive with a bit flipped
    long pieces; // of snapshots, sent
    long nextProposalId = 1;
    final SnapshotConfig snapshots;
    long restores; // snapshots that became a node's state

    SimulatedGroup(int size, long seed) throws StorageFailure {
        // Most groups keep only the last few segments, so that whoever is away for long needs a snapshot.
        this(size, seed, new Random(seed).nextInt(4) == 0 ? 0 : 4096L * (2 + new Random(~seed).nextInt(4)), 1500);
    }

    SimulatedGroup(int size, long seed, long logBytesMax, int snapshotBytesPerTick) throws StorageFailure {
        random = new Random(seed);
        snapshots = new SnapshotConfig(logBytesMax, 2 * logBytesMax, snapshotBytesPerTick, 2, 20);
        for (int i = 1; i <= size; i++) {
            ids.add(new NodeId("n" + i));
        }
        for (NodeId id : ids) {
            SimulatedNode node = new SimulatedNode(this, id, random.nextLong());
            nodes.put(id, node);
            node.start();
        }
    }

    static long storageId(NodeId id) {
        return Long.parseLong(id.value().substring(1));
    }

    IndexedMembership formedWith() {
        List<Member> voters =
                ids.stream().map(id -> new Member(id, storageId(id), id + ":1")).toList();
        return new IndexedMembership(0, new Membership(voters, List.of()));
    }

    long nowMillis() {
        return nowMillis;
    }

    void after(long millis, Runnable action) {
        events.add(new Event(nowMillis + millis, eventNumber++, action));
    }

    void runFor(long millis) {
        long end = nowMillis + millis;
        while (!events.isEmpty() && events.peek().atMillis() <= end) {
            Event next = events.poll();
            nowMillis = next.atMillis();
            next.action().run();
        }
        nowMillis = end;
    }

    void send(RaftMessage message, List<ByteBuffer> entries) {
        if (random.nextInt(100) < lossPercent || cut.contains(Set.of(message.from(), message.to()))) {
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(
                entries.stream().mapToInt(ByteBuffer::remaining).sum());
        entries.forEach(entry -> copy.put(entry.duplicate()));
        copy.flip();
        if (message instanceof RaftMessage.SnapshotChunk) {
            pieces++;
            if (copy.hasRemaining() && random.nextInt(100) < flippedPiecesPercent) {
                int at = random.nextInt(copy.remaining());
                copy.put(at, (byte) (copy.get(at) ^ 1 << random.nextInt(8)));
            }
        }
        after(1 + random.nextInt(4), () -> nodes.get(message.to()).receive(message, copy));
    }

    void cut(NodeId a, NodeId b) {
        cut.add(Set.of(a, b));
        nodes.get(a).peerLost(b);
        nodes.get(b).peerLost(a);
    }

    void heal() {
        cut.clear();
        lossPercent = 0;
    }

    NodeId anyNode() {
        return ids.get(random.nextInt(ids.size()));
    }

    /** State machine safety: whoever applies an index has applied the same before it. */
    void applied(long index, long hash) {
        Long before = appliedHashes.putIfAbsent(index, hash);
        Invariants.check(before == null || before == hash, "replicas apply the same entries", index, hash);
    }

    /** Only what was applied somewhere can be in a snapshot. */
    void restored(long index, long hash) {
        restores++;
        Long applied = appliedHashes.get(index);
        Invariants.check(applied != null && applied == hash, "a snapshot is what was applied", index, hash);
    }

    SimulatedNode leader() {
        return nodes.values().stream()
                .filter(node -> node.isUp() && node.view().serving())
                .reduce((a, b) -> a.view().term() > b.view().term() ? a : b)
                .orElse(null);
    }
}
