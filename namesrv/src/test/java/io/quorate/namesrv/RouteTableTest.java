package io.quorate.namesrv;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.namesrv.RegisterOutcome.Accepted;
import io.quorate.namesrv.RegisterOutcome.Leader;
import io.quorate.namesrv.RegisterOutcome.Refused;
import io.quorate.namesrv.RegisterOutcome.Superseded;
import io.quorate.protocol.body.DataVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static final String GROUP = "broker-a";
    private static final String A = "10.0.0.1:10911";
    private static final String B = "10.0.0.2:10911";
    private static final String C = "10.0.0.3:10911";
    private static final QueueRow FOUR = new QueueRow(4, 4, 6, 0);
    private static final QueueRow EIGHT = new QueueRow(8, 8, 6, 0);
    private static final Map<String, QueueRow> TOPICS = Map.of("T1", FOUR, "T2", FOUR);
    private static final long EXPIRY = 30_000;

    private final RouteTable table = new RouteTable();
    private long nowMillis = 1_000_000;

    // ---- who holds which id

    @Test
    void leaderAndFollowersAreListedByTheirIds() {
        register(A, 0, 3);
        register(B, 2, 3);
        register(C, 3, 3);
        assertThat(addresses()).isEqualTo(Map.of(0L, A, 2L, B, 3L, C));
        assertThat(table.route("T1").orElseThrow().rows()).isEqualTo(Map.of(GROUP, FOUR));
    }

    @Test
    void newLeaderReplacesTheOldOneAndItsOwnFollowerRow() {
        register(A, 0, 3);
        register(B, 2, 3);
        register(B, 0, 4);
        assertThat(addresses()).isEqualTo(Map.of(0L, B));
        register(A, 1, 4);
        assertThat(addresses()).isEqualTo(Map.of(0L, B, 1L, A));
    }

    @Test
    void deposedLeaderChangesNothingWhileTheNewerOneStands() {
        register(A, 0, 3);
        register(B, 0, 4);
        register(A, 1, 4);
        Map<Long, String> before = addresses();
        assertThat(table.register(full(A, 0, 3, Map.of("T1", EIGHT, "T9", EIGHT)), "a", nowMillis))
                .isEqualTo(new Superseded(4));
        assertThat(addresses()).isEqualTo(before);
        assertThat(table.route("T1").orElseThrow().rows()).isEqualTo(Map.of(GROUP, FOUR));
        assertThat(table.route("T9")).isEmpty();
    }

    @Test
    void deposedLeaderChangesNothingAfterTheNewerOneSteppedDownOrDied() {
        register(A, 0, 3);
        register(B, 0, 4);
        register(C, 3, 4);
        register(B, 2, 4);
        assertThat(addresses()).doesNotContainKey(0L);
        assertThat(register(A, 0, 3)).isEqualTo(new Superseded(4));

        register(B, 0, 5);
        table.sessionClosed(B, nowMillis);
        assertThat(register(A, 0, 4)).isEqualTo(new Superseded(5));
        assertThat(register(C, 0, 6)).isInstanceOf(Accepted.class);
    }

    @Test
    void termIsForgottenLongAfterTheLastLeaderSoThatAGroupSetUpAnewIsTaken() {
        register(A, 0, 9);
        register(C, 3, 1);
        table.sessionClosed(A, nowMillis);
        nowMillis += ReplicaGroup.TERM_MEMORY_MILLIS;
        assertThat(register(B, 0, 1)).isEqualTo(new Superseded(9));
        nowMillis += 1;
        assertThat(register(B, 0, 1)).isInstanceOf(Accepted.class);
    }

    @Test
    void termIsForgottenWithTheWholeGroup() {
        register(A, 0, 9);
        table.sessionClosed(A, nowMillis);
        assertThat(register(B, 0, 1)).isInstanceOf(Accepted.class);
    }

    @Test
    void followersOvertakenAnnouncementDoesNotUnseatItAsLeader() {
        register(A, 1, 3);
        register(A, 0, 5);
        assertThat(register(A, 1, 3)).isEqualTo(new Superseded(5));
        assertThat(addresses()).isEqualTo(Map.of(0L, A));
        assertThat(register(A, 1, 5)).isInstanceOf(Accepted.class);
        assertThat(addresses()).isEqualTo(Map.of(1L, A));
    }

    @Test
    void equalTermMovesAnIdToTheNewAddress() {
        register(A, 0, 0);
        register(B, 0, 0);
        assertThat(addresses()).isEqualTo(Map.of(0L, B));
    }

    @Test
    void sameLeaderMayRestartWithALowerTerm() {
        register(A, 0, 5);
        assertThat(register(A, 0, 4)).isInstanceOf(Accepted.class);
        assertThat(register(B, 0, 4)).isEqualTo(new Superseded(5));
    }

    @Test
    void followersAreToldWhoLeads() {
        assertThat(register(B, 2, 3)).isEqualTo(new Accepted(Optional.empty(), true));
        assertThat(register(A, 0, 3)).isEqualTo(new Accepted(Optional.empty(), true));
        assertThat(register(B, 2, 3)).isEqualTo(new Accepted(Optional.of(new Leader(A, "ha-" + A)), false));
    }

    @Test
    void unknownIdWithASingleTopicIsRefused() {
        assertThat(table.register(full(A, 0, 1, Map.of("T1", FOUR)), A, nowMillis))
                .isInstanceOf(Refused.class);
        assertThat(table.groups()).isEmpty();
        register(A, 0, 1);
        assertThat(table.register(full(A, 0, 1, Map.of("T3", FOUR)), A, nowMillis))
                .isInstanceOf(Accepted.class);
        assertThat(table.topics()).containsExactly("T1", "T2", "T3");
    }

    @Test
    void groupsAndReplicasAreBounded() {
        for (int i = 0; i < ReplicaGroup.REPLICAS_MAX; i++) {
            assertThat(register("h:" + i, i + 1, 1)).isInstanceOf(Accepted.class);
        }
        assertThat(register("h:x", 1_000, 1)).isInstanceOf(Refused.class);
        assertThat(register("h:0", 1, 2)).isInstanceOf(Accepted.class);
    }

    // ---- topic rows

    @Test
    void rowsComeFromTheLeaderAlone() {
        table.register(full(B, 2, 3, TOPICS), B, nowMillis);
        assertThat(table.topics()).isEmpty();
        register(A, 0, 3);
        table.register(full(B, 2, 3, Map.of("T1", EIGHT, "T8", EIGHT)), B, nowMillis);
        assertThat(table.topics()).containsExactly("T1", "T2");
        assertThat(row("T1")).isEqualTo(FOUR);
    }

    @Test
    void rowsAreReplacedWhenTheVersionChangesAndMissingTopicsAreKept() {
        register(A, 0, 3);
        table.register(versioned(A, 0, new DataVersion(3, 0, 8), Map.of("T1", EIGHT)), A, nowMillis);
        assertThat(row("T1")).isEqualTo(EIGHT);
        assertThat(row("T2")).isEqualTo(FOUR);
    }

    @Test
    void sameVersionAddsMissingRowsOnly() {
        register(A, 0, 3);
        table.wipeWritePermission(GROUP);
        table.deleteTopic("T2");
        register(A, 0, 3);
        assertThat(row("T1").perm()).isEqualTo(4);
        assertThat(row("T2")).isEqualTo(FOUR);
    }

    @Test
    void newLeadersRowsReplaceEvenUnderAVersionItRegisteredBeforeAsFollower() {
        register(A, 0, 3);
        register(B, 2, 4);
        table.register(full(B, 0, 4, Map.of("T1", EIGHT, "T2", EIGHT)), B, nowMillis);
        assertThat(row("T1")).isEqualTo(EIGHT);
    }

    @Test
    void rowsStayWhileAnyReplicaIsRegistered() {
        register(A, 0, 3);
        register(B, 2, 3);
        table.sessionClosed(A, nowMillis);
        assertThat(row("T1")).isEqualTo(FOUR);
        assertThat(table.group(GROUP).orElseThrow().hasLeader()).isFalse();
        assertThat(table.group(GROUP).orElseThrow().anyAddress()).isEqualTo(B);
        table.sessionClosed(B, nowMillis);
        assertThat(table.route("T1")).isEmpty();
        assertThat(table.topics()).isEmpty();
        assertThat(table.groups()).isEmpty();
    }

    /** A route without id 0 leaves a stock client without anybody to send to until it asks again, 30 s later. */
    @Test
    void clientsAreGivenAFollowerWhileNobodyLeads() {
        register(A, 0, 3);
        register(B, 2, 3);
        register(C, 3, 4);
        table.sessionClosed(A, nowMillis);
        assertThat(clientAddresses()).isEqualTo(Map.of(0L, C, 2L, B));
        assertThat(addresses()).isEqualTo(Map.of(2L, B, 3L, C));
        register(B, 0, 5);
        assertThat(clientAddresses()).isEqualTo(Map.of(0L, B, 3L, C));
    }

    @Test
    void slavesWithoutTermsStandInForNobody() {
        register(A, 0, 0);
        register(B, 1, 0);
        table.sessionClosed(A, nowMillis);
        assertThat(clientAddresses()).isEqualTo(Map.of(1L, B));
    }

    @Test
    void leaderThatReturnsBringsItsRowsAgain() {
        register(A, 0, 3);
        register(B, 2, 3);
        table.wipeWritePermission(GROUP);
        table.sessionClosed(A, nowMillis);
        register(A, 0, 3);
        assertThat(row("T1")).isEqualTo(FOUR);
    }

    // ---- liveness

    @Test
    void silentReplicaExpiresAfterItsOwnTime() {
        register(A, 0, 3);
        nowMillis += EXPIRY;
        assertThat(table.expire(nowMillis)).isEmpty();
        assertThat(table.expire(nowMillis + 1)).containsExactly(new Departure(GROUP, A, A));
        assertThat(table.topics()).isEmpty();
    }

    @Test
    void signsOfLifeAndRegistrationsPutExpiryOff() {
        register(A, 0, 3);
        register(B, 2, 3);
        nowMillis += EXPIRY;
        table.signOfLife(GROUP, A, nowMillis);
        table.signOfLife(GROUP, "unknown:1", nowMillis);
        table.signOfLife("unknown", A, nowMillis);
        nowMillis += EXPIRY;
        assertThat(table.expire(nowMillis)).containsExactly(new Departure(GROUP, B, B));
        register(A, 0, 3);
        nowMillis += EXPIRY;
        assertThat(table.expire(nowMillis)).isEmpty();
    }

    @Test
    void unendingExpiryDoesNotOverflow() {
        Registration forEver =
                new Registration("c", GROUP, 0, A, "", null, false, Long.MAX_VALUE, new DataVersion(1, 0, 0), TOPICS);
        table.register(forEver, A, nowMillis);
        assertThat(table.expire(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void onlyTheConnectionOfTheLastRegistrationCounts() {
        table.register(full(A, 0, 3, TOPICS), "old", nowMillis);
        table.register(full(A, 0, 3, TOPICS), "new", nowMillis);
        assertThat(table.sessionClosed("old", nowMillis)).isEmpty();
        assertThat(table.sessionClosed("new", nowMillis)).containsExactly(new Departure(GROUP, A, "new"));
    }

    @Test
    void goodbyeIsByAddressWhateverTheId() {
        register(A, 0, 3);
        register(B, 2, 3);
        assertThat(table.unregister(GROUP, B, nowMillis)).hasSize(1);
        assertThat(table.unregister(GROUP, B, nowMillis)).isEmpty();
        assertThat(table.unregister("unknown", B, nowMillis)).isEmpty();
        assertThat(addresses()).isEqualTo(Map.of(0L, A));
    }

    @Test
    void dataVersionIsTheReplicasOwn() {
        register(A, 0, 3);
        register(B, 2, 2);
        assertThat(table.dataVersionOf(GROUP, A)).contains(new DataVersion(3, 0, 7));
        assertThat(table.dataVersionOf(GROUP, B)).contains(new DataVersion(2, 0, 7));
        assertThat(table.dataVersionOf(GROUP, C)).isEmpty();
    }

    // ---- upkeep

    @Test
    void writePermissionIsTakenAndGivenForEveryTopicOfTheBroker() {
        Map<String, QueueRow> topics = new HashMap<>(TOPICS);
        topics.put("TBW102", new QueueRow(8, 8, 7, 0));
        table.register(full(A, 0, 1, topics), A, nowMillis);
        assertThat(table.wipeWritePermission(GROUP)).isEqualTo(3);
        assertThat(row("TBW102").perm()).isEqualTo(5);
        assertThat(table.addWritePermission(GROUP)).isEqualTo(3);
        assertThat(row("TBW102").perm()).isEqualTo(6);
        assertThat(table.wipeWritePermission("unknown")).isZero();
    }

    @Test
    void topicIsDeletedEverywhereOrInOneCluster() {
        register(A, 0, 1);
        table.register(
                new Registration("c2", "broker-b", 0, B, "", null, false, EXPIRY, new DataVersion(1, 0, 0), TOPICS),
                B,
                nowMillis);
        table.deleteTopic("T1", "c2");
        assertThat(table.route("T1").orElseThrow().rows()).containsOnlyKeys(GROUP);
        assertThat(table.topicsOf("c2")).containsExactly("T2");
        assertThat(table.topicsOf("c3")).isEmpty();
        table.deleteTopic("T1");
        assertThat(table.route("T1")).isEmpty();
        table.deleteTopic("T1");
        table.deleteTopic("T1", "c2");
    }

    @Test
    void topicIsAddedOnlyToBrokersThatAreKnown() {
        register(A, 0, 1);
        assertThat(table.addTopic("T5", Map.of(GROUP, EIGHT, "unknown", EIGHT))).isFalse();
        assertThat(table.route("T5")).isEmpty();
        assertThat(table.addTopic("T5", Map.of(GROUP, EIGHT))).isTrue();
        assertThat(row("T5")).isEqualTo(EIGHT);
    }

    @Test
    void topicsAreFoundByTheirFlags() {
        table.register(
                full(
                        A,
                        0,
                        1,
                        Map.of(
                                "unit", new QueueRow(1, 1, 6, 1),
                                "sub", new QueueRow(1, 1, 6, 2),
                                "both", new QueueRow(1, 1, 6, 3),
                                "none", FOUR)),
                A,
                nowMillis);
        assertThat(table.topicsWithFlags(1, 1)).containsExactly("both", "unit");
        assertThat(table.topicsWithFlags(2, 2)).containsExactly("both", "sub");
        assertThat(table.topicsWithFlags(3, 2)).containsExactly("sub");
    }

    private RegisterOutcome register(String address, long brokerId, long term) {
        return table.register(full(address, brokerId, term, TOPICS), address, nowMillis);
    }

    private static Registration full(String address, long brokerId, long term, Map<String, QueueRow> topics) {
        return versioned(address, brokerId, new DataVersion(term, 0, 7), topics);
    }

    private static Registration versioned(
            String address, long brokerId, DataVersion version, Map<String, QueueRow> topics) {
        return new Registration("c", GROUP, brokerId, address, "ha-" + address, null, false, EXPIRY, version, topics);
    }

    private Map<Long, String> addresses() {
        return table.group(GROUP).orElseThrow().addresses();
    }

    private Map<Long, String> clientAddresses() {
        return table.route("T1").orElseThrow().groups().get(GROUP).addresses();
    }

    private QueueRow row(String topic) {
        return table.route(topic).orElseThrow().rows().get(GROUP);
    }
}
