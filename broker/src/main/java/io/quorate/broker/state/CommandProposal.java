package io.quorate.broker.state;

import io.quorate.raft.Invariants;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Commands that take effect together. */
public final class CommandProposal implements Proposal {
    private final EncodedCommands commands;
    private final QueueOffsetAssigner assigner;
    private final Consumer<ProposeOutcome> completion;

    /** @param completion told the outcome, once, on the replica loop: must be quick */
    public CommandProposal(
            List<? extends Command> commands, QueueOffsetAssigner assigner, Consumer<ProposeOutcome> completion) {
        Invariants.check(!commands.isEmpty(), "a proposal holds something");
        this.commands = new EncodedCommands(commands);
        this.assigner = assigner;
        this.completion = completion;
    }

    @Override
    public int lengthBytes() {
        return commands.lengthBytes();
    }

    @Override
    public int recordCount() {
        return commands.count();
    }

    @Override
    public void writeTo(ByteBuffer target, long position, long timestampMillis) {
        commands.writeTo(target, assigner);
    }

    @Override
    public void complete(ProposeOutcome outcome) {
        completion.accept(outcome);
    }
}
