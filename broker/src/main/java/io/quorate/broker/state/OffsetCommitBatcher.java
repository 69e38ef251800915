package io.quorate.broker.state;

import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Gathers the offset commits of many clients into few commands: each consumer commits each of its queues every five
 * seconds, changed or not, and most of them oneway. For the leader only. Any thread.
 *
 * <p>Order is kept: what is offered later is in the same command, where it replaces the earlier value, or in a later one.
 */
public final class OffsetCommitBatcher {
    /** What became of an offered commit. */
    public enum Offer {
        /** Gathered; the completion hears of its fate. */
        TAKEN,
        /** The applied offset is this one already and no other is under way: done, the completion is not called. */
        UNCHANGED,
        /** Too many commits wait: not taken, the completion is not called. */
        OVERLOADED
    }

    /** One command has at most so many commits: about 50 KiB. When reached, it is proposed at once. */
    static final int ITEMS_PER_COMMAND_MAX = 500;

    private record Key(String consumerGroup, String topic, int queueId) {
        static Key of(Item item) {
            return new Key(item.consumerGroup(), item.topic(), item.queueId());
        }
    }

    /** One command being gathered. */
    private static final class Batch {
        final Map<Key, Item> items = new LinkedHashMap<>();
        final List<Consumer<ProposeOutcome>> completions = new ArrayList<>();
        int offers;
    }

    private final Supplier<OffsetTable> applied;
    private final Consumer<Proposal> propose;
    private final QueueOffsetAssigner assigner;
    private final Runnable flushSoon;
    private final int pendingMax;

    /** Offers taken and not completed. Invariant: <= pendingMax. */
    private final AtomicInteger pending = new AtomicInteger();

    /** The newest value offered for each queue, while it is under way. */
    private final ConcurrentHashMap<Key, Item> newest = new ConcurrentHashMap<>();

    /** Guarded by this. The replica loop, which completes proposals, never takes the lock. */
    private Batch gathering = new Batch();

    /**
     * @param applied the table of now: another one once a snapshot was restored
     * @param propose hands a proposal to the replica, never blocks
     * @param flushSoon has {@link #flush} called in a few milliseconds; from any thread, never blocks
     * @param pendingMax offers taken and not completed; over it new ones are refused
     */
    public OffsetCommitBatcher(
            Supplier<OffsetTable> applied,
            Consumer<Proposal> propose,
            QueueOffsetAssigner assigner,
            Runnable flushSoon,
            int pendingMax) {
        this.applied = applied;
        this.propose = propose;
        this.assigner = assigner;
        this.flushSoon = flushSoon;
        this.pendingMax = pendingMax;
    }

    /**
     * Takes a commit, or says why not.
     *
     * @param completion told the outcome on the replica loop, where it must be quick; null if nobody waits (oneway)
     */
    public Offer offer(Item item, Consumer<ProposeOutcome> completion) {
        Key key = Key.of(item);
        // "newest" first: what it no longer holds has been applied by now, so the table read after it is current.
        if (!newest.containsKey(key) && isApplied(item)) {
            return Offer.UNCHANGED;
        }
        if (pending.incrementAndGet() > pendingMax) {
            pending.decrementAndGet();
            return Offer.OVERLOADED;
        }
        synchronized (this) {
            newest.put(key, item);
            gathering.items.put(key, item);
            gathering.offers++;
            if (completion != null) {
                gathering.completions.add(completion);
            }
            if (gathering.offers >= ITEMS_PER_COMMAND_MAX) {
                flush();
            } else if (gathering.offers == 1) {
                flushSoon.run();
            }
        }
        return Offer.TAKEN;
    }

    /** Whether the applied table does not say it all yet. */
    public boolean isUnderWay(String consumerGroup, String topic, int queueId) {
        return newest.containsKey(new Key(consumerGroup, topic, queueId));
    }

    /**
     * For a query of this queue's offset, which must see the commits that came before it: false if none is under way any
     * more; else {@code completion} hears on the replica loop when they were applied, or that they were not.
     */
    public synchronized boolean awaitCommitsBefore(
            String consumerGroup, String topic, int queueId, Consumer<ProposeOutcome> completion) {
        // Under the lock, so that the newest one is the one offered once more, and replaces nothing newer.
        Item underWay = newest.get(new Key(consumerGroup, topic, queueId));
        return underWay != null && offer(underWay, completion) == Offer.TAKEN;
    }

    /** Proposes what was gathered, if anything. */
    public synchronized void flush() {
        if (gathering.offers == 0) {
            return;
        }
        Batch batch = gathering;
        gathering = new Batch();
        OffsetCommit command = new OffsetCommit(List.copyOf(batch.items.values()));
        // Inside the lock, so that two flushes cannot swap places on their way to the replica.
        propose.accept(new CommandProposal(List.of(command), assigner, outcome -> completed(batch, outcome)));
    }

    private boolean isApplied(Item item) {
        OptionalLong offset = applied.get().find(item.consumerGroup(), item.topic(), item.queueId());
        return offset.isPresent() && offset.getAsLong() == item.offset();
    }

    private void completed(Batch batch, ProposeOutcome outcome) {
        pending.addAndGet(-batch.offers);
        batch.items.forEach(newest::remove);
        for (Consumer<ProposeOutcome> completion : batch.completions) {
            completion.accept(outcome);
        }
    }
}
