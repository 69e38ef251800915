package io.quorate.broker.state;

import com.sun.management.ThreadMXBean;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.runtime.Proposal;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * For how long taking a snapshot of many queues keeps the replica loop, which does nothing else meanwhile, and what it takes of
 * the heap. Not a test: {@code main} takes the number of queues.
 */
final class SnapshotBench {
    private static final int QUEUES_PER_TOPIC = 8;
    private static final int PROPOSALS_PER_ENTRY = 200;
    private static final int SNAPSHOTS = 40;
    private static final long SEGMENT_BYTES = 128 << 20;

    private SnapshotBench() {}

    public static void main(String[] arguments) throws Exception {
        int topics = Integer.parseInt(arguments[0]) / QUEUES_PER_TOPIC;
        try (TestReplica replica = new TestReplica(SEGMENT_BYTES)) {
            fill(replica, topics);
            ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long[] micros = new long[SNAPSHOTS];
            long stateBytes = 0;
            long allocatedBytes = 0;
            for (int i = 0; i < SNAPSHOTS; i++) {
                long allocatedBefore = thread.getCurrentThreadAllocatedBytes();
                long start = System.nanoTime();
                List<ByteBuffer> pieces = replica.state().snapshot();
                micros[i] = (System.nanoTime() - start) / 1000;
                allocatedBytes = thread.getCurrentThreadAllocatedBytes() - allocatedBefore;
                stateBytes = pieces.stream().mapToLong(ByteBuffer::remaining).sum();
            }
            System.out.printf("first %d us", micros[0]);
            Arrays.sort(micros);
            System.out.printf(
                    ", then p50 %d us, max %d us; %d bytes, %d allocated%n",
                    micros[SNAPSHOTS / 2], micros[SNAPSHOTS - 2], stateBytes, allocatedBytes);
            long start = System.nanoTime();
            replica.restoredAmidTheLog();
            System.out.printf("restored in %d ms%n", (System.nanoTime() - start) / 1_000_000);
        }
    }

    /** A message in every queue, and an offset of a consumer group. */
    private static void fill(TestReplica replica, int topics) {
        List<Proposal> proposals = new ArrayList<>();
        for (int t = 0; t < topics; t++) {
            String topic = "topic-" + t;
            proposals.add(replica.commands(new TopicPut(TopicConfig.of(topic, QUEUES_PER_TOPIC), true)));
            List<OffsetCommit.Item> offsets = new ArrayList<>();
            for (int queue = 0; queue < QUEUES_PER_TOPIC; queue++) {
                proposals.add(replica.message(topic, queue, null, "body"));
                offsets.add(new OffsetCommit.Item("consumers-" + t % 100, topic, queue, 1));
            }
            proposals.add(replica.commands(new OffsetCommit(offsets)));
            if (proposals.size() >= PROPOSALS_PER_ENTRY || t == topics - 1) {
                replica.commit(proposals.toArray(Proposal[]::new));
                proposals.clear();
            }
        }
    }
}
