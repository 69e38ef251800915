package io.quorate.broker.state;

import io.quorate.raft.Invariants;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * How far one consumer group has popped one queue, and which messages it has in hand. Written by the replica loop, read by
 * any thread; a reader may see a command half applied, and what it decides from that is judged again when it is applied.
 *
 * <p>Memory: some 70 bytes for each message in hand.
 */
public final class PopQueue {
    private static final Comparator<PopLease> BY_TIME =
            Comparator.comparingLong(PopLease::visibleMillis).thenComparingLong(PopLease::number);

    private final ConcurrentSkipListMap<Long, PopLease> inHand = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListSet<PopLease> byTime = new ConcurrentSkipListSet<>(BY_TIME);
    private volatile long nextOffset; // Invariant: greater than all in hand
    private volatile int inHandCount; // a skip list counts its nodes when asked
    private volatile String attemptId = "";
    private long leaseNumber; // replica loop only

    PopQueue(long nextOffset) {
        this.nextOffset = nextOffset;
    }

    /** The first message that was never given out. */
    public long nextOffset() {
        return nextOffset;
    }

    /** Every message before it is done with: what tools know as the group's offset. */
    public long doneOffset() {
        Map.Entry<Long, PopLease> first = inHand.firstEntry();
        return first == null ? nextOffset : first.getKey();
    }

    public int inHandCount() {
        return inHandCount;
    }

    /** The lease the message is in, if it is in hand. */
    public Optional<PopLease> lease(long queueOffset) {
        return Optional.ofNullable(inHand.get(queueOffset));
    }

    /** Of the newest ordered pop; "" if it had none. */
    public String attemptId() {
        return attemptId;
    }

    /** When something in hand becomes visible next, {@link Long#MAX_VALUE} with nothing in hand. May lie in the past. */
    public long firstVisibleMillis() {
        for (PopLease lease : byTime) {
            return lease.visibleMillis();
        }
        return Long.MAX_VALUE;
    }

    /** When all in hand is visible, {@link Long#MAX_VALUE} with nothing in hand. May lie in the past. */
    public long lastVisibleMillis() {
        var latest = byTime.descendingIterator();
        return latest.hasNext() ? latest.next().visibleMillis() : Long.MAX_VALUE;
    }

    /** Whether an ordered pop must wait: something in hand is hidden still, and not for this attempt. */
    public boolean isBlocked(long nowMillis, String attempt) {
        long visibleMillis = lastVisibleMillis();
        return visibleMillis != Long.MAX_VALUE && visibleMillis > nowMillis && !isSameAttempt(attempt);
    }

    boolean isSameAttempt(String attempt) {
        return !attempt.isEmpty() && attempt.equals(attemptId);
    }

    /** Messages in hand that others may get by now, those longest visible first. */
    public List<Long> visible(long nowMillis, int countMax) {
        List<Long> visible = new ArrayList<>();
        for (PopLease lease : byTime) {
            if (lease.visibleMillis() > nowMillis) {
                break;
            }
            for (long queueOffset : lease.queueOffsets()) {
                if (visible.size() >= countMax) {
                    return visible;
                }
                if (inHand.get(queueOffset) == lease) {
                    visible.add(queueOffset);
                }
            }
        }
        return visible;
    }

    /** The first messages in hand, in the queue's order. */
    public List<Long> firstInHand(int countMax) {
        return inHand.keySet().stream().limit(countMax).toList();
    }

    /** Starts anew, with nothing in hand. */
    void restart(long queueOffset) {
        inHand.clear();
        byTime.clear();
        inHandCount = 0;
        attemptId = "";
        nextOffset = queueOffset;
    }

    /** Forgets what the log no longer keeps. */
    void dropBefore(long keptOffset) {
        for (Map.Entry<Long, PopLease> first = inHand.firstEntry();
                first != null && first.getKey() < keptOffset;
                first = inHand.firstEntry()) {
            release(first.getKey(), first.getValue());
        }
        nextOffset = Math.max(nextOffset, keptOffset);
    }

    void attempt(String id) {
        attemptId = id;
    }

    /** @param fresh ascending, from nextOffset on and before {@code next} */
    void takeFresh(long[] fresh, long next, long invisibleMillis, AppliedAt at) {
        nextOffset = next;
        if (fresh.length > 0) {
            long popMillis = at.timestampMillis();
            add(
                    at.index(),
                    PopLease.NOT_CHANGED,
                    popMillis,
                    popMillis,
                    hiddenUntil(popMillis, invisibleMillis),
                    1,
                    fresh);
        }
    }

    /**
     * Gives out again what is visible of these.
     *
     * @param evenHidden the same attempt once more: not a further delivery
     */
    void takeAgain(long[] queueOffsets, long invisibleMillis, boolean evenHidden, AppliedAt at) {
        Map<PopLease, List<Long>> takenFrom = new LinkedHashMap<>(); // leases are equal to themselves alone
        for (long queueOffset : queueOffsets) {
            PopLease lease = inHand.get(queueOffset);
            if (lease != null && (evenHidden || lease.visibleMillis() <= at.timestampMillis())) {
                takenFrom.computeIfAbsent(lease, absent -> new ArrayList<>()).add(queueOffset);
            }
        }
        takenFrom.forEach((lease, taken) -> {
            taken.forEach(queueOffset -> release(queueOffset, lease));
            add(
                    at.index(),
                    PopLease.NOT_CHANGED,
                    at.timestampMillis(),
                    lease.firstPopMillis(),
                    hiddenUntil(at.timestampMillis(), invisibleMillis),
                    lease.deliveryCount() + (evenHidden ? 0 : 1),
                    sorted(taken));
        });
    }

    /** Done with, if the receipt is one of a delivery since the message is in hand; if {@code strict}, of the newest. */
    void acknowledge(long queueOffset, long popMillis, boolean strict) {
        PopLease lease = inHand.get(queueOffset);
        if (lease != null && (strict ? lease.popMillis() == popMillis : lease.firstPopMillis() <= popMillis)) {
            release(queueOffset, lease);
        }
    }

    /** Hides the message until another time, if the receipt is of its newest delivery. */
    void change(PopChange change, AppliedAt at) {
        PopLease lease = inHand.get(change.queueOffset());
        if (lease == null || lease.popMillis() != change.popMillis()) {
            return;
        }
        release(change.queueOffset(), lease);
        int deliveryCount = change.uncounted() ? lease.deliveryCount() - 1 : lease.deliveryCount();
        add(
                at.index(),
                change.popMillis(),
                change.ordered() ? lease.popMillis() : at.timestampMillis(),
                lease.firstPopMillis(),
                hiddenUntil(at.timestampMillis(), change.invisibleMillis()),
                Math.max(0, deliveryCount),
                new long[] {change.queueOffset()});
    }

    /** Adds what a snapshot says. */
    void restore(PopQueueRow row) {
        attemptId = row.attemptId();
        for (PopQueueRow.Lease lease : row.leases()) {
            add(
                    0,
                    PopLease.NOT_CHANGED,
                    lease.popMillis(),
                    lease.firstPopMillis(),
                    lease.visibleMillis(),
                    lease.deliveryCount(),
                    lease.queueOffsets().stream().mapToLong(Long::longValue).toArray());
        }
    }

    /** What is left of each lease, by its first message. Replica loop. */
    List<PopQueueRow.Lease> leases() {
        Map<PopLease, List<Long>> held = new LinkedHashMap<>();
        inHand.forEach((queueOffset, lease) ->
                held.computeIfAbsent(lease, absent -> new ArrayList<>()).add(queueOffset));
        List<PopQueueRow.Lease> rows = new ArrayList<>(held.size());
        held.forEach((lease, queueOffsets) -> rows.add(new PopQueueRow.Lease(
                lease.popMillis(),
                lease.firstPopMillis(),
                lease.visibleMillis(),
                lease.deliveryCount(),
                queueOffsets)));
        return rows;
    }

    // Volatile publishes, only the replica loop writes.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void add(
            long entryIndex,
            long changedFromMillis,
            long popMillis,
            long firstPopMillis,
            long visibleMillis,
            int deliveryCount,
            long[] queueOffsets) {
        leaseNumber++;
        PopLease lease = new PopLease(
                entryIndex,
                changedFromMillis,
                popMillis,
                firstPopMillis,
                visibleMillis,
                deliveryCount,
                queueOffsets,
                leaseNumber);
        for (long queueOffset : queueOffsets) {
            Invariants.check(queueOffset < nextOffset, "in hand is what was given out", queueOffset, nextOffset);
            inHand.put(queueOffset, lease);
        }
        inHandCount += queueOffsets.length;
        byTime.add(lease);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // as above
    private void release(long queueOffset, PopLease lease) {
        inHand.remove(queueOffset);
        inHandCount--;
        if (lease.isLastToLeave()) {
            byTime.remove(lease);
        }
    }

    /** At least a millisecond later: a receipt of the next delivery then differs from one of this. */
    private static long hiddenUntil(long popMillis, long invisibleMillis) {
        return popMillis + Math.max(1, invisibleMillis);
    }

    private static long[] sorted(List<Long> queueOffsets) {
        return queueOffsets.stream().mapToLong(Long::longValue).sorted().toArray();
    }
}
