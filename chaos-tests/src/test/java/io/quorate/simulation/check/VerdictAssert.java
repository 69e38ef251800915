package io.quorate.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What a verdict should be, with the whole verdict in the message if it is not. */
final class VerdictAssert {
    private VerdictAssert() {}

    static void assertValid(Verdict verdict) {
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.VALID);
        assertThat(verdict.violations()).isEmpty();
    }

    /** Exactly these, once each: no checker should cry about more than what is wrong. */
    static void assertFinds(Verdict verdict, Anomaly... anomalies) {
        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.INVALID);
        assertThat(verdict.violations())
                .as(verdict.toString())
                .extracting(Violation::anomaly)
                .containsExactlyInAnyOrder(anomalies);
        assertThat(verdict.violations()).allSatisfy(violation -> {
            assertThat(violation.operations()).isNotEmpty().doesNotContainNull();
            assertThat(violation.detail()).isNotEmpty();
        });
    }

    static List<Integer> numbersOf(Violation violation) {
        return violation.operations().stream()
                .map(operation -> operation.call().number())
                .toList();
    }
}
