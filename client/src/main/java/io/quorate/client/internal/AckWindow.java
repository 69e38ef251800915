package io.quorate.client.internal;

import java.util.Collection;
import java.util.TreeSet;

/**
 * Which messages of one queue were received and not yet acknowledged. What may be committed is the smallest such queue
 * offset: everything below it is done. Not thread-safe: one owner.
 *
 * <p>Invariant: {@code committableOffset() <= nextOffset()}, and neither goes back except by {@link #restart}.
 */
public final class AckWindow {
    private final TreeSet<Long> unacked = new TreeSet<>();
    private long nextOffset;

    public AckWindow(long startOffset) {
        nextOffset = startOffset;
    }

    /** Notes the queue offsets of a batch, and where the next pull goes on: beyond them and what filters left out. */
    public void received(Collection<Long> offsets, long next) {
        for (long offset : offsets) {
            if (offset < nextOffset || offset >= next) {
                throw new IllegalArgumentException("offset " + offset + " outside [" + nextOffset + ", " + next + ")");
            }
        }
        unacked.addAll(offsets);
        nextOffset = next;
    }

    public void acked(Collection<Long> offsets) {
        offsets.forEach(unacked::remove);
    }

    /** Forgets all and goes on at {@code offset}, which may be anywhere. */
    public void restart(long offset) {
        unacked.clear();
        nextOffset = offset;
    }

    public boolean isUnacked(long offset) {
        return unacked.contains(offset);
    }

    /** The next offset to consume for whoever takes the queue over. */
    public long committableOffset() {
        return unacked.isEmpty() ? nextOffset : unacked.first();
    }

    public long nextOffset() {
        return nextOffset;
    }

    public int unackedCount() {
        return unacked.size();
    }

    /** Distance between the first unacknowledged and the next to pull. */
    public long span() {
        return nextOffset - committableOffset();
    }
}
