package io.quorate.simulation.workload;

import io.quorate.broker.read.OffsetQueries;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Asks a node for a consumer offset, as of whatever it has applied. */
final class ReadOffset implements Operation {
    private final String consumerGroup;
    private final String topic;
    private final int queueId;
    private final OffsetHistory history;

    ReadOffset(String consumerGroup, String topic, int queueId, OffsetHistory history) {
        this.consumerGroup = consumerGroup;
        this.topic = topic;
        this.queueId = queueId;
        this.history = history;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        OptionalLong found = new OffsetQueries(node.state()).consumerOffset(consumerGroup, topic, queueId, false);
        found.ifPresent(history::shown);
        answer.accept(Outcome.OK);
    }

    @Override
    public String toString() {
        return "read " + history;
    }
}
