package io.quorate.benchmarks.soak;

import io.quorate.client.SendException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Counts what becomes of each message. Safe from any thread. */
final class Tally {
    private final TopicTally[] topics;
    private final LongAdder acked = new LongAdder();
    private final LongAdder consumed = new LongAdder();
    private final LongAdder again = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();

    Tally(int topicCount) {
        topics = IntStream.range(0, topicCount).mapToObj(i -> new TopicTally()).toArray(TopicTally[]::new);
    }

    /** The number of the topic's next message. */
    int take(int topic) {
        return topics[topic].take();
    }

    void acked(int topic, int number) {
        topics[topic].acked(number);
        acked.increment();
    }

    void heard(int topic, int number) {
        (topics[topic].heard(number) ? consumed : again).increment();
    }

    void failed(Throwable failure) {
        boolean knownNotStored = failure instanceof SendException e && e.fate() == SendException.Fate.NOT_STORED;
        (knownNotStored ? refused : failed).increment();
        firstFailure.compareAndSet(null, failure);
    }

    /** About: messages may be heard before their producer has its answer. */
    long unread() {
        return acked.sum() - consumed.sum();
    }

    Traffic traffic() {
        long missing = Stream.of(topics).mapToLong(TopicTally::missing).sum();
        return new Traffic(acked.sum(), consumed.sum(), again.sum(), missing, refused.sum(), failed.sum());
    }

    /** Of sends, refused ones too; null if there was none. */
    Throwable firstFailure() {
        return firstFailure.get();
    }
}
