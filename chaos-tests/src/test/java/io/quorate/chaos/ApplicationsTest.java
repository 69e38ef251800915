package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Applications;
import io.quorate.chaos.official.Creation;
import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.Reread;
import io.quorate.chaos.official.Resets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Unmodified clients of both releases where something is forbidden, missing, left or changed while they run. In this group consumers
 * are told of a reset (RESET_CONSUMER_CLIENT_OFFSET) instead of learning of it from their next pull.
 */
class ApplicationsTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension(Map.of("useServerSideResetOffset", "false"));

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final List<OfficialClient> CLIENTS = List.of(OfficialClient.V4_9, OfficialClient.V5_5);
    private static final int UPDATE_BROKER_CONFIG = 25;
    private static final int GET_BROKER_CONFIG = 26;

    @Test
    void permissionsLimitsAndThoseWhoLeave() throws Exception {
        Map<OfficialClient, JvmProcess> running = new EnumMap<>(OfficialClient.class);
        for (OfficialClient client : CLIENTS) {
            running.put(
                    client,
                    client.start(
                            Applications.class,
                            OfficialClient.HeaderCodec.JSON,
                            facts("applications-" + client),
                            List.of(GROUP.group().namesrvAddress(), "Applications-" + client)));
        }
        running.forEach(ApplicationsTest::await);
        for (OfficialClient client : CLIENTS) {
            List<String[]> facts = Facts.read(facts("applications-" + client));
            assertThat(facts.stream().filter(fact -> fact[0].equals("FAILED")))
                    .as("failed with " + client)
                    .extracting(Arrays::toString)
                    .isEmpty();
            assertThat(facts).extracting(fact -> fact[0]).contains(Facts.DONE);
        }
    }

    /** One release after the other: the switches are the whole group's. */
    @Test
    void whatNobodyMadeIsRefusedOrMadeAsTheSwitchesSay() throws Exception {
        LocalGroup group = GROUP.group();
        String brokers = group.nodes().stream()
                .map(node -> "127.0.0.1:" + group.port(node))
                .collect(Collectors.joining(","));
        for (OfficialClient client : CLIENTS) {
            List<String[]> facts = client.run(
                    Creation.class,
                    OfficialClient.HeaderCodec.ROCKETMQ,
                    facts("creation-" + client),
                    List.of(group.namesrvAddress(), "Creation-" + client, brokers),
                    TIMEOUT);
            assertThat(facts).extracting(fact -> fact[0]).contains(Facts.DONE);
        }
    }

    @Test
    void liveConsumersAreToldToGoElsewhere() throws Exception {
        String namesrv = GROUP.group().namesrvAddress();
        Map<OfficialClient, JvmProcess> running = new EnumMap<>(OfficialClient.class);
        for (OfficialClient client : CLIENTS) {
            running.put(
                    client,
                    client.start(
                            Reread.class,
                            OfficialClient.HeaderCodec.ROCKETMQ,
                            facts("told-" + client),
                            List.of(namesrv, "Told-" + client)));
        }
        for (OfficialClient client : CLIENTS) {
            Path facts = facts("told-" + client);
            Await.until("everything to be read with " + client, TIMEOUT, () -> has(facts, "READ"));
        }
        List<String[]> facts = OfficialClient.TOOLS_V5_5.run(
                Resets.class,
                OfficialClient.HeaderCodec.JSON,
                facts("resets"),
                List.of(namesrv, "Told-V5_5", "Told-V4_9"),
                TIMEOUT);
        assertThat(facts).anySatisfy(fact -> assertThat(fact).containsExactly("CALLED", "4"));
        assertThat(facts).anySatisfy(fact -> assertThat(fact[1]).matches("broker-a +3 +0 *"));
        running.forEach(ApplicationsTest::await);
        for (OfficialClient client : CLIENTS) {
            assertThat(has(facts("told-" + client), "REREAD")).isTrue();
        }
    }

    /** On the node they were made on; its configuration file says otherwise. */
    @Test
    void changedSettingsOutliveARestart() throws Exception {
        LocalGroup group = GROUP.group();
        String leader = group.awaitLeader().node();
        String node = group.nodes().stream()
                .filter(each -> !each.equals(leader))
                .findFirst()
                .orElseThrow();
        assertThat(settings(node)).contains("fileReservedTime=72\n");
        set(node, "fileReservedTime=24\ntraceOn=false\n");
        restart(group, node);
        assertThat(settings(node)).contains("fileReservedTime=24\n", "traceOn=false\n");
        Path file = group.dir().resolve(node).resolve("store").resolve("changed-settings.properties");
        assertThat(output(node))
                .contains("changed at run time, kept in " + file
                        + ": fileReservedTime=24 (the configuration file says 72)");
        set(node, "traceOn=true\n");
        assertThat(Files.readString(file)).contains("fileReservedTime=24").doesNotContain("traceOn");

        group.kill9(node);
        Files.writeString(file, "fileReservedTime=never\n");
        group.startNode(node);
        Await.until(node + " to give up", TIMEOUT, () -> !group.isAlive(node));
        assertThat(output(node))
                .contains("fileReservedTime=never cannot be used: give a whole number, or correct " + file
                        + ", which keeps");
        Files.delete(file);
        restart(group, node);
        assertThat(settings(node)).contains("fileReservedTime=72\n", "traceOn=true\n");
    }

    private static void restart(LocalGroup group, String node) {
        group.kill9(node);
        group.startNode(node);
        group.awaitCaughtUp(node);
    }

    private static String settings(String node) throws IOException {
        return call(node, GET_BROKER_CONFIG, "");
    }

    private static void set(String node, String lines) throws IOException {
        call(node, UPDATE_BROKER_CONFIG, lines);
    }

    private static String call(String node, int code, String body) throws IOException {
        try (RawConnection connection = new RawConnection(GROUP.group().port(node))) {
            RawConnection.Answer answer = connection.call(code, Map.of(), body.getBytes(StandardCharsets.UTF_8));
            assertThat(answer.code()).as(answer.remark()).isZero();
            return answer.body();
        }
    }

    private static String output(String node) throws IOException {
        Path home = GROUP.group().dir().resolve(node);
        return Files.readString(home.resolve("stdout.log"))
                + Files.readString(home.resolve("logs").resolve("broker.log"));
    }

    private static void await(OfficialClient client, JvmProcess process) {
        try (process) {
            if (!process.awaitExit(TIMEOUT) || process.exitCode() != 0) {
                throw new AssertionError(client + " failed:\n" + String.join("\n", process.outputTail(60)));
            }
        }
    }

    private static boolean has(Path facts, String kind) {
        try {
            return Facts.read(facts).stream().anyMatch(fact -> fact[0].equals(kind));
        } catch (IOException e) {
            return false;
        }
    }

    private static Path facts(String name) throws IOException {
        return Files.createDirectories(GROUP.group().dir().resolve("clients")).resolve(name + ".facts");
    }
}
