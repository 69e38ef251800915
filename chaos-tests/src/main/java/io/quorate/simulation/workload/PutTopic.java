package io.quorate.simulation.workload;

import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.TopicPut;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.function.Consumer;

/** Creates or changes a topic. */
final class PutTopic implements Operation {
    private final String topic;
    private final int queueCount;

    PutTopic(String topic, int queueCount) {
        this.topic = topic;
        this.queueCount = queueCount;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        TopicPut put = new TopicPut(TopicConfig.of(topic, queueCount), false);
        replica.propose(new CommandProposal(
                List.of(put), node.state().offsetAssigner(), fate -> answer.accept(Outcomes.of(fate))));
    }

    @Override
    public String toString() {
        return "put topic " + topic;
    }
}
