package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was changed at run time, after a restart; and when its file is not as this node left it. */
class ChangedSettingsTest {
    @TempDir
    private Path store;

    private LiveConfig start(String... settings) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("storePathRootDir", store.toString());
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty(settings[i], settings[i + 1]);
        }
        return LiveConfig.open(BrokerConfig.of(properties));
    }

    private Path file() {
        return store.resolve(ChangedSettings.FILE_NAME);
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void changesOutliveRestartsAndHoldOverTheConfigurationFile() throws Exception {
        start("fileReservedTime", "48").change(Map.of("fileReservedTime", "24", "deleteWhen", "04;16"));
        LiveConfig again = start("fileReservedTime", "48", "brokerName", "b");
        assertThat(again.retention().reservedHours()).isEqualTo(24);
        assertThat(again.retention().deleteHours()).containsExactlyInAnyOrder(4, 16);
        assertThat(again.current().describe()).contains("fileReservedTime=24\n", "brokerName=b\n");
        again.change(Map.of("maxMessageSize", "65536"));
        LiveConfig third = start("fileReservedTime", "12");
        assertThat(third.retention().reservedHours()).isEqualTo(24);
        assertThat(third.messageBytesMax()).isEqualTo(65_536);
    }

    @Test
    void whatIsSetBackToTheConfigurationFilesValueIsNoChangeAnyMore() throws Exception {
        LiveConfig config = start("fileReservedTime", "48");
        config.change(Map.of("fileReservedTime", "24", "traceOn", "false"));
        config.change(Map.of("fileReservedTime", "48"));
        assertThat(start("fileReservedTime", "36").retention().reservedHours()).isEqualTo(36);
        config.change(Map.of("traceOn", "true"));
        assertThat(file()).doesNotExist();
        assertThat(start().delivery().traceOn()).isTrue();
    }

    @Test
    void withoutTheFileTheConfigurationFileCountsAlone() throws Exception {
        start().change(Map.of("fileReservedTime", "24"));
        Files.delete(file());
        assertThat(start().retention().reservedHours()).isEqualTo(72);
    }

    /** A crash while the file is replaced leaves one half written beside it. */
    @Test
    void whatACrashLeftBesideIsNotLookedAt() throws Exception {
        start().change(Map.of("fileReservedTime", "24"));
        Files.writeString(store.resolve(ChangedSettings.FILE_NAME + ".new"), "fileReservedTi");
        assertThat(start().retention().reservedHours()).isEqualTo(24);
        start().change(Map.of("fileReservedTime", "25"));
        assertThat(start().retention().reservedHours()).isEqualTo(25);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fileReservedTime=never | fileReservedTime=never cannot be used: give a whole number",
                "fileReservedTime=0     | fileReservedTime=0 cannot be used: give a number from 1",
                "fileReservedTime       | fileReservedTime= cannot be used: it has no value; delete the line from",
                "listenPort=1           | listenPort=1 cannot be used: no such setting can be changed at run time; delete the",
                "filReservedTime=24     | filReservedTime=24 cannot be used: no such setting",
                "traceOn=\\u12           | is damaged, it is not Java properties text",
                "# only a comment       | is damaged, it names no setting",
            })
    void withNonsenseTheNodeDoesNotStartAndSaysWhy(String line, String sentence) throws Exception {
        write("traceOn=false\n".repeat(line.startsWith("#") ? 0 : 1) + line + "\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(this::start)
                .withMessageContaining(sentence)
                .withMessageContaining(file().toString())
                .withMessageEndingWith(".")
                .withMessageNotContaining("\n");
    }

    @Test
    void damagedBytesAreNotTakenForSettings() throws Exception {
        write("");
        assertThatExceptionOfType(ConfigException.class).isThrownBy(this::start);
        write("\0".repeat(200));
        assertThatExceptionOfType(ConfigException.class).isThrownBy(this::start);
        write("fileReservedTime=24\n\u00ff\u00fe");
        assertThatExceptionOfType(ConfigException.class).isThrownBy(this::start).withMessageContaining("damaged");
    }

    @Test
    void whatCannotBeKeptIsNotInForceEither() throws Exception {
        LiveConfig config = start();
        Files.createDirectories(
                store.resolve(ChangedSettings.FILE_NAME + ".new").resolve("in-the-way"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> config.change(Map.of("fileReservedTime", "24")));
        assertThat(config.retention().reservedHours()).isEqualTo(72);
        assertThat(config.changeCount()).isZero();
        assertThat(file()).doesNotExist();
    }
}
