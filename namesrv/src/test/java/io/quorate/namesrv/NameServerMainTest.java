package io.quorate.namesrv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class NameServerMainTest {
    private static final int ENDED_BY_SIGTERM = 143;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsAllSettingsAndExits() throws Exception {
        Path file = write("# mine\nlistenPort = 9999\norderMessageEnable=true\nnoSuchKey=1\n");
        assertThat(run("-c", file.toString(), "-p")).isZero();
        assertThat(out.toString().lines())
                .isSorted()
                .contains(
                        "listenPort=9999",
                        "orderMessageEnable=true",
                        "scanNotActiveBrokerInterval=10000",
                        "configStorePath=" + file)
                .noneMatch(line -> line.contains("noSuchKey"));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void sampleFileShowsTheDefaults() throws Exception {
        Path sample = Path.of(System.getProperty("basedir", "."), "../conf/namesrv.conf");
        NameServerConfig shown = NameServerConfig.read(sample);
        assertThat(shown.keysWithoutEffect()).isEmpty();
        assertThat(shown.toMap())
                .containsAllEntriesOf(NameServerConfig.of(java.util.Map.of("configStorePath", sample.toString()))
                        .toMap());
    }

    @Test
    void badValueIsOneSentenceWithKeyValueAndRemedy() throws Exception {
        assertThat(run("-c", write("listenPort=98765\n").toString())).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo("listenPort=98765 cannot be used: it has to be from 0 to 65535");
        assertBad("listenPort=many", "whole number");
        assertBad("orderMessageEnable=yes", "true or false");
        assertBad("tls.server.mode=maybe", "enforcing");
        assertBad("tls.server.mode=enforcing\nlistenPort=0", "tls.server.certPath");
        assertBad("bindAddress=", "0.0.0.0");
    }

    private void assertBad(String settings, String remedy) throws Exception {
        err.getBuffer().setLength(0);
        assertThat(run("-c", write(settings).toString())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains(remedy);
    }

    @Test
    void missingFileDamagedFileAndTakenPortAreSentences() throws Exception {
        assertThat(run("-c", folder.resolve("none.conf").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("none.conf", "does not exist");

        Path kv = folder.resolve("kv.json");
        Files.writeString(kv, "{\"configTable\":{\"ns\":");
        assertThat(run("-c", write("listenPort=0\nkvConfigPath=" + kv).toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("kvConfigPath=" + kv, "repair it");

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String settings = "bindAddress=127.0.0.1\nlistenPort=" + taken.getLocalPort() + "\nkvConfigPath="
                    + folder.resolve("other.json");
            assertThat(run("-c", write(settings).toString())).isEqualTo(1);
            assertThat(err.toString()).contains("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void versionIsPrinted() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).containsPattern("Quorate name server \\d+\\.\\d+");
        assertThat(run("--no-such-option")).isEqualTo(2);
    }

    @Test
    void processSaysBootSuccessLogsToItsFolderAndStopsOnSigterm() throws Exception {
        Path logs = folder.resolve("logs");
        Path file = write("bindAddress=127.0.0.1\nlistenPort=0\nkvConfigPath=" + folder.resolve("kv.json")
                + "\nclientRequestThreadPoolNums=4\nlistenPrt=1\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Dquorate.log.dir=" + logs,
                        "-cp",
                        System.getProperty("java.class.path"),
                        NameServerMain.class.getName(),
                        "-c",
                        file.toString())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        try (BufferedReader reader = process.inputReader()) {
            assertThat(reader.readLine())
                    .matches("The Name Server boot success\\. serializeType=JSON, address 127\\.0\\.0\\.1:\\d+");
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
        } finally {
            process.destroyForcibly();
        }
        String log = Files.readString(logs.resolve("namesrv.log"));
        assertThat(log).contains("boot success", "stopped").contains("no effect here: [clientRequestThreadPoolNums]");
        assertThat(log).contains("unknown settings, ignored: [listenPrt]");
        assertThat(log).doesNotContain("ERROR");
    }

    private Path write(String settings) throws Exception {
        return Files.writeString(folder.resolve("namesrv.conf"), settings);
    }

    private int run(String... args) {
        CommandLine commandLine = NameServerMain.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }
}
