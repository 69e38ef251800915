package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplicasTest {
    private static final String GROUP = "broker-a";
    private static final List<String> KNOWN = List.of("n1", "n2", "n3");

    private final VirtualLoop loop = new VirtualLoop();
    private final Replicas replicas = new Replicas(loop::nanoTime);

    @Test
    void theRoutesOrderCountsUntilMoreIsKnown() {
        assertThat(replicas.next(GROUP, KNOWN, Set.of())).contains("n1");
        assertThat(replicas.next(GROUP, KNOWN, Set.of("n1"))).contains("n2");
        assertThat(replicas.next(GROUP, KNOWN, Set.of("n1", "n2", "n3"))).isEmpty();
    }

    @Test
    void theLeaderWeWereToldOfComesFirstEvenIfNoRouteHasIt() {
        replicas.leads(GROUP, "n9");
        assertThat(replicas.next(GROUP, KNOWN, Set.of())).contains("n9");
        assertThat(replicas.next("broker-b", KNOWN, Set.of())).contains("n1");
    }

    @Test
    void aFailedAddressComesLastForAWhile() {
        replicas.leads(GROUP, "n1");
        replicas.failed(GROUP, "n1");
        assertThat(replicas.leaderOf(GROUP)).isEmpty();
        assertThat(replicas.next(GROUP, KNOWN, Set.of())).contains("n2");
        assertThat(replicas.next(GROUP, KNOWN, Set.of("n2", "n3"))).contains("n1");
        loop.advance(Replicas.SUSPECT_MILLIS);
        assertThat(replicas.next(GROUP, KNOWN, Set.of())).contains("n1");
    }

    @Test
    void aFollowerCannotSendUsBackToAnAddressThatFailedUs() {
        replicas.failed(GROUP, "n1");
        replicas.leads(GROUP, "n1");
        assertThat(replicas.leaderOf(GROUP)).isEmpty();
        loop.advance(Replicas.SUSPECT_MILLIS);
        replicas.leads(GROUP, "n1");
        assertThat(replicas.leaderOf(GROUP)).contains("n1");
    }

    @Test
    void aRefusalEndsABeliefButOnlyInThatAddress() {
        replicas.leads(GROUP, "n2");
        replicas.refused(GROUP, "n1");
        assertThat(replicas.leaderOf(GROUP)).contains("n2");
        replicas.refused(GROUP, "n2");
        assertThat(replicas.leaderOf(GROUP)).isEmpty();
        assertThat(replicas.isSuspect("n2")).isFalse();
    }
}
