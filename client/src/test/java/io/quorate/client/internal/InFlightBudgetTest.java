package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InFlightBudgetTest {
    private final VirtualLoop loop = new VirtualLoop();

    private long in(long millis) {
        return loop.nanoTime() + Duration.ofMillis(millis).toNanos();
    }

    @Test
    void whoDoesNotFitWaitsInLineAndIsAdmittedInOrder() {
        InFlightBudget budget = new InFlightBudget(2, 1000, 10, loop);
        List<Integer> admitted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            var unused = budget.acquire(10, in(1000)).thenAccept(yes -> admitted.add(number));
        }
        assertThat(admitted).containsExactly(0, 1);
        budget.release(10);
        assertThat(admitted).containsExactly(0, 1, 2);
        budget.release(10);
        budget.release(10);
        assertThat(admitted).containsExactly(0, 1, 2, 3, 4);
        assertThat(budget.count()).isEqualTo(2);
    }

    @Test
    void bytesAreBoundedTooAndASmallOneDoesNotOvertakeALargeOne() {
        InFlightBudget budget = new InFlightBudget(100, 100, 10, loop);
        assertThat(budget.acquire(80, in(1000))).isCompletedWithValue(true);
        CompletableFuture<Boolean> large = budget.acquire(50, in(1000));
        CompletableFuture<Boolean> small = budget.acquire(5, in(1000));
        assertThat(large).isNotDone();
        assertThat(small).isNotDone();
        budget.release(80);
        assertThat(large).isCompletedWithValue(true);
        assertThat(small).isCompletedWithValue(true);
    }

    @Test
    void aPieceLargerThanTheBoundPassesAlone() {
        InFlightBudget budget = new InFlightBudget(10, 100, 10, loop);
        assertThat(budget.acquire(500, in(1000))).isCompletedWithValue(true);
        assertThat(budget.acquire(1, in(1000))).isNotDone();
    }

    @Test
    void theDeadlineEndsTheWaitAndLetsTheNextOneTry() {
        InFlightBudget budget = new InFlightBudget(10, 100, 10, loop);
        assertThat(budget.acquire(60, in(1000))).isCompletedWithValue(true);
        CompletableFuture<Boolean> large = budget.acquire(90, in(100));
        CompletableFuture<Boolean> small = budget.acquire(10, in(1000));
        loop.advance(99);
        assertThat(large).isNotDone();
        loop.advance(1);
        assertThat(large).isCompletedWithValue(false);
        assertThat(small).isCompletedWithValue(true);
        assertThat(budget.count()).isEqualTo(2);
    }

    @Test
    void aFullLineRefusesAtOnce() {
        InFlightBudget budget = new InFlightBudget(1, 100, 1, loop);
        assertThat(budget.acquire(1, in(1000))).isCompletedWithValue(true);
        assertThat(budget.acquire(1, in(1000))).isNotDone();
        assertThat(budget.acquire(1, in(1000))).isCompletedWithValue(false);
    }
}
