package io.quorate.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketFilterTest {
    @Test
    void aCutHitsEverythingAndALossyLinkSome() {
        assertThat(PacketFilter.matchAndTarget(LinkRule.cut("n1", "n2"))).isEqualTo(" -j DROP");
        assertThat(PacketFilter.matchAndTarget(LinkRule.lossy("n1", "n2", 7)))
                .isEqualTo(" -m statistic --mode random --probability 0.07 -j DROP");
    }

    @Test
    void aMuteLinkLosesOnlyWhatCarriesPayload() {
        assertThat(PacketFilter.matchAndTarget(LinkRule.mute("n1", "n2")))
                .contains("-p tcp")
                .contains("--length 65:")
                .endsWith("DROP");
    }

    @Test
    void onlyConnectionsCanBeReset() {
        assertThat(PacketFilter.matchAndTarget(LinkRule.reset("n1", "n2")))
                .isEqualTo("-p tcp -j REJECT --reject-with tcp-reset");
    }

    @Test
    void whatIsLateOrHeldGoesThroughTheQueueAndPassesWhereNobodyReadsIt() {
        assertThat(PacketFilter.matchAndTarget(LinkRule.late("n1", "n2", 20)))
                .isEqualTo(PacketFilter.matchAndTarget(LinkRule.held("n1", "n2")))
                .isEqualTo(PacketFilter.matchAndTarget(LinkRule.shuffled("n1", "n2")))
                .contains("NFQUEUE")
                .contains("--queue-bypass");
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
