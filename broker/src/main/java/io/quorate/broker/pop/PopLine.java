package io.quorate.broker.pop;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Polls of one group for one queue, or for all queues of a topic, in the order they came. Any thread. */
final class PopLine {
    private final ConcurrentSkipListMap<Long, PopPoll> polls = new ConcurrentSkipListMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong dueMillis = new AtomicLong(Long.MAX_VALUE);

    /** Not while another one adds or removes. */
    boolean add(PopPoll poll, int countMax) {
        if (count.get() >= countMax) {
            return false;
        }
        count.incrementAndGet();
        polls.put(poll.number(), poll);
        return true;
    }

    /** Not while another one adds or removes. */
    boolean remove(PopPoll poll) {
        if (polls.remove(poll.number()) == null) {
            return false;
        }
        count.decrementAndGet();
        return true;
    }

    int count() {
        return count.get();
    }

    /** Something will be there by then, for one of them. */
    void due(long millis) {
        dueMillis.accumulateAndGet(millis, Math::min);
    }

    /** There is something new: the first that wants it hears of it. */
    void signal(Predicate<PopPoll> wants, Consumer<PopPoll> look) {
        for (PopPoll poll : polls.values()) {
            if (wants.test(poll) && poll.signal(look)) {
                return;
            }
        }
    }

    /** Looks again for those whose time is up or who are gone, and for one if something is due. */
    void tick(long nowMillis, boolean even, Consumer<PopPoll> look) {
        if (dueMillis.get() <= nowMillis || even) {
            dueMillis.set(Long.MAX_VALUE);
            signal(poll -> true, look);
        }
        for (Map.Entry<Long, PopPoll> entry : polls.entrySet()) {
            PopPoll poll = entry.getValue();
            if ((poll.isOverdue(nowMillis) || poll.isGone()) && poll.wake()) {
                look.accept(poll);
            }
        }
    }

    void wakeAll(Consumer<PopPoll> look) {
        for (PopPoll poll : polls.values()) {
            if (poll.wake()) {
                look.accept(poll);
            }
        }
    }
}
