package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SlowWorkTest {
    /** Who asks may be the replica loop, which also sends heartbeats: it must not be made to search. */
    @Test
    void whoeverAsksForOneSearchTooManyIsRefusedAndDoesNotSearchItself() throws Exception {
        CountDownLatch enough = new CountDownLatch(1);
        AtomicReference<Thread> searching = new AtomicReference<>();
        try (SlowWork work = new SlowWork(1)) {
            CountDownLatch begun = new CountDownLatch(1);
            work.searches().execute(() -> {
                begun.countDown();
                await(enough);
            });
            begun.await();
            work.searches().execute(() -> await(enough));
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> work.searches().execute(() -> searching.set(Thread.currentThread())));
            assertThat(searching).hasNullValue();
            enough.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
