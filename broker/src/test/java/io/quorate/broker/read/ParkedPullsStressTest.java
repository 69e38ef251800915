package io.quorate.broker.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.TagFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers, the replica loop and the timer at once, on real threads: no pull is lost and none is answered twice. */
class ParkedPullsStressTest {
    private static final int QUEUES = 3;
    private static final int CONSUMER_THREADS = 3;
    private static final int PULLS_EACH = 20_000;

    private final AtomicLongArray maxOffsets = new AtomicLongArray(QUEUES);
    private final AtomicLong clockMillis = new AtomicLong();

    @Test
    @Timeout(60)
    void everyPullIsAnsweredExactlyOnce() throws Exception {
        ExecutorService answering = Executors.newFixedThreadPool(2);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            ParkedPulls parked = new ParkedPulls(this::evaluate, answering, clockMillis::get, 1_000_000);
            AtomicInteger busy = new AtomicInteger(CONSUMER_THREADS);
            List<AtomicInteger> answers = new ArrayList<>();
            List<Future<?>> consumers = new ArrayList<>();
            for (int i = 0; i < CONSUMER_THREADS * PULLS_EACH; i++) {
                answers.add(new AtomicInteger());
            }
            for (int i = 0; i < CONSUMER_THREADS; i++) {
                int first = i * PULLS_EACH;
                consumers.add(threads.submit(() -> consume(parked, answers.subList(first, first + PULLS_EACH), busy)));
            }
            Future<?> replicaLoop = threads.submit(() -> deliver(parked, busy));
            Future<?> timer = threads.submit(() -> tick(parked, busy));
            for (Future<?> consumer : consumers) {
                consumer.get();
            }
            replicaLoop.get();
            timer.get();
            parked.answerAll();
            answering.shutdown();
            assertThat(answering.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(answers).allMatch(count -> count.get() == 1);
            assertThat(parked.size()).isZero();
        } finally {
            answering.shutdownNow();
            threads.shutdownNow();
        }
    }

    private void consume(ParkedPulls parked, List<AtomicInteger> answers, AtomicInteger busy) {
        FakeConnection connection = new FakeConnection();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (AtomicInteger answer : answers) {
            int queueId = random.nextInt(QUEUES);
            PullQuery query = new PullQuery("T", queueId, maxOffsets.get(queueId), 32, TagFilter.ALL);
            parked.serve(query, connection, 1 + random.nextInt(50), result -> answer.incrementAndGet());
        }
        busy.decrementAndGet();
    }

    private void deliver(ParkedPulls parked, AtomicInteger busy) {
        while (busy.get() > 0) {
            int queueId = ThreadLocalRandom.current().nextInt(QUEUES);
            long offset = maxOffsets.getAndIncrement(queueId);
            parked.messageApplied("T", queueId, offset, 0);
        }
    }

    private void tick(ParkedPulls parked, AtomicInteger busy) {
        while (busy.get() > 0) {
            clockMillis.incrementAndGet();
            parked.tick();
        }
    }

    private PullResult evaluate(PullQuery query) {
        long max = maxOffsets.get(query.queueId());
        return query.queueOffset() < max
                ? PullResult.empty(ResponseCode.SUCCESS, PullStatus.FOUND, max, 0, max)
                : PullResult.empty(
                        ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_OVERFLOW_ONE, query.queueOffset(), 0, max);
    }
}
