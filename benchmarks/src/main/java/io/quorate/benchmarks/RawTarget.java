package io.quorate.benchmarks;

import io.quorate.raft.NodeId;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The ceiling: three replicas in this process, on the disk and over loopback as in a broker, and nothing else. No client
 * protocol, no records, no topics: what is proposed are bytes.
 */
final class RawTarget implements Target {
    private static final int REPLICA_COUNT = 3;
    private static final int PORT = 19990;
    private static final long LEADER_MILLIS_MAX = 30_000;
    private static final long POLL_MILLIS = 10;

    private final List<RawReplica> replicas;
    private final RawReplica leader;

    private RawTarget(List<RawReplica> replicas, RawReplica leader) {
        this.replicas = replicas;
        this.leader = leader;
    }

    static RawTarget open(Path directory) throws Exception {
        Map<NodeId, String> peers = new TreeMap<>();
        for (int i = 0; i < REPLICA_COUNT; i++) {
            peers.put(new NodeId("n" + i), "127.0.0.1:" + (PORT + i));
        }
        List<RawReplica> replicas = new ArrayList<>();
        for (NodeId node : peers.keySet()) {
            replicas.add(RawReplica.start(directory.resolve(node.value()), node, peers));
        }
        return new RawTarget(replicas, awaitLeader(replicas));
    }

    private static RawReplica awaitLeader(List<RawReplica> replicas) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEADER_MILLIS_MAX);
        while (System.nanoTime() < deadlineNanos) {
            for (RawReplica replica : replicas) {
                if (replica.isServing()) {
                    return replica;
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new IOException("the replicas elected no leader within " + LEADER_MILLIS_MAX + " ms");
    }

    @Override
    public void send(byte[] body) throws Exception {
        propose(List.of(body));
    }

    @Override
    public void sendBatch(List<byte[]> bodies) throws Exception {
        propose(bodies);
    }

    private void propose(List<byte[]> bodies) throws Exception {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        leader.propose(new Bytes(bodies, failure -> {
            if (failure == null) {
                stored.complete(null);
            } else {
                stored.completeExceptionally(failure);
            }
        }));
        try {
            stored.get();
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        }
    }

    @Override
    public void sendAsync(byte[] body, Consumer<Throwable> done) {
        leader.propose(new Bytes(List.of(body), done));
    }

    @Override
    public List<QueueReader> queues() {
        throw noMessages();
    }

    @Override
    public void publish(byte[] body, Consumer<Throwable> done) {
        throw noMessages();
    }

    @Override
    public void listen(Consumer<byte[]> listener) {
        throw noMessages();
    }

    private static UnsupportedOperationException noMessages() {
        return new UnsupportedOperationException("bare replicas know no messages: only the rows that send can be had");
    }

    @Override
    public void close() {
        replicas.forEach(RawReplica::close);
    }

    private record Bytes(List<byte[]> bodies, Consumer<Throwable> done) implements Proposal {
        @Override
        public int lengthBytes() {
            int length = 0;
            for (byte[] body : bodies) {
                length += body.length;
            }
            return length;
        }

        @Override
        public int recordCount() {
            return bodies.size();
        }

        @Override
        public void writeTo(ByteBuffer target, long position, long timestampMillis) {
            bodies.forEach(target::put);
        }

        @Override
        public void complete(ProposeOutcome outcome) {
            done.accept(
                    outcome instanceof ProposeOutcome.Committed ? null : new IOException("not committed: " + outcome));
        }
    }
}
