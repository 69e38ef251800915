package io.quorate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryPointTest {
    @TempDir
    Path dir;

    private EntryPoint entryPoint;

    @BeforeEach
    void prepare() throws IOException {
        entryPoint = new EntryPoint(dir);
    }

    @Test
    void settingsComeFromTheEnvironment() throws Exception {
        EntryPoint.Result result = entryPoint.run(
                Map.of("QUORATE_nodeId", "n2", "QUORATE_peers", "n1-a:1;n2-b:1", "QUORATE_messageDelayLevel", "1s 5s"),
                "broker");
        assertThat(result.exitCode()).isZero();
        assertThat(result.said()).contains("io.quorate.broker.BrokerMain", "-c");
        assertThat(entryPoint.settings("broker"))
                .containsEntry("nodeId", "n2")
                .containsEntry("peers", "n1-a:1;n2-b:1")
                .containsEntry("messageDelayLevel", "1s 5s")
                .containsEntry(
                        "storePathRootDir", entryPoint.data().resolve("store").toString());
    }

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverTheImage() throws Exception {
        Path file = Files.writeString(dir.resolve("broker.conf"), "storePathRootDir=/disk\nlistenPort=1");
        entryPoint.run(Map.of("QUORATE_CONFIG", file.toString(), "QUORATE_listenPort", "2"), "broker");
        assertThat(entryPoint.settings("broker"))
                .containsEntry("storePathRootDir", "/disk")
                .containsEntry("listenPort", "2");
    }

    @Test
    void aPodsNumberIsItsNodes() throws Exception {
        entryPoint.run(Map.of("HOSTNAME", "quorate-broker-12"), "broker");
        assertThat(entryPoint.settings("broker")).containsEntry("nodeId", "n12");
        entryPoint.run(Map.of("HOSTNAME", "quorate-12", "QUORATE_nodeId", "n1"), "broker");
        assertThat(entryPoint.settings("broker")).containsEntry("nodeId", "n1");
        entryPoint.run(Map.of("HOSTNAME", "4f2a6b", "QUORATE_brokerName", "a"), "broker");
        assertThat(entryPoint.settings("broker")).doesNotContainKey("nodeId");
    }

    @Test
    void backslashesSurviveAndLineBreaksAreRefused() throws Exception {
        entryPoint.run(Map.of("QUORATE_storePathRootDir", "/a\\b\\\\c"), "broker");
        assertThat(entryPoint.settings("broker")).containsEntry("storePathRootDir", "/a\\b\\\\c");
        EntryPoint.Result result = entryPoint.run(Map.of("QUORATE_peers", "n1-a:1\nlistenPort=7"), "broker");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.said()).containsExactly("error: QUORATE_peers has several lines");
    }

    @Test
    void capitalsAreForTheScript() throws Exception {
        EntryPoint.Result result = entryPoint.run(
                Map.of(
                        "QUORATE_JVM_OPTIONS",
                        "-Xmx7m -XX:+UseSerialGC",
                        "JAVA_OPT_EXT",
                        "-Dlast=1",
                        "CLASSPATH",
                        "/front"),
                "broker");
        assertThat(entryPoint.settings("broker")).doesNotContainKeys("JVM_OPTIONS", "DATA");
        assertThat(result.said())
                .contains("-Xmx7m", "-XX:+UseSerialGC", "-Dlast=1")
                .doesNotContain("-XX:+UseG1GC")
                .anyMatch(word -> word.startsWith("/front:"));
    }

    @Test
    void newerJvmsGetTheirOptions() throws Exception {
        assertThat(entryPoint.run(Map.of(), "namesrv").said()).noneMatch(word -> word.contains("unsafe"));
        entryPoint.javaVersion("25.0.1");
        assertThat(entryPoint.run(Map.of(), "namesrv").said()).contains("--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void healthAsksTheServerThatWasStarted() throws Exception {
        assertThat(entryPoint.run(Map.of(), "health").said()).containsExactly("error: no server was started here");
        entryPoint.run(Map.of("QUORATE_listenPort", "2911"), "broker");
        assertThat(entryPoint.run(Map.of(), "health").said())
                .endsWith("io.quorate.admin.QuorateCommand", "ready", "--broker", "127.0.0.1:2911");
        entryPoint.run(Map.of("QUORATE_bindAddress", "10.0.0.7"), "namesrv");
        assertThat(entryPoint.run(Map.of(), "health").said()).endsWith("ready", "--namesrv", "10.0.0.7:9876");
    }

    @Test
    void allElseIsAVerb() throws Exception {
        assertThat(entryPoint.run(Map.of(), "members", "--json").said())
                .endsWith("io.quorate.admin.QuorateCommand", "members", "--json");
        assertThat(entryPoint.run(Map.of(), "log", "verify", "D").said())
                .endsWith("io.quorate.broker.offline.LogCommand", "verify", "D");
    }
}
