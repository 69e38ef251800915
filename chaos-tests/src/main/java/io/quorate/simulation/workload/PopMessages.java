package io.quorate.simulation.workload;

import io.quorate.broker.filter.MessageFilter;
import io.quorate.broker.pop.PopQuery;
import io.quorate.broker.pop.PopResult;
import io.quorate.commitlog.LogSlice;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Pops messages of a topic for the one group that does, and checks what it is given. */
final class PopMessages implements Operation {
    private static final int MESSAGES_MAX = 6;

    private final History history;
    private final PopHistory pops;
    private final String topic;
    private final int queueId;
    private final long invisibleMillis;
    private final long waitMillis;

    PopMessages(History history, String topic, int queueId, long invisibleMillis, long waitMillis) {
        this.history = history;
        this.pops = history.pops();
        this.topic = topic;
        this.queueId = queueId;
        this.invisibleMillis = invisibleMillis;
        this.waitMillis = waitMillis;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        if (!node.view().serving()) {
            answer.accept(Outcome.FAIL);
            return;
        }
        long askedAt = pops.now();
        PopQuery query = new PopQuery(
                PopHistory.CONSUMER_GROUP,
                topic,
                queueId,
                MESSAGES_MAX,
                invisibleMillis,
                true,
                MessageFilter.ALL,
                false,
                "");
        node.pops().pop(query, OpenConnection.ONLY, waitMillis, result -> {
            try {
                check(node, result, askedAt);
            } finally {
                result.held().forEach(LogSlice::close);
            }
            boolean given = result.code() == ResponseCode.SUCCESS;
            answer.accept(given || result.code() == ResponseCode.POLLING_TIMEOUT ? Outcome.OK : Outcome.FAIL);
        });
    }

    private void check(SimulatedNode node, PopResult result, long askedAt) {
        pops.popped(node, topic, result, invisibleMillis, askedAt);
        MessageRecordView view = new MessageRecordView();
        for (ByteBuffer records : result.records()) {
            ByteBuffer bytes = records.slice();
            for (int at = 0; at < bytes.limit(); at += bytes.getInt(at)) {
                view.wrap(bytes, at);
                history.shown(node, topic, view.queueId(), view.queueOffset(), view.body());
            }
        }
    }

    @Override
    public String toString() {
        return "pop " + topic + "/" + queueId + " for " + invisibleMillis + " ms";
    }
}
