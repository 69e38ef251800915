package io.quorate.broker.state;

/**
 * Messages of one queue that were given to a consumer together and are hidden from the others until a time. A message is in
 * at most one lease of its consumer group; acknowledged ones leave it, those given out anew go over to another.
 */
public final class PopLease {
    /** Of leases that were not made by changing another's time. */
    static final long NOT_CHANGED = -1;

    private final long entryIndex;
    private final long changedFromMillis;
    private final long popMillis;
    private final long firstPopMillis;
    private final long visibleMillis;
    private final int deliveryCount;
    private final long[] queueOffsets; // all it began with, ascending
    private final long number;
    private int heldCount; // replica loop only: of its messages, those that are still in it

    /** @param number distinguishes leases that become visible in the same millisecond; of this process alone */
    PopLease(
            long entryIndex,
            long changedFromMillis,
            long popMillis,
            long firstPopMillis,
            long visibleMillis,
            int deliveryCount,
            long[] queueOffsets,
            long number) {
        this.entryIndex = entryIndex;
        this.changedFromMillis = changedFromMillis;
        this.popMillis = popMillis;
        this.firstPopMillis = firstPopMillis;
        this.visibleMillis = visibleMillis;
        this.deliveryCount = deliveryCount;
        this.queueOffsets = queueOffsets;
        this.number = number;
        this.heldCount = queueOffsets.length;
    }

    /** Whether a take in this entry gave its messages out. Another command of the same entry may have hidden them instead. */
    public boolean isTakenBy(long index) {
        return entryIndex == index && changedFromMillis == NOT_CHANGED;
    }

    /** Whether it is what a change in this entry made of the delivery that the change's receipt was of. */
    public boolean isChangedBy(long index, long receiptPopMillis) {
        return entryIndex == index && changedFromMillis == receiptPopMillis;
    }

    /** When its messages were given out, as the receipts say: later for each delivery of the same message. */
    public long popMillis() {
        return popMillis;
    }

    /** When its messages were given out for the first time. */
    public long firstPopMillis() {
        return firstPopMillis;
    }

    /** From then on others may get what is left of it. Always later than {@link #popMillis()}. */
    public long visibleMillis() {
        return visibleMillis;
    }

    /** How often its messages were given out, this time included. */
    public int deliveryCount() {
        return deliveryCount;
    }

    long number() {
        return number;
    }

    long[] queueOffsets() {
        return queueOffsets;
    }

    /** One of its messages left it. Replica loop. */
    boolean isLastToLeave() {
        heldCount--;
        return heldCount == 0;
    }
}
