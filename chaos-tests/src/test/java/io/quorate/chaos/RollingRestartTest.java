package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each node is restarted gracefully in turn, as an upgrade does it, while messages are sent. Not one send may fail. */
class RollingRestartTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final int STEADY_ACKS = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int CLIENTS_OWN_POLL_INTERVAL = 0;

    @Test
    void noSendFails() throws Exception {
        LocalGroup group = GROUP.group();
        SteadyLoad.Result sdkResult;
        SteadyLoad.Result officialResult;
        try (SdkLoad sdk = SdkLoad.start(group.namesrvAddress(), "RollingSdk");
                OfficialLoad official =
                        OfficialLoad.start(OfficialClient.V5_5, group, "RollingOfficial", CLIENTS_OWN_POLL_INTERVAL)) {
            awaitAcks(sdk);
            awaitAcks(official);
            for (String node : group.nodes()) {
                boolean led = group.awaitLeader().node().equals(node);
                long stopMillis = group.stopGracefully(node);
                group.startNode(node);
                group.awaitCaughtUp(node);
                awaitAcks(sdk);
                awaitAcks(official);
                System.out.printf("%s%s took %d ms to leave%n", node, led ? ", the leader," : "", stopMillis);
            }
            sdkResult = sdk.stop();
            officialResult = official.stop();
        }
        System.out.printf(
                "rolling restart: acknowledged SDK %d, official client %d%n",
                sdkResult.ackedKeys().size(), officialResult.ackedKeys().size());
        assertThat(sdkResult.failures()).as("failed sends of our SDK").isEmpty();
        assertThat(officialResult.failures())
                .as("failed sends of the official client")
                .isEmpty();
        Replicas.assertEqual(group);
        Replicas.assertHolds(group, "RollingSdk", sdkResult);
        Replicas.assertHolds(group, "RollingOfficial", officialResult);
    }

    private static void awaitAcks(SteadyLoad load) {
        int target = load.ackedCount() + STEADY_ACKS;
        Await.until("acknowledgements for " + load.topic(), TIMEOUT, () -> load.ackedCount() >= target);
    }
}
