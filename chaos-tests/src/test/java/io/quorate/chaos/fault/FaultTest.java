package io.quorate.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.chaos.cluster.Consumers.Place;
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
            names = {"S\\d+_.*", "ROLLING", "UPGRADE", "TRANSFER_.*", "CLOCK_STROBE", "STARVE_.*", "CLIENT_STORM"})
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
        cluster.sabotage.callsHit.add("fsync /store/commitlog/00000000000000000000.log");
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
    void whoeverGetsAsMuchAsBeforeIsNotStarved() {
        assertThat(Starvation.shows(5, 0.05, 0.3)).isTrue();
        assertThat(Starvation.shows(5, 0.25, 0.3)).isFalse();
        assertThat(Starvation.shows(1, 0.05, 0.3)).isFalse(); // too short to tell
        assertThat(Starvation.shows(5, 0, 0)).isFalse(); // it wanted nothing
    }

    @Test
    void wantOfMemoryIsOneThatTheKernelCountedAndTheProcessDiedOf() {
        Fault.Wound wound = FaultKind.MEMORY_LEADER.fault().inflict(cluster, random);
        assertThat(wound.victims()).containsExactly("n1");
        cluster.exitCode = OptionalInt.of(137);
        assertThat(wound.bite()).isEmpty(); // killed by somebody else
        cluster.memoryKills = 1;
        cluster.exitCode = OptionalInt.empty();
        assertThat(wound.bite()).isEmpty(); // it was another process
        cluster.exitCode = OptionalInt.of(3);
        assertThat(wound.bite()).isEmpty(); // it gave up by itself
        cluster.exitCode = OptionalInt.of(137);
        assertThat(wound.bite()).hasValueSatisfying(proof -> assertThat(proof).contains("oom_kill +1"));
        assertThat(FaultKind.MEMORY_LEADER.fault().inflict(cluster, random).bite())
                .isEmpty(); // that was the time before
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

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            mode = EnumSource.Mode.MATCH_ALL,
            names = {"DIE_.*"})
    void whoeverDiesInACallIsOneThatNotedTheCallAndEndedSo(FaultKind kind) {
        Fault.Wound wound = kind.fault().inflict(cluster, random);
        cluster.exitCode = OptionalInt.of(137);
        assertThat(wound.bite()).isEmpty(); // killed by somebody else
        cluster.sabotage.callsHit.add("write /store/raft.state");
        assertThat(wound.bite()).isEmpty();
        cluster.sabotage.callsHit.add("write /store/raft.state died");
        cluster.exitCode = OptionalInt.empty();
        assertThat(wound.bite()).isEmpty();
        cluster.exitCode = OptionalInt.of(137);
        assertThat(wound.bite()).hasValueSatisfying(proof -> assertThat(proof).contains("raft.state died"));
        wound.heal();
        assertThat(wound.broken()).isEmpty();
    }

    @Test
    void whoeverDiedInACallMustStartAgainByItself() {
        Fault.Wound wound = FaultKind.DIE_STATE.fault().inflict(cluster, random);
        wound.heal();
        cluster.exitCode = OptionalInt.of(72);
        wound.healed();
        assertThat(wound.broken()).singleElement().asString().contains("did not start again", "72");
    }

    @Test
    void whatIsHeldMustArriveInTheEnd() {
        Fault.Wound wound = FaultKind.HOLD.fault().inflict(cluster, random);
        assertThat(cluster.rules).singleElement().matches(rule -> rule.fate() == LinkRule.Fate.HELD);
        cluster.packets.add(5L);
        assertThat(wound.bite()).isEmpty(); // for a moment only
        wound.heal();
        assertThat(wound.healed()).isEmpty(); // whole, but nothing arrived
        cluster.letGo = 5;
        assertThat(wound.healed()).hasValueSatisfying(proof -> assertThat(proof).contains("5 packets arrived"));
    }

    @Test
    void whatIsShuffledMustArriveInAnotherOrder() {
        Fault.Wound wound = FaultKind.HOLD_SHUFFLED.fault().inflict(cluster, random);
        assertThat(cluster.rules).singleElement().matches(rule -> rule.fate() == LinkRule.Fate.SHUFFLED);
        wound.heal();
        cluster.letGo = 5;
        assertThat(wound.healed()).isEmpty(); // as it was sent
        cluster.overtaken = 2;
        assertThat(wound.healed()).hasValueSatisfying(proof -> assertThat(proof).contains("2 of them after later"));
    }

    @Test
    void whatIsHeldMustKeepItsOrder() {
        Fault.Wound wound = FaultKind.HOLD.fault().inflict(cluster, random);
        wound.heal();
        cluster.letGo = 5;
        cluster.overtaken = 2;
        assertThat(wound.healed()).isEmpty();
    }

    @Test
    void aConnectionIsHalfOpenOnlyIfItsProcessHasGone() {
        cluster.mortal = false;
        Fault.Wound wound = FaultKind.HALF_OPEN.fault().inflict(cluster, random);
        cluster.packets.addAll(Collections.nCopies(cluster.rules.size(), 5L));
        assertThat(wound.bite()).isEmpty();
        assertThat(cluster.rules).hasSize(8); // to and from two nodes, NameServer, clients
    }

    @Test
    void noClientCountsAsKilledInMidSendThatWaitedForNothing() {
        cluster.clients.open = 0;
        assertThat(FaultKind.CLIENT_KILL.fault().inflict(cluster, random).bite())
                .isEmpty();
        cluster.clients.open = 2;
        Fault.Wound wound = FaultKind.CLIENT_KILL.fault().inflict(cluster, random);
        assertThat(wound.bite()).hasValueSatisfying(proof -> assertThat(proof).contains("2"));
        wound.heal();
        assertThat(wound.healed()).isEmpty();
        cluster.clients.back = true;
        assertThat(wound.healed()).isPresent();
    }

    @Test
    void consumersAreSlowOnlyWhenWorkPilesUpInEveryQueue() {
        Fault.Wound wound = FaultKind.CONSUMERS_SLOW.fault().inflict(cluster, random);
        assertThat(cluster.consumers.millisPerMessage).isPositive();
        assertThat(wound.bite()).isEmpty();
        // One queue alone may have lost its consumer.
        cluster.consumers.places = places(90, 1000, 190, 200);
        assertThat(wound.bite()).isEmpty();
        cluster.consumers.places = List.of(); // no leader to ask
        assertThat(wound.bite()).isEmpty();
        cluster.consumers.places = places(90, 1000, 160, 200);
        assertThat(wound.bite()).hasValueSatisfying(proof -> assertThat(proof).contains("950 messages behind"));
    }

    @Test
    void consumersHaveRecoveredWhenAllThatPiledUpIsDoneWith() {
        Fault.Wound wound = FaultKind.CONSUMERS_SLOW.fault().inflict(cluster, random);
        cluster.consumers.places = places(90, 1000, 160, 200);
        wound.heal();
        assertThat(cluster.consumers.millisPerMessage).isZero();
        assertThat(wound.healed()).isEmpty();
        cluster.consumers.places = places(1001, 1050, 199, 250); // one message is missing
        assertThat(wound.healed()).isEmpty();
        cluster.consumers.places = List.of();
        assertThat(wound.healed()).isEmpty();
        cluster.consumers.places = places(1000, 1050, 200, 250); // new ones may have come
        assertThat(wound.healed()).hasValueSatisfying(proof -> assertThat(proof).contains("stubborn: 950"));
    }

    private static List<Place> places(long firstDone, long firstEnd, long secondDone, long secondEnd) {
        return List.of(
                new Place("readers", "topic/0", firstDone, firstEnd),
                new Place("readers", "topic/1", secondDone, secondEnd));
    }

    @Test
    void aStormOfClientsThatDoNotGetThroughIsNone() {
        assertThat(ClientStorm.raged(4500, 4500, 1, true)).isTrue();
        assertThat(ClientStorm.raged(2000, 4500, 1, true)).isFalse();
        assertThat(ClientStorm.raged(4500, 4500, 0, true)).isFalse(); // nobody's connection was reset
        assertThat(ClientStorm.raged(4500, 4500, 0, false)).isTrue();
    }

    @Test
    void anOperatorWhoIsRefusedARemovalTellsSo() {
        cluster.verbSucceeds = false;
        Fault.Wound wound = FaultKind.MEMBER_LEADER.fault().inflict(cluster, random);
        assertThat(wound.bite()).isEmpty();
        wound.heal();
        assertThat(wound.broken()).singleElement().asString().contains("member remove --node n1");
    }
}
