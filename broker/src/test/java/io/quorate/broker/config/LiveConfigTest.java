package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may change at run time, and what is said of the rest. */
class LiveConfigTest {
    @TempDir
    private Path store;

    private LiveConfig startedWith(String... settings) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("storePathRootDir", store.toString());
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty(settings[i], settings[i + 1]);
        }
        return LiveConfig.open(BrokerConfig.of(properties));
    }

    @Test
    void aChangeIsInForceAndShown() throws Exception {
        LiveConfig config = startedWith("brokerName", "broker-x", "fileReservedTime", "48");
        assertThat(config.refusal("fileReservedTime", "24")).isEmpty();
        config.change(Map.of("fileReservedTime", "24", "maxMessageSize", "65536", "longPollingEnable", "false"));
        assertThat(config.retention().reservedHours()).isEqualTo(24);
        assertThat(config.messageBytesMax()).isEqualTo(65_536);
        assertThat(config.delivery().longPolling()).isFalse();
        assertThat(config.current().describe())
                .contains("fileReservedTime=24\n", "maxMessageSize=65536\n", "brokerName=broker-x\n");
        assertThat(config.changeCount()).isEqualTo(1);
    }

    @Test
    void allOrNone() throws Exception {
        LiveConfig config = startedWith();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> config.change(Map.of("fileReservedTime", "24", "deleteWhen", "25")))
                .withMessageContaining("deleteWhen=25");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> config.change(Map.of("maxMessageSize", "99999999")));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> config.change(Map.of("longPollingEnable", "perhaps")));
        assertThat(config.retention().reservedHours()).isEqualTo(72);
        assertThat(config.changeCount()).isZero();
    }

    @Test
    void otherKeysAreRefusedWithWhatToDoInstead() throws Exception {
        LiveConfig config = startedWith();
        assertThat(config.refusal("listenPort", "1"))
                .hasValue("listenPort=1 cannot be set at run time: write it into the configuration file and restart.");
        assertThat(config.refusal("brokerName", "b"))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("brokerName=b", "fixed when the group was created"));
        assertThat(config.refusal("dLegerPeers", "b"))
                .hasValueSatisfying(why -> assertThat(why).contains("quorate member"));
        assertThat(config.refusal("flushDiskType", "SYNC_FLUSH"))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("flushDiskType=SYNC_FLUSH", "a flush on a majority"));
        assertThat(config.refusal("nonsense", "1"))
                .hasValueSatisfying(why -> assertThat(why).contains("no such key"));
    }

    @Test
    void whatIsSoAlreadyIsNoChange() throws Exception {
        LiveConfig config = startedWith();
        assertThat(config.refusal("listenPort", "10911")).isEmpty();
        config.change(Map.of("listenPort", "10911", "fileReservedTime", "72"));
        assertThat(config.changeCount()).isZero();
    }

    /** A template that clients know stays; one that they never knew appears with the first change. */
    @Test
    void topicCreationIsSwitchedOffAndOn() throws Exception {
        LiveConfig with = startedWith();
        with.change(Map.of("autoCreateTopicEnable", "false"));
        assertThat(with.delivery().autoCreateTopic()).isFalse();
        assertThat(with.isTemplateShown()).isTrue();
        LiveConfig restarted = startedWith();
        assertThat(restarted.delivery().autoCreateTopic()).isFalse();
        assertThat(restarted.isTemplateShown()).isFalse();
        assertThat(restarted.refusal("autoCreateTopicEnable", "true")).isEmpty();
        restarted.change(Map.of("autoCreateTopicEnable", "true"));
        assertThat(restarted.delivery().autoCreateTopic()).isTrue();
        assertThat(restarted.isTemplateShown()).isTrue();
    }

    /** Each key that the reference calls changeable is one, and takes its own default's text. */
    @Test
    void everyKeyCalledLiveIsTakenUp() throws Exception {
        for (ConfigKey key : ConfigKey.values()) {
            if (key.scope().isLive()) {
                assertThat(startedWith().refusal(key.keyName(), "1" + key.defaultValue()))
                        .as(key.keyName())
                        .isEmpty();
            }
        }
    }
}
