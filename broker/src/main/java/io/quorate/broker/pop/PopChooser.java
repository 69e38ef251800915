package io.quorate.broker.pop;

import io.quorate.broker.filter.MessageFilter;
import io.quorate.broker.read.LogBytes;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.PopQueue;
import io.quorate.broker.state.PopTable;
import io.quorate.broker.state.PopTake;
import io.quorate.commitlog.LogSlice;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.commitlog.index.QueueView;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.message.MessageRecordView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses which messages to give out: first those that came back, then fresh ones, queue after queue, every time beginning
 * with another queue. Over what is applied here; what does not hold any more when the choice is applied is left out then.
 */
final class PopChooser {
    /** An answer ends before it gets longer than this, but holds at least one message, however long. */
    static final int ANSWER_BYTES_MAX = 256 << 10;

    /** Fresh messages of one queue looked at for one pop, when so many do not match the filter. */
    static final int EXAMINED_MAX = 800;

    /** Messages in all groups' hands; at that nothing fresh is given. Some 70 MB. */
    static final int IN_HAND_MAX = 1_000_000;

    private final BrokerState state;
    private final LogBytes log;
    private final QueueClaims claims;
    private final PopLimits limits;
    private final AtomicInteger turns = new AtomicInteger();

    PopChooser(BrokerState state, LogBytes log, QueueClaims claims, PopLimits limits) {
        this.state = state;
        this.log = log;
        this.claims = claims;
        this.limits = limits;
    }

    /** @param nowMillis by the clock that entries are stamped with */
    PopChoice choose(PopQuery query, long nowMillis) {
        Choosing choosing = new Choosing(query, nowMillis);
        for (int queueId : queuesOf(query)) {
            if (choosing.isFull()) {
                break;
            }
            PopTable.Key key = new PopTable.Key(query.consumerGroup(), query.topic(), queueId);
            if (claims.claim(key) && !chooseFrom(key, choosing)) {
                claims.letGo(key);
            }
        }
        return new PopChoice(choosing.items, choosing.restCount, choosing.nextVisibleMillis);
    }

    /** Claims nothing: for those who only want to know whether it is worth coming, or to look. */
    PopChoice look(PopQuery query, long nowMillis) {
        Choosing choosing = new Choosing(query, nowMillis);
        for (int queueId : queuesOf(query)) {
            if (choosing.isFull()) {
                break;
            }
            chooseSafely(new PopTable.Key(query.consumerGroup(), query.topic(), queueId), choosing);
        }
        return new PopChoice(choosing.items, choosing.restCount, choosing.nextVisibleMillis);
    }

    private int[] queuesOf(PopQuery query) {
        int count = state.topics()
                .find(query.topic())
                .map(TopicConfig::readQueueCount)
                .orElse(0);
        if (!query.isForAllQueues()) {
            return query.queueId() < count ? new int[] {query.queueId()} : new int[0];
        }
        int[] queueIds = new int[count];
        int first = count == 0 ? 0 : Math.floorMod(turns.getAndIncrement(), count);
        for (int i = 0; i < count; i++) {
            queueIds[i] = (first + i) % count;
        }
        return queueIds;
    }

    @SuppressWarnings("IllegalCatch") // a claim must not outlive a mistake
    private boolean chooseFrom(PopTable.Key key, Choosing choosing) {
        try {
            return chooseSafely(key, choosing);
        } catch (RuntimeException | Error failure) {
            claims.letGo(key);
            choosing.items.forEach(
                    item -> claims.letGo(new PopTable.Key(key.consumerGroup(), key.topic(), item.queueId())));
            throw failure;
        }
    }

    /** @return whether something of the queue was chosen */
    private boolean chooseSafely(PopTable.Key key, Choosing choosing) {
        Optional<QueueIndex> index = state.queues().find(key.topic(), key.queueId());
        if (index.isEmpty()) {
            return false; // never had a message
        }
        try {
            return choosing.from(key, index.get());
        } catch (IndexOutOfBoundsException gone) {
            return false; // the log let go of it meanwhile: the next look finds the queue's new start
        }
    }

    /** One choice being made. */
    private final class Choosing {
        private final PopQuery query;
        private final long nowMillis;
        private final List<PopTake.Item> items = new ArrayList<>();
        private long nextVisibleMillis = Long.MAX_VALUE;
        private long restCount;
        private int messageCount;
        private int bytes;

        Choosing(PopQuery query, long nowMillis) {
            this.query = query;
            this.nowMillis = nowMillis;
        }

        boolean isFull() {
            return messageCount >= query.messagesMax() || bytes >= ANSWER_BYTES_MAX;
        }

        boolean from(PopTable.Key key, QueueIndex index) {
            PopQueue hand = state.pops().find(key).orElse(null);
            OptionalLong committed = state.offsets().find(key.consumerGroup(), key.topic(), key.queueId());
            QueueView queue = index.view(); // last: so it reaches at least as far as what was popped of it
            if (hand != null) {
                noteNextVisible(hand);
                if (query.ordered() && hand.isBlocked(nowMillis, query.attemptId())) {
                    return false;
                }
            }
            boolean begins = hand == null && committed.isEmpty();
            long noted = hand != null ? hand.nextOffset() : committed.orElseGet(() -> startOf(queue));
            long from = Math.max(noted, queue.minOffset());
            List<Long> again = hand != null ? again(hand, queue) : List.of();
            List<Long> fresh = new ArrayList<>();
            long next = mayTakeFresh(hand) ? fresh(queue, from, fresh) : from;
            restCount += Math.max(0, queue.maxOffset() - next);
            boolean forgets = hand != null && hand.doneOffset() < queue.minOffset();
            if (again.isEmpty() && next == noted && !begins && !forgets) {
                return false;
            }
            items.add(
                    new PopTake.Item(key.queueId(), begins ? noted : -1, queue.minOffset(), from, next, fresh, again));
            return true;
        }

        private boolean mayTakeFresh(PopQueue hand) {
            int inHandCount = hand == null ? 0 : hand.inHandCount();
            return query.ordered()
                    ? inHandCount == 0
                    : inHandCount < limits.inHandPerQueueMax() && state.pops().inHandCount() < IN_HAND_MAX;
        }

        /** Without any message lost from the queue all are given: a group may come a moment after its first messages. */
        private long startOf(QueueView queue) {
            return query.fromStart() || queue.minOffset() == 0
                    ? queue.minOffset()
                    : Math.max(queue.minOffset(), queue.maxOffset() - 1);
        }

        private void noteNextVisible(PopQueue hand) {
            long visibleMillis = query.ordered() ? hand.lastVisibleMillis() : hand.firstVisibleMillis();
            nextVisibleMillis = Math.min(nextVisibleMillis, visibleMillis);
        }

        private List<Long> again(PopQueue hand, QueueView queue) {
            int wanted = query.messagesMax() - messageCount;
            List<Long> candidates = query.ordered() ? hand.firstInHand(wanted) : hand.visible(nowMillis, wanted);
            List<Long> again = new ArrayList<>();
            for (long queueOffset : candidates) {
                // One that the log no longer keeps is forgotten with the item's kept offset.
                if (queue.contains(queueOffset) && !takesTooMuch(queue.sizeBytes(queueOffset))) {
                    again.add(queueOffset);
                    add(queue.sizeBytes(queueOffset));
                }
            }
            return again;
        }

        /** @return the first message that was not looked at */
        private long fresh(QueueView queue, long from, List<Long> fresh) {
            if (from > queue.maxOffset()) {
                return queue.maxOffset(); // somebody set the group's offset beyond the end
            }
            long end = Math.min(queue.maxOffset(), from + EXAMINED_MAX);
            long queueOffset = from;
            while (queueOffset < end && messageCount < query.messagesMax()) {
                if (isWanted(queue, queueOffset)) {
                    if (takesTooMuch(queue.sizeBytes(queueOffset))) {
                        break;
                    }
                    fresh.add(queueOffset);
                    add(queue.sizeBytes(queueOffset));
                }
                queueOffset++;
            }
            return queueOffset;
        }

        /** Of a cold record only the pages are read that hold its properties. */
        private boolean isWanted(QueueView queue, long queueOffset) {
            MessageFilter filter = query.filter();
            if (!filter.needsRecord() || !filter.mayMatch(queue.tagHash(queueOffset))) {
                return filter.mayMatch(queue.tagHash(queueOffset));
            }
            try (LogSlice record = log.hold(queue.position(queueOffset), queue.sizeBytes(queueOffset))) {
                return filter.matches(new MessageRecordView().wrap(record.bytes()));
            }
        }

        private boolean takesTooMuch(int sizeBytes) {
            return messageCount > 0 && bytes + sizeBytes > ANSWER_BYTES_MAX;
        }

        private void add(int sizeBytes) {
            messageCount++;
            bytes += sizeBytes;
        }
    }
}
