package io.quorate.simulation.workload;

import io.quorate.broker.read.PullQuery;
import io.quorate.broker.read.PullResult;
import io.quorate.broker.read.PullService;
import io.quorate.commitlog.LogSlice;
import io.quorate.protocol.TagFilter;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedNode;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads messages of a queue from whatever the node has applied, as a pull does. */
final class Poll implements Operation {
    private static final int MESSAGES_MAX = 16;

    private final History history;
    private final String topic;
    private final int queueId;
    private final long fromOffset;

    Poll(History history, String topic, int queueId, long fromOffset) {
        this.history = history;
        this.topic = topic;
        this.queueId = queueId;
        this.fromOffset = fromOffset;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        read(node);
        answer.accept(Outcome.OK);
    }

    /**
     * Reads once, and checks what is read.
     *
     * @return the offset after the newest message read
     */
    long read(SimulatedNode node) {
        PullService pulls = new PullService(
                node.state()::queues, node.log()::hold, () -> node.view().serving());
        PullResult result = pulls.pull(new PullQuery(topic, queueId, fromOffset, MESSAGES_MAX, TagFilter.ALL));
        try {
            return check(node, result);
        } finally {
            result.slices().forEach(LogSlice::close);
        }
    }

    private long check(SimulatedNode node, PullResult result) {
        long expected = fromOffset;
        MessageRecordView view = new MessageRecordView();
        for (ByteBuffer records : result.records()) {
            ByteBuffer bytes = records.slice();
            for (int at = 0; at < bytes.limit(); at += bytes.getInt(at)) {
                view.wrap(bytes, at);
                if (view.queueOffset() != expected++) {
                    throw new CheckFailure(
                            "polls without gaps",
                            node + " shows offset " + view.queueOffset() + " of " + topic + "/" + queueId + " where "
                                    + (expected - 1) + " comes next");
                }
                history.shown(node, topic, queueId, view.queueOffset(), view.body());
            }
        }
        return expected;
    }

    @Override
    public String toString() {
        return "poll " + topic + "/" + queueId + " from " + fromOffset;
    }
}
