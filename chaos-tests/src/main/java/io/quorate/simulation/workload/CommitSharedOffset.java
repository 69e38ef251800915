package io.quorate.simulation.workload;

import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.OffsetCommit;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.function.Consumer;

/** Commits an offset that others commit, too. */
final class CommitSharedOffset implements Operation {
    private final SharedOffsets offsets;
    private final Register write;

    CommitSharedOffset(SharedOffsets offsets, int process) {
        this.offsets = offsets;
        this.write = offsets.beginWrite(process);
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        OffsetCommit commit = new OffsetCommit(List.of(
                new OffsetCommit.Item(write.key(), SharedOffsets.TOPIC, SharedOffsets.QUEUE_ID, write.argument())));
        replica.propose(new CommandProposal(List.of(commit), node.state().offsetAssigner(), fate -> {
            Outcome outcome = Outcomes.of(fate);
            offsets.written(write, outcome);
            answer.accept(outcome);
        }));
    }

    @Override
    public String toString() {
        return "commit " + write.key() + "=" + write.argument();
    }
}
