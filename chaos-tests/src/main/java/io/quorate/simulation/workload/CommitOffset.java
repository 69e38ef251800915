package io.quorate.simulation.workload;

import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.OffsetCommit;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.function.Consumer;

/** Commits a consumer offset, higher than any before. */
final class CommitOffset implements Operation {
    private final OffsetCommit.Item item;
    private final OffsetHistory history;

    CommitOffset(String consumerGroup, String topic, int queueId, OffsetHistory history) {
        this.history = history;
        this.item = new OffsetCommit.Item(consumerGroup, topic, queueId, history.next());
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        OffsetCommit commit = new OffsetCommit(List.of(item));
        replica.propose(new CommandProposal(List.of(commit), node.state().offsetAssigner(), fate -> {
            Outcome outcome = Outcomes.of(fate);
            if (outcome == Outcome.OK) {
                history.acknowledged(item.offset());
            }
            answer.accept(outcome);
        }));
    }

    @Override
    public String toString() {
        return "commit " + history + "=" + item.offset();
    }
}
