package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The leader dies without a word, again and again, while messages are sent. Nothing acknowledged may be lost. */
class LeaderKillTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final int ROUNDS = Integer.getInteger("quorate.kill.rounds", 5);
    private static final int STEADY_ACKS = 100;
    private static final Duration RECOVERY_TIMEOUT = Duration.ofSeconds(60);
    // The client's own 30 s would let it sit out most rounds.
    private static final int OFFICIAL_POLL_MILLIS = 1_000;

    @Test
    void nothingAcknowledgedIsLost() throws Exception {
        LocalGroup group = GROUP.group();
        List<Duration> pauses = new ArrayList<>();
        SteadyLoad.Result sdkResult;
        SteadyLoad.Result officialResult;
        try (SdkLoad sdk = SdkLoad.start(group.namesrvAddress(), "KillSdk");
                OfficialLoad official =
                        OfficialLoad.start(OfficialClient.V5_5, group, "KillOfficial", OFFICIAL_POLL_MILLIS)) {
            awaitAcks(sdk, STEADY_ACKS);
            awaitAcks(official, STEADY_ACKS);
            for (int round = 1; round <= ROUNDS; round++) {
                pauses.add(killLeader(group, sdk));
                awaitAcks(official, STEADY_ACKS);
                System.out.printf(
                        "round %d: no acknowledgement for %d ms%n",
                        round, pauses.get(round - 1).toMillis());
            }
            sdkResult = sdk.stop();
            officialResult = official.stop();
        }
        print(pauses, sdkResult, officialResult);
        assertThat(sdkResult.failures()).as("failed sends of our SDK").isEmpty();
        Replicas.assertEqual(group);
        Replicas.assertHolds(group, "KillSdk", sdkResult);
        Replicas.assertHolds(group, "KillOfficial", officialResult);
    }

    /** Returns how long our SDK saw nothing acknowledged. Ends with all nodes up again. */
    private static Duration killLeader(LocalGroup group, SdkLoad sdk) {
        NodeStatus leader = group.awaitLeader();
        long killNanos = System.nanoTime();
        group.kill9(leader.node());
        awaitAcks(sdk, STEADY_ACKS);
        Duration pause = sdk.longestPauseSince(killNanos);
        group.startNode(leader.node());
        group.awaitCaughtUp(leader.node());
        return pause;
    }

    private static void awaitAcks(SteadyLoad load, int more) {
        int target = load.ackedCount() + more;
        Await.until(
                more + " more acknowledgements for " + load.topic(),
                RECOVERY_TIMEOUT,
                () -> load.ackedCount() >= target);
    }

    private static void print(List<Duration> pauses, SteadyLoad.Result sdk, SteadyLoad.Result official) {
        List<Long> millis = pauses.stream().map(Duration::toMillis).sorted().toList();
        System.out.printf(
                "%d kills of the leader; unavailability as our SDK saw it: median %d ms, worst %d ms; acknowledged: SDK %d"
                        + " (%d failed), official client %d (%d failed)%n",
                ROUNDS,
                millis.get(millis.size() / 2),
                millis.get(millis.size() - 1),
                sdk.ackedKeys().size(),
                sdk.failures().size(),
                official.ackedKeys().size(),
                official.failures().size());
    }
}
