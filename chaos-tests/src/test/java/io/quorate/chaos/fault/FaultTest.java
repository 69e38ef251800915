package io.quorate.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.chaos.cluster.HarmlessCluster;
import io.quorate.chaos.cluster.LinkRule;
import io.quorate.chaos.cluster.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
    private final StubbornCluster cluster = new StubbornCluster();
    private final Random random = new Random(1);

    /** Those left out take their time before anybody asks whether they bit; {@code chaos.sh --harmless} tries them. */
    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"S\\d+_.*", "ROLLING", "UPGRADE", "TRANSFER_.*", "CLOCK_STROBE"})
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
        assertThat(FaultKind.named("all"))
                .contains(FaultKind.ROT_INDEX, FaultKind.AWAY)
                .doesNotContain(FaultKind.S5_OLD_LEADER);
        assertThat(FaultKind.named("S1")).containsExactly(FaultKind.S1_PAUSE_CUT_RESUME);
        assertThatThrownBy(() -> FaultKind.named("flood")).hasMessageContaining("power-torn");
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            mode = EnumSource.Mode.MATCH_ALL,
            names = {"ROT_.*"})
    void whatRotsIsMendedWhenTheBytesAreThereAgain(FaultKind kind) throws IOException {
        Fault.Wound wound = kind.fault().inflict(cluster, random);
        assertThat(wound.bite()).isPresent();
        wound.heal();
        boolean restartSuffices = kind.toString().matches("rot-(state|snapshot).*");
        String node = wound.victims().get(0);
        if (!restartSuffices) {
            assertThat(wound.healed()).isEmpty();
            copyStore(node.equals("n1") ? "n2" : "n1", node);
        }
        assertThat(wound.healed()).isPresent();
        assertThat(wound.broken()).isEmpty();
    }

    @Test
    void whatRetentionRemovedEverywhereNeedsNoMending() throws IOException {
        Fault.Wound wound = FaultKind.ROT_SEALED.fault().inflict(cluster, random);
        wound.heal();
        for (String node : cluster.nodes()) {
            assertThat(wound.healed()).isEmpty(); // somebody has it still
            List<Path> segments = StoreFiles.segments(cluster.sabotage.store(node));
            for (Path segment : segments.subList(0, segments.size() - 1)) {
                Files.delete(segment);
            }
        }
        assertThat(wound.healed()).hasValueSatisfying(proof -> assertThat(proof).contains("reach back"));
    }

    private void copyStore(String from, String to) throws IOException {
        Path source = cluster.sabotage.store(from);
        try (Stream<Path> found = Files.walk(source)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        cluster.sabotage.store(to).resolve(source.relativize(file)),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void aNodeThatCannotGoOnWithDamageMustSaySoByItsExitCode() {
        for (int code : new int[] {72, 75}) {
            Fault.Wound wound = FaultKind.ROT_STATE.fault().inflict(cluster, random);
            wound.heal();
            cluster.exitCode = OptionalInt.of(code);
            wound.healed();
            assertThat(wound.broken()).hasSize(code == 72 ? 0 : 1);
            cluster.exitCode = OptionalInt.empty();
        }
    }

    @Test
    void aFailedFlushMustEndTheNode() {
        Fault.Wound wound = FaultKind.FLUSH_FAILS_LEADER.fault().inflict(cluster, random);
        assertThat(wound.bite()).isEmpty();
        cluster.sabotage.callsHit++;
        assertThat(wound.bite()).isEmpty(); // it goes on
        wound.heal();
        assertThat(wound.broken()).singleElement().asString().contains("goes on although");
    }

    @Test
    void aFullDiskMustNotEndANode() {
        Fault.Wound wound = FaultKind.DISK_FULL_LEADER.fault().inflict(cluster, random);
        assertThat(wound.bite()).isEmpty();
        cluster.sabotage.log.add("ERROR messages are refused: the disk is full");
        assertThat(wound.bite()).isPresent();
        cluster.exitCode = OptionalInt.of(71);
        wound.heal();
        assertThat(wound.broken()).singleElement().asString().contains("ended with 71");
    }

    @Test
    void anEmptiedDiskThatTakesPartUnaskedIsABreach() {
        Fault.Wound wound = FaultKind.WIPE_FOLLOWER.fault().inflict(cluster, random);
        assertThat(wound.bite()).isEmpty(); // it says that it is a follower
        wound.heal();
        assertThat(wound.broken()).singleElement().asString().contains("nobody took it back");
    }

    @Test
    void whoeverIsAskedToEndMustEndWithZero() {
        Fault.Wound wound = FaultKind.STOP_LEADER.fault().inflict(cluster, random);
        assertThat(wound.bite()).isEmpty();
        cluster.exitCode = OptionalInt.of(143);
        assertThat(wound.bite()).isPresent();
        assertThat(wound.broken()).isNotEmpty();
    }
}
