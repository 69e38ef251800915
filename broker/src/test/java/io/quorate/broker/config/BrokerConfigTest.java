package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a properties file may say, and the one sentence that refuses what it may not. */
class BrokerConfigTest {
    @Test
    void nothingGivenIsAGroupOfOneOnRocketMqsPorts() {
        BrokerConfig config = BrokerConfig.of(new Properties());
        assertThat(config.group().peers()).hasSize(1);
        assertThat(config.network().listenPort()).isEqualTo(10911);
        assertThat(config.network().vipPort()).isEqualTo(10909);
        assertThat(config.network().peerPort()).isEqualTo(10912);
        assertThat(config.followerBrokerId()).isEqualTo(1);
        assertThat(config.remarks()).isEmpty();
    }

    @Test
    void aDledgerFileIsTakenAsItIs() {
        BrokerConfig config = BrokerConfig.of(properties(
                "brokerClusterName=RaftCluster",
                "brokerName=RaftNode00",
                "listenPort=30921",
                "enableDLegerCommitLog=true",
                "dLegerGroup=RaftNode00",
                "dLegerPeers=n0-127.0.0.1:40911;n1-127.0.0.1:40912;n2-127.0.0.1:40913",
                "dLegerSelfId=n1",
                "mapedFileSizeCommitLog=1048576",
                "maxMessageSize=65536",
                "sendMessageThreadPoolNums=16"));
        assertThat(config.node().value()).isEqualTo("n1");
        assertThat(config.network().peerPort()).isEqualTo(40912);
        assertThat(config.followerBrokerId()).isEqualTo(2);
        assertThat(config.group().segmentBytes()).isEqualTo(1048576);
        assertThat(config.remarks())
                .hasSize(2)
                .anySatisfy(remark -> assertThat(remark).contains("enableDLegerCommitLog=true", "always replicated"))
                .anySatisfy(remark -> assertThat(remark).contains("sendMessageThreadPoolNums=16"));
    }

    @Test
    void retentionIsRocketMqs() {
        RetentionConfig usual = BrokerConfig.of(new Properties()).store().retention();
        assertThat(usual).isEqualTo(new RetentionConfig(72, Set.of(4), 75, true, 85, 90));
        RetentionConfig given = BrokerConfig.of(properties(
                        "deleteWhen=04;16",
                        "fileReservedTime=48",
                        "diskMaxUsedSpaceRatio=88",
                        "cleanFileForciblyEnable=false",
                        "diskSpaceCleanForciblyRatio=70",
                        "diskSpaceWarningLevelRatio=80"))
                .store()
                .retention();
        assertThat(given).isEqualTo(new RetentionConfig(48, Set.of(4, 16), 88, false, 70, 80));
    }

    @Test
    void anUnknownKeyIsNamedAndIgnored() {
        assertThat(BrokerConfig.of(properties("flushDiskTyp=SYNC_FLUSH")).remarks())
                .containsExactly("flushDiskTyp=SYNC_FLUSH has no effect: no such key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listenPort=abc | listenPort=abc | whole number",
                "listenPort=70000 | listenPort=70000 | 65535",
                "listenPort=2 | listenPort=2 | 65534",
                "autoCreateTopicEnable=yes | autoCreateTopicEnable=yes | true or false",
                "nodeId=node1 | nodeId=node1 | one letter",
                "nodeId=n7;peers=n1-h:1,n2-h:2 | nodeId=n7 | one of peers",
                "peers=n0:127.0.0.1:1 | peers=n0:127.0.0.1:1 | id-host:port",
                "peers=n0-h:1,n0-h:2 | peers=n0-h:1;n0-h:2 | twice",
                "peers=n0-h:1,n1-h:1 | peers=n0-h:1;n1-h:1 | twice",
                "peers=n0-h:10911 | peers=10911 | must differ from listenPort",
                "peers=n0-h:10909 | peers=10909 | VIP port",
                "mappedFileSizeCommitLog=1048577 | mappedFileSizeCommitLog=1048577 | multiple of 4096",
                "mappedFileSizeCommitLog=4096 | mappedFileSizeCommitLog=4096 | 1048576",
                "mappedFileSizeCommitLog=1048576 | maxMessageSize=4194304 | fit a segment",
                "maxMessageSize=999999999 | maxMessageSize=999999999 | bytes",
                "brokerName=a.b | brokerName=a.b | letters",
                "brokerName=a;dLegerGroup=b | |",
                "namesrvAddr=localhost | namesrvAddr=localhost | host:port",
                "sendTimeoutMillis=1 | sendTimeoutMillis=1 | ms",
                "brokerNotActiveTimeoutMillis=1500 | brokerNotActiveTimeoutMillis=1500 | twice",
                "fileReservedTime=0 | fileReservedTime=0 | hours",
                "deleteWhen=24 | deleteWhen=24 | from 00 to 23",
                "deleteWhen=4am | deleteWhen=4am | as in 04",
                "diskMaxUsedSpaceRatio=96 | diskMaxUsedSpaceRatio=96 | from 10 to 95 (%)",
                "diskSpaceWarningLevelRatio=100 | diskSpaceWarningLevelRatio=100 | from 35 to 99 (%)",
                "diskSpaceCleanForciblyRatio=92 | diskSpaceCleanForciblyRatio=92 | diskSpaceWarningLevelRatio=90",
                "cleanFileForciblyEnable=1 | cleanFileForciblyEnable=1 | true or false",
                "electionTimeoutMillis=100 | electionTimeoutMillis=100 | leaderHeartbeatMillis",
                "readLeaseMillis=900 | readLeaseMillis=900 | from 0 to 880",
                "electionPriority=101 | electionPriority=101 | from 0 to 100",
                "nodeId=n1;dLegerSelfId=n2 | dLegerSelfId=n2 | keep one"
            })
    void aBadValueIsRefusedWithKeyValueAndRemedy(String lines, String keyAndValue, String remedy) {
        Properties properties = properties(lines.split(";", -1));
        if (keyAndValue == null) {
            assertThat(BrokerConfig.of(properties).group().group()).isEqualTo("a");
            return;
        }
        assertThatThrownBy(() -> BrokerConfig.of(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(keyAndValue + " cannot be used: ")
                .hasMessageContaining(remedy)
                .hasMessageEndingWith(".");
    }

    @Test
    void laterLayersTakePrecedence() {
        BrokerConfig config =
                BrokerConfig.of(properties("namesrvAddr=env:1"), properties("namesrvAddr=a:1,b:2"), new Properties());
        assertThat(config.nameServers().addresses()).containsExactly("a:1", "b:2");
    }

    @Test
    void replicasThatDifferInWhatTheyMustShareDifferInTheirFingerprint() {
        String base = BrokerConfig.of(new Properties()).group().fingerprint();
        assertThat(BrokerConfig.of(properties("listenPort=10931")).group().fingerprint())
                .isEqualTo(base);
        assertThat(BrokerConfig.of(properties("mappedFileSizeCommitLog=16777216"))
                        .group()
                        .fingerprint())
                .isNotEqualTo(base);
        assertThat(BrokerConfig.of(properties("brokerName=other")).group().fingerprint())
                .isNotEqualTo(base);
    }

    @Test
    void everyKeyIsDescribedOnceAndShownWithItsValue() {
        Set<String> names = new HashSet<>();
        for (ConfigKey key : ConfigKey.values()) {
            assertThat(names.add(key.keyName())).as(key.keyName()).isTrue();
            key.aliases()
                    .forEach(alias -> assertThat(names.add(alias)).as(alias).isTrue());
            assertThat(key.meaning()).as(key.keyName()).endsWith(".");
            assertThat(IgnoredKeys.reasonFor(key.keyName())).as(key.keyName()).isEmpty();
        }
        String shown = BrokerConfig.of(properties("listenPort=12345")).describe();
        assertThat(shown).contains("listenPort=12345\n", "defaultTopicQueueNums=8\n");
        assertThat(shown.lines()).hasSize(ConfigKey.values().length);
    }

    // A list within one value is written with ',' here, since ';' separates the lines.
    private static Properties properties(String... lines) {
        Properties properties = new Properties();
        Arrays.stream(lines).forEach(line -> {
            int equals = line.indexOf('=');
            properties.setProperty(
                    line.substring(0, equals), line.substring(equals + 1).replace(',', ';'));
        });
        return properties;
    }
}
