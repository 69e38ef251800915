package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.internal.RetryPolicy.Verdict;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "0, DONE, false",
        "1, NEXT_REPLICA, true",
        "2, BACK_OFF, true",
        "3, DONE, false",
        "10, DONE, false",
        "13, DONE, false",
        "14, NEXT_REPLICA, true",
        "16, DONE, false",
        "17, BACK_OFF, false",
        "26, DONE, false",
        "29, DONE, false",
        "215, BACK_OFF, false",
        "501, NEXT_REPLICA, false",
        "1500, NEXT_REPLICA, false",
        "2007, NEXT_REPLICA, false"
    })
    void everyCodeHasItsVerdict(int code, Verdict verdict, boolean mayStillTakeEffect) {
        assertThat(RetryPolicy.judge(code)).isEqualTo(verdict);
        assertThat(RetryPolicy.mayStillTakeEffect(code)).isEqualTo(mayStillTakeEffect);
    }

    @Property
    void theDelayStaysBetweenHalfOfItsBoundAndTheBound(
            @ForAll @IntRange(min = 1, max = 1000) int firstMillis,
            @ForAll @IntRange(min = 0, max = 10_000) int moreMillis,
            @ForAll @IntRange(min = 1, max = 100) int failureCount) {
        Backoff backoff = new Backoff(firstMillis, (long) firstMillis + moreMillis);
        long bound = backoff.boundMillis(failureCount);
        assertThat(bound).isBetween((long) firstMillis, (long) firstMillis + moreMillis);
        assertThat(backoff.boundMillis(failureCount + 1)).isGreaterThanOrEqualTo(bound);
        assertThat(backoff.delayMillis(failureCount)).isBetween(bound - bound / 2, bound);
    }
}
