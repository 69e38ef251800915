package io.quorate.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketFilterTest {
    @Test
    void aCutHitsEverythingAndALossyLinkSome() {
        assertThat(PacketFilter.match(LinkRule.cut("n1", "n2"))).isEmpty();
        assertThat(PacketFilter.match(LinkRule.lossy("n1", "n2", 7)))
                .isEqualTo(" -m statistic --mode random --probability 0.07");
    }

    @Test
    void aMuteLinkLosesOnlyWhatCarriesPayload() {
        assertThat(PacketFilter.match(LinkRule.mute("n1", "n2")))
                .contains("-p tcp")
                .contains("--length 65:");
    }

    @Test
    void countersAreOfTheRulesInTheirOrder() {
        assertThat(PacketFilter.counters("""
                        Chain QUORATE-4711 (3 references)
                            pkts      bytes target     prot opt in     out     source               destination
                              17     1020 DROP       0    --  *      *       10.214.3.11          10.214.3.12
                               0        0 DROP       0    --  *      *       10.214.3.12          10.214.3.11
                        """)).containsExactly(17L, 0L);
        assertThat(PacketFilter.counters("Chain A (0 references)\n pkts bytes\n"))
                .isEmpty();
    }
}
