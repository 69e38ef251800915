package io.quorate.broker.state;

import io.quorate.raft.Invariants;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Commands, then messages for any number of queues, all or none: a message and the command that explains it, such as a timer's
 * message and that it fired, are in the log together or not at all.
 */
public final class BundleProposal implements Proposal {
    /** Hears of the fate. */
    @FunctionalInterface
    public interface Completion {
        /**
         * Called once, on the replica loop: must be quick.
         *
         * @param placements of the messages, in their order; empty unless they were appended (Committed, Unknown)
         */
        void completed(ProposeOutcome outcome, List<Placement> placements);
    }

    private final EncodedCommands commands;
    private final List<EncodedRecords> messages;
    private final QueueOffsetAssigner assigner;
    private final Completion completion;
    private final BooleanSupplier lapsed;
    private final List<Placement> placements = new ArrayList<>();

    public BundleProposal(
            List<? extends Command> commands,
            List<EncodedRecords> messages,
            QueueOffsetAssigner assigner,
            Completion completion) {
        this(commands, messages, assigner, completion, () -> false);
    }

    /** @param lapsed as {@link Proposal#isLapsed} */
    public BundleProposal(
            List<? extends Command> commands,
            List<EncodedRecords> messages,
            QueueOffsetAssigner assigner,
            Completion completion,
            BooleanSupplier lapsed) {
        Invariants.check(!commands.isEmpty() || !messages.isEmpty(), "a proposal holds something");
        this.commands = new EncodedCommands(commands);
        this.messages = List.copyOf(messages);
        this.assigner = assigner;
        this.completion = completion;
        this.lapsed = lapsed;
    }

    @Override
    public boolean isLapsed() {
        return lapsed.getAsBoolean();
    }

    @Override
    public int lengthBytes() {
        int lengthBytes = commands.lengthBytes();
        for (EncodedRecords records : messages) {
            lengthBytes = Math.addExact(lengthBytes, records.lengthBytes());
        }
        return lengthBytes;
    }

    @Override
    public int recordCount() {
        return commands.count()
                + messages.stream().mapToInt(EncodedRecords::count).sum();
    }

    @Override
    public void writeTo(ByteBuffer target, long position, long timestampMillis) {
        commands.writeTo(target, assigner);
        long at = position + commands.lengthBytes();
        for (EncodedRecords records : messages) {
            long firstQueueOffset = assigner.assign(records.topic(), records.queueId(), records.count());
            long[] positions = records.writeTo(target, firstQueueOffset, at, timestampMillis);
            placements.add(new Placement(records.queueId(), firstQueueOffset, positions, timestampMillis));
            at += records.lengthBytes();
        }
    }

    @Override
    public void complete(ProposeOutcome outcome) {
        completion.completed(outcome, List.copyOf(placements));
    }
}
