package io.quorate.broker.state;

import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Messages for one queue, all or none. Commands they depend on, such as the creation of their topic, may go before them
 * in the same entry.
 */
public final class MessageProposal implements Proposal {
    /** Hears of the fate. */
    @FunctionalInterface
    public interface Completion {
        /**
         * Called once, on the replica loop: must be quick.
         *
         * @param placement null unless the messages were appended (Committed, Unknown)
         */
        void completed(ProposeOutcome outcome, Placement placement);
    }

    private final EncodedCommands before;
    private final EncodedRecords records;
    private final QueueOffsetAssigner assigner;
    private final Completion completion;
    private Placement placement;

    public MessageProposal(
            List<? extends Command> before,
            EncodedRecords records,
            QueueOffsetAssigner assigner,
            Completion completion) {
        this.before = new EncodedCommands(before);
        this.records = records;
        this.assigner = assigner;
        this.completion = completion;
    }

    @Override
    public int lengthBytes() {
        return before.lengthBytes() + records.lengthBytes();
    }

    @Override
    public int recordCount() {
        return before.count() + records.count();
    }

    @Override
    public void writeTo(ByteBuffer target, long position, long timestampMillis) {
        before.writeTo(target, assigner);
        long firstQueueOffset = assigner.assign(records.topic(), records.queueId(), records.count());
        long[] positions = records.writeTo(target, firstQueueOffset, position + before.lengthBytes(), timestampMillis);
        placement = new Placement(records.queueId(), firstQueueOffset, positions, timestampMillis);
    }

    @Override
    public void complete(ProposeOutcome outcome) {
        completion.completed(outcome, placement);
    }
}
