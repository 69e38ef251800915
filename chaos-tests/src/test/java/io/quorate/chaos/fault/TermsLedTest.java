package io.quorate.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TermsLedTest {
    private final StubbornCluster cluster = new StubbornCluster(); // its leader is of term 1

    @Test
    void onlyWhoeverBeganToLeadSinceCounts() {
        cluster.sabotage.log.add("INFO node=n2 term=2 role=LEADER leader=n2 serving=true");
        TermsLed led = new TermsLed(cluster);
        assertThat(led.since()).isEmpty();
        cluster.sabotage.log.add("INFO node=n1 term=1 role=LEADER leader=n1 serving=true");
        cluster.sabotage.log.add("INFO node=n3 term=3 role=FOLLOWER leader=n2 serving=false");
        assertThat(led.since()).isEmpty();
    }

    @Test
    void aTermToldOfTwiceIsOne() {
        TermsLed led = new TermsLed(cluster);
        cluster.sabotage.log.add("INFO node=n2 term=2 role=LEADER leader=n2 serving=false");
        cluster.sabotage.log.add("INFO node=n2 term=2 role=LEADER leader=n2 serving=true");
        cluster.sabotage.log.add("INFO node=n3 term=7 role=LEADER leader=n3 serving=false");
        assertThat(led.since()).containsExactly(2L, 7L);
    }
}
