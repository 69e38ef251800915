package io.quorate.broker.state;

import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * A proposal that takes for granted what its maker knew of others under way, and so must not be appended in a later
 * leadership: proposals wait while leadership goes and comes back.
 */
public final class BoundProposal implements Proposal {
    private final Proposal bound;
    private final BooleanSupplier holds;

    /** @param holds whether the leadership it was made in is still the present one; called on the replica loop */
    public BoundProposal(Proposal bound, BooleanSupplier holds) {
        this.bound = bound;
        this.holds = holds;
    }

    @Override
    public boolean isCurrent() {
        return holds.getAsBoolean();
    }

    @Override
    public int lengthBytes() {
        return bound.lengthBytes();
    }

    @Override
    public int recordCount() {
        return bound.recordCount();
    }

    @Override
    public void writeTo(ByteBuffer target, long position, long timestampMillis) {
        bound.writeTo(target, position, timestampMillis);
    }

    @Override
    public void complete(ProposeOutcome outcome) {
        bound.complete(outcome);
    }
}
