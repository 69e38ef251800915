package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What may change at run time, and what is said of the rest. */
class LiveConfigTest {
    private static LiveConfig startedWith(String... settings) {
        Properties properties = new Properties();
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty(settings[i], settings[i + 1]);
        }
        return new LiveConfig(BrokerConfig.of(properties));
    }

    @Test
    void aChangeIsInForceAndShown() {
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
    void allOrNone() {
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
    void otherKeysAreRefusedWithWhatToDoInstead() {
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
    void whatIsSoAlreadyIsNoChange() {
        LiveConfig config = startedWith();
        assertThat(config.refusal("listenPort", "10911")).isEmpty();
        config.change(Map.of("listenPort", "10911", "fileReservedTime", "72"));
        assertThat(config.changeCount()).isZero();
    }

    /** The template of topics is made at start; without it nobody could be told its route. */
    @Test
    void topicCreationIsSwitchedOnOnlyWhereItWasOn() {
        LiveConfig with = startedWith();
        with.change(Map.of("autoCreateTopicEnable", "false"));
        assertThat(with.delivery().autoCreateTopic()).isFalse();
        assertThat(with.refusal("autoCreateTopicEnable", "true")).isEmpty();
        LiveConfig without = startedWith("autoCreateTopicEnable", "false");
        assertThat(without.refusal("autoCreateTopicEnable", "true"))
                .hasValueSatisfying(why -> assertThat(why).contains("started without"));
        assertThat(without.refusal("autoCreateTopicEnable", "false")).isEmpty();
    }

    /** Each key that the reference calls changeable is one, and takes its own default's text. */
    @Test
    void everyKeyCalledLiveIsTakenUp() {
        for (ConfigKey key : ConfigKey.values()) {
            if (key.scope().isLive()) {
                assertThat(startedWith().refusal(key.keyName(), "1" + key.defaultValue()))
                        .as(key.keyName())
                        .isEmpty();
            }
        }
    }
}
