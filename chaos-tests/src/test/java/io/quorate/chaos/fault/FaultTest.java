package io.quorate.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.chaos.cluster.HarmlessCluster;
import io.quorate.chaos.cluster.LinkRule;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
    private final StubbornCluster cluster = new StubbornCluster();
    private final Random random = new Random(1);

    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void noFaultBitesThatIsOnlyPretended(FaultKind kind) {
        Fault.Wound wound = kind.fault().inflict(new HarmlessCluster(cluster), random);
        assertThat(wound.bite()).isEmpty();
        wound.heal();
    }

    @Test
    void aKillIsOverWhenAllHaveAppliedWhatWasCommitted() {
        Fault.Wound wound = FaultKind.KILL_LEADER.fault().inflict(cluster, random);
        assertThat(wound.victims()).containsExactly("n1");
        assertThat(wound.bite()).isPresent();
        assertThat(wound.healed()).isEmpty();
        wound.heal();
        assertThat(wound.healed()).isPresent();
    }

    @Test
    void aKillOfAMajorityTakesTwoOfThree() {
        Fault.Wound wound = FaultKind.KILL_MAJORITY.fault().inflict(cluster, random);
        assertThat(wound.victims()).hasSize(2);
        assertThat(wound.leavesNoMajority()).isTrue();
    }

    @Test
    void aProcessThatSurvivesWasNotKilled() {
        cluster.mortal = false;
        assertThat(FaultKind.KILL_FOLLOWER.fault().inflict(cluster, random).bite())
                .isEmpty();
    }

    @Test
    void aPausedLeaderCountsOnlyOnceAnotherLeads() {
        Fault.Wound wound = FaultKind.PAUSE_LEADER.fault().inflict(cluster, random);
        assertThat(wound.bite()).isEmpty(); // nobody else leads here
        assertThat(FaultKind.PAUSE_FOLLOWER.fault().inflict(cluster, random).bite())
                .isPresent();
    }

    @Test
    void aPowerCutThatLosesNothingIsNone() {
        cluster.losesUnflushed = false;
        assertThat(FaultKind.POWER_ALL.fault().inflict(cluster, random).bite()).isEmpty();
        cluster.losesUnflushed = true;
        assertThat(FaultKind.POWER_ALL.fault().inflict(cluster, random).bite()).isPresent();
    }

    @Test
    void aPartitionHasBittenWhenEachPairOfNodesLostSomething() {
        Fault.Wound wound = FaultKind.PARTITION_LEADER_FROM_PEERS.fault().inflict(cluster, random);
        assertThat(cluster.rules)
                .hasSize(4)
                .allMatch(rule -> rule.from().equals("n1") || rule.to().equals("n1"));
        cluster.packets.addAll(Collections.nCopies(4, 0L));
        assertThat(wound.bite()).isEmpty();
        cluster.packets.set(0, 5L);
        assertThat(wound.bite()).isEmpty();
        cluster.packets.set(2, 5L);
        assertThat(wound.bite()).isPresent();
        wound.heal();
        assertThat(cluster.rules).isEmpty();
    }

    @Test
    void aDeafLeaderIsHeard() {
        FaultKind.PARTITION_DEAF_LEADER.fault().inflict(cluster, random);
        assertThat(cluster.rules)
                .hasSize(2)
                .allMatch(rule -> rule.to().equals("n1") && rule.kind() == LinkRule.Kind.MESSAGES);
    }

    @Test
    void aNameStandsForAllThatBeginSo() {
        assertThat(FaultKind.named("kill")).hasSize(4);
        assertThat(FaultKind.named("kill-all")).containsExactly(FaultKind.KILL_ALL);
        assertThat(FaultKind.named("partition-leader")).containsExactly(FaultKind.PARTITION_LEADER);
        assertThat(FaultKind.named("all")).containsExactly(FaultKind.values());
        assertThatThrownBy(() -> FaultKind.named("flood")).hasMessageContaining("power-torn");
    }
}
