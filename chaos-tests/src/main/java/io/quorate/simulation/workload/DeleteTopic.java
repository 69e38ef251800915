package io.quorate.simulation.workload;

import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.TopicDelete;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.function.Consumer;

/** Deletes a topic with all its messages; the next send makes it anew. */
final class DeleteTopic implements Operation {
    private final String topic;

    DeleteTopic(String topic) {
        this.topic = topic;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        replica.propose(new CommandProposal(
                List.of(new TopicDelete(topic)),
                node.state().offsetAssigner(),
                fate -> answer.accept(Outcomes.of(fate))));
    }

    @Override
    public String toString() {
        return "delete topic " + topic;
    }
}
