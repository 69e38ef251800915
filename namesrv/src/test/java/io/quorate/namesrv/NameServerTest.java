package io.quorate.namesrv;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.BrokerMemberGroup;
import io.quorate.protocol.body.ClusterInfo;
import io.quorate.protocol.body.DataVersion;
import io.quorate.protocol.body.KvTable;
import io.quorate.protocol.body.QueueData;
import io.quorate.protocol.body.TopicList;
import io.quorate.protocol.body.TopicRouteData;
import io.quorate.protocol.header.BrokerHeader;
import io.quorate.protocol.header.RegisterBrokerReply;
import io.quorate.remoting.RemotingCommand;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every request over real sockets. */
@Timeout(60)
class NameServerTest {
    private static final String GROUP = "broker-a";
    private static final String A = "127.0.0.1:10911";
    private static final String B = "127.0.0.1:10921";
    private static final String C = "127.0.0.1:10931";

    @TempDir
    Path folder;

    private NameServer server;
    private BrokerOnWire wire;

    @BeforeEach
    void start() throws Exception {
        start(Map.of());
    }

    private void start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("listenPort", "0");
        all.put("bindAddress", "127.0.0.1");
        all.put("scanNotActiveBrokerInterval", "100");
        all.put("kvConfigPath", folder.resolve("kv/kvConfig.json").toString());
        all.put("configStorePath", folder.resolve("namesrv.properties").toString());
        server = new NameServer(NameServerConfig.of(all));
        server.start();
        wire = new BrokerOnWire(server);
    }

    @AfterEach
    void stop() {
        wire.close();
        server.close();
    }

    private void restart(Map<String, String> settings) throws Exception {
        stop();
        start(settings);
    }

    // ---- registration and routes

    @Test
    void capturedRegistrationFrameIsUnderstood() throws Exception {
        try (Socket broker = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            broker.getOutputStream().write(Vectors.bytes("ns-004-register-broker-frame.hex.txt"));
            DataInputStream in = new DataInputStream(broker.getInputStream());
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            assertThat(new String(frame, StandardCharsets.UTF_8)).contains("\"code\":0", "\"opaque\":40");
            assertThat(route("TopicTest").queueDatas()).containsExactly(new QueueData(GROUP, 4, 4, 6, 0));
            assertThat(route("TBW102").queueDatas()).containsExactly(new QueueData(GROUP, 8, 8, 7, 0));
        }
        await(() -> routeCode("TopicTest") == ResponseCode.TOPIC_NOT_EXIST);
    }

    @Test
    void compressedRegistrationIsUnderstoodAndItsChecksumCompared() throws Exception {
        RemotingCommand request = BrokerOnWire.registration(GROUP, A, 0, 5, 0, 1);
        request.field("compressed", true).field("bodyCrc32", 1_138_288_271L);
        request.body(Vectors.bytes("ns-002-register-broker-body-compressed.hex.txt"));
        assertThat(wire.invoke(request).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(route("TopicTest").queueDatas()).containsExactly(new QueueData(GROUP, 4, 4, 6, 0));

        RemotingCommand damaged = BrokerOnWire.registration(GROUP, B, 1, 5, 0, 1);
        damaged.field("compressed", true).field("bodyCrc32", 1_138_288_272L);
        damaged.body(Vectors.bytes("ns-002-register-broker-body-compressed.hex.txt"));
        RemotingCommand answer = wire.invoke(damaged);
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).contains("crc32 not match");
        assertThat(route("TopicTest").brokerDatas().get(0).brokerAddrs()).containsOnlyKeys(0L);
    }

    @Test
    void routeIsTheCapturedTextToTheLetter() {
        registerThree();
        RemotingCommand answer = getRoute("TopicTest");
        assertThat(text(answer)).isEqualTo(Vectors.text("ns-020-topic-route-standard.json.txt"));
        RemotingCommand old = RemotingCommand.request(RequestCode.GET_ROUTEINFO_BY_TOPIC)
                .version(317)
                .field("topic", "TopicTest");
        assertThat(text(wire.invoke(old))).isEqualTo(text(answer));
    }

    @Test
    void clusterInfoHoldsWhatTheCapturedOneDoes() throws Exception {
        registerThree();
        RemotingCommand answer = wire.invoke(RemotingCommand.request(RequestCode.GET_BROKER_CLUSTER_INFO));
        assertThat(ClusterInfo.decode(answer.body()))
                .isEqualTo(ClusterInfo.decode(RemotingCommand.response(0)
                        .body(Vectors.text("ns-022-cluster-info.json.txt").getBytes(StandardCharsets.UTF_8))
                        .body()));
    }

    @Test
    void failoverIsVisibleAtOnceAndTheDeposedLeaderIsIgnored() throws Exception {
        registerThree();
        assertThat(wire.register(GROUP, B, 0, 6, 8).code()).isEqualTo(ResponseCode.SUCCESS);
        RemotingCommand late = wire.register(GROUP, A, 0, 5, 16);
        assertThat(late.code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(late.body().isReadable()).isFalse();
        assertThat(route("TopicTest").brokerDatas().get(0).brokerAddrs()).isEqualTo(Map.of(0L, B, 2L, C));
        assertThat(route("TopicTest").queueDatas()).containsExactly(new QueueData(GROUP, 8, 8, 6, 0));
        RegisterBrokerReply reply =
                RegisterBrokerReply.decode(wire.register(GROUP, A, 3, 6, 8).extFields());
        assertThat(reply).isEqualTo(new RegisterBrokerReply(B, "ha-" + B));
    }

    @Test
    void closedConnectionTakesItsReplicaOut() throws Exception {
        wire.register(GROUP, B, 1, 5, 8);
        try (BrokerOnWire leader = new BrokerOnWire(server)) {
            leader.register(GROUP, A, 0, 5, 8);
            assertThat(route("TopicTest").brokerDatas().get(0).brokerAddrs()).containsOnlyKeys(0L, 1L);
        }
        await(() -> addresses().equals(Map.of(0L, B))); // which stands in
        assertThat(routeCode("TopicTest")).isEqualTo(ResponseCode.SUCCESS);
    }

    @Test
    void silentReplicaIsTakenOutAndItsConnectionClosed() {
        try (BrokerOnWire silent = new BrokerOnWire(server)) {
            silent.invoke(BrokerOnWire.registration(GROUP, A, 0, 5, 300, 8));
            assertThat(addresses()).isEqualTo(Map.of(0L, A));
            await(() -> routeCode("TopicTest") == ResponseCode.TOPIC_NOT_EXIST);
        }
    }

    @Test
    void heartbeatsKeepAReplicaIn() {
        wire.invoke(BrokerOnWire.registration(GROUP, A, 0, 5, 1_000, 8));
        RemotingCommand beat = RemotingCommand.request(RequestCode.BROKER_HEARTBEAT)
                .field("clusterName", "DefaultCluster")
                .field("brokerName", GROUP)
                .field("brokerAddr", A);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (System.nanoTime() < end) {
            assertThat(wire.invoke(beat).code()).isEqualTo(ResponseCode.SUCCESS);
            assertThat(routeCode("TopicTest")).isEqualTo(ResponseCode.SUCCESS);
        }
    }

    @Test
    void goodbyeTakesAReplicaOut() throws Exception {
        registerThree();
        RemotingCommand goodbye = RemotingCommand.request(RequestCode.UNREGISTER_BROKER);
        new BrokerHeader("DefaultCluster", GROUP, A, 0).encode(goodbye.extFields());
        assertThat(wire.invoke(goodbye).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(addresses()).isEqualTo(Map.of(0L, B, 2L, C)); // B stands in
        RemotingCommand members = wire.invoke(RemotingCommand.request(RequestCode.GET_BROKER_MEMBER_GROUP)
                .field("clusterName", "DefaultCluster")
                .field("brokerName", GROUP));
        assertThat(BrokerMemberGroup.decode(members.body()))
                .isEqualTo(new BrokerMemberGroup("DefaultCluster", GROUP, Map.of(1L, B, 2L, C)));
    }

    @Test
    void dataVersionTellsWhetherToRegister() throws Exception {
        wire.register(GROUP, A, 0, 5, 8);
        RemotingCommand same = queryDataVersion(A, new DataVersion(5, 1, 1));
        assertThat(same.field("changed")).isEqualTo("false");
        RemotingCommand other = queryDataVersion(A, new DataVersion(5, 1, 2));
        assertThat(other.field("changed")).isEqualTo("true");
        assertThat(DataVersion.decode(other.body())).isEqualTo(new DataVersion(5, 1, 1));
        RemotingCommand unknown = queryDataVersion(B, new DataVersion(5, 1, 1));
        assertThat(unknown.field("changed")).isEqualTo("true");
        assertThat(unknown.body().isReadable()).isFalse();
    }

    private RemotingCommand queryDataVersion(String address, DataVersion version) {
        RemotingCommand request = RemotingCommand.request(RequestCode.QUERY_DATA_VERSION);
        new BrokerHeader("DefaultCluster", GROUP, address, 0).encode(request.extFields());
        return wire.invoke(request.body(version.encode()));
    }

    @Test
    void unknownTopicIsAnsweredWithWhatToDo() {
        RemotingCommand answer = getRoute("NoSuchTopic");
        assertThat(answer.code()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        assertThat(answer.remark()).contains("NoSuchTopic", "create it");
        assertThat(wire.invoke(RemotingCommand.request(RequestCode.GET_ROUTEINFO_BY_TOPIC))
                        .remark())
                .contains("topic");
    }

    @Test
    void registrationsThatMakeNoSenseAreRefused() {
        for (String address : List.of("no-port", "a,b:1", "a b:1", "h:\"1", "h:123456", "{:1")) {
            RemotingCommand answer = wire.register(GROUP, address, 0, 5, 8);
            assertThat(answer.code()).as(address).isEqualTo(ResponseCode.SYSTEM_ERROR);
            assertThat(answer.remark()).contains("brokerAddr");
        }
        assertThat(wire.register(GROUP, A, -1, 5, 8).remark()).contains("brokerId");
        assertThat(wire.register("x".repeat(300), A, 0, 5, 8).remark()).contains("brokerName");
        assertThat(wire.invoke(BrokerOnWire.registration(GROUP, A, 0, 5, 0, 8).body(new byte[] {'{', 'x'}))
                        .code())
                .isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(wire.invoke(RemotingCommand.request(RequestCode.REGISTER_BROKER))
                        .code())
                .isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(routeCode("TopicTest")).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
    }

    @Test
    void zoneHidesGroupsLedElsewhere() throws Exception {
        wire.invoke(BrokerOnWire.registration(GROUP, A, 0, 5, 0, 8).field("__ZONE_NAME", "east"));
        wire.invoke(BrokerOnWire.registration("broker-b", B, 0, 5, 0, 8).field("__ZONE_NAME", "west"));
        RemotingCommand ask = RemotingCommand.request(RequestCode.GET_ROUTEINFO_BY_TOPIC)
                .field("topic", "TopicTest")
                .field("__ZONE_NAME", "east")
                .field("__ZONE_MODE", true);
        TopicRouteData inEast = TopicRouteData.decode(wire.invoke(ask).body());
        assertThat(inEast.queueDatas()).extracting(QueueData::brokerName).containsExactly(GROUP);
        assertThat(inEast.brokerDatas()).hasSize(1);
        assertThat(route("TopicTest").brokerDatas()).hasSize(2);
    }

    @Test
    void routesWaitForBrokersWhenToldTo() throws Exception {
        restart(Map.of("needWaitForService", "true", "waitSecondsForService", "3600"));
        registerThree();
        RemotingCommand answer = getRoute("TopicTest");
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).contains("not ready");
    }

    // ---- key/value settings

    @Test
    void keyValuesOutliveARestart() throws Exception {
        assertThat(kv(RequestCode.GET_KV_CONFIG, "ns", "k", null).code()).isEqualTo(ResponseCode.QUERY_NOT_FOUND);
        assertThat(list("ns").code()).isEqualTo(ResponseCode.QUERY_NOT_FOUND);
        kv(RequestCode.PUT_KV_CONFIG, "ns", "k", "v");
        kv(RequestCode.PUT_KV_CONFIG, "ns", "ключ", "a\"b\nc");
        restart(Map.of());
        assertThat(kv(RequestCode.GET_KV_CONFIG, "ns", "k", null).field("value"))
                .isEqualTo("v");
        assertThat(KvTable.decode(list("ns").body()).table()).isEqualTo(Map.of("k", "v", "ключ", "a\"b\nc"));
        assertThat(kv(RequestCode.DELETE_KV_CONFIG, "ns", "k", null).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(kv(RequestCode.DELETE_KV_CONFIG, "ns", "k", null).code()).isEqualTo(ResponseCode.SUCCESS);
        restart(Map.of());
        assertThat(kv(RequestCode.GET_KV_CONFIG, "ns", "k", null).code()).isEqualTo(ResponseCode.QUERY_NOT_FOUND);
    }

    @Test
    void keyValueThatCannotBeWrittenIsNotKept() throws Exception {
        Files.writeString(folder.resolve("kv"), "a file where the folder should be");
        RemotingCommand answer = kv(RequestCode.PUT_KV_CONFIG, "ns", "k", "v");
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).contains("could not be written");
        assertThat(kv(RequestCode.GET_KV_CONFIG, "ns", "k", null).code()).isEqualTo(ResponseCode.QUERY_NOT_FOUND);
    }

    @Test
    void keyValuesHaveABound() {
        RemotingCommand answer = kv(RequestCode.PUT_KV_CONFIG, "ns", "k", "v".repeat(KvConfigStore.ITEM_CHARS_MAX));
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).contains("no room");
    }

    @Test
    void orderSettingReachesBrokersAndIfSwitchedOnClients() throws Exception {
        kv(RequestCode.PUT_KV_CONFIG, KvConfigStore.ORDER_TOPIC_CONFIG, "TopicTest", "broker-a:4");
        RemotingCommand registered = wire.register(GROUP, A, 0, 5, 8);
        assertThat(KvTable.decode(registered.body()).table()).isEqualTo(Map.of("TopicTest", "broker-a:4"));
        assertThat(route("TopicTest").orderTopicConf()).isNull();
        assertThat(updateConfig("orderMessageEnable=true").code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(route("TopicTest").orderTopicConf()).isEqualTo("broker-a:4");
        assertThat(route("Other").orderTopicConf()).isNull();
    }

    // ---- lists and upkeep

    @Test
    void topicsAreListed() throws Exception {
        registerThree();
        assertThat(topics(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER, ""))
                .isEqualTo(TopicList.of(List.of("Other", "TopicTest")));
        assertThat(topics(RequestCode.GET_TOPICS_BY_CLUSTER, "DefaultCluster").topics())
                .hasSize(2);
        assertThat(topics(RequestCode.GET_TOPICS_BY_CLUSTER, "unknown").topics())
                .isEmpty();
        assertThat(topics(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS, ""))
                .isEqualTo(new TopicList(List.of("DefaultCluster", GROUP), A));
        for (int code = RequestCode.GET_UNIT_TOPIC_LIST;
                code <= RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST;
                code++) {
            assertThat(topics(code, "").topics()).isEmpty();
        }
        updateConfig("enableAllTopicList=false\nenableTopicList=false");
        for (int code : List.of(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER, RequestCode.GET_UNIT_TOPIC_LIST)) {
            assertThat(wire.invoke(RemotingCommand.request(code)).code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        }
    }

    @Test
    void topicIsDeletedAndAddedByHand() throws Exception {
        registerThree();
        byte[] sent = text(getRoute("TopicTest")).getBytes(StandardCharsets.UTF_8);
        RemotingCommand delete =
                RemotingCommand.request(RequestCode.DELETE_TOPIC_IN_NAMESRV).field("topic", "TopicTest");
        assertThat(wire.invoke(delete.field("clusterName", "unknown")).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(routeCode("TopicTest")).isEqualTo(ResponseCode.SUCCESS);
        assertThat(wire.invoke(delete.field("clusterName", "DefaultCluster")).code())
                .isEqualTo(ResponseCode.SUCCESS);
        assertThat(routeCode("TopicTest")).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        assertThat(wire.invoke(RemotingCommand.request(RequestCode.REGISTER_TOPIC_IN_NAMESRV)
                                .field("topic", "New")
                                .body(sent))
                        .code())
                .isEqualTo(ResponseCode.SUCCESS);
        assertThat(route("New").queueDatas()).containsExactly(new QueueData(GROUP, 8, 8, 6, 0));
    }

    @Test
    void writePermissionOfABrokerIsWipedAndAdded() throws Exception {
        registerThree();
        RemotingCommand wipe = RemotingCommand.request(RequestCode.WIPE_WRITE_PERM_OF_BROKER);
        assertThat(wire.invoke(wipe.field("brokerName", GROUP)).field("wipeTopicCount"))
                .isEqualTo("2");
        assertThat(route("TopicTest").queueDatas().get(0).perm()).isEqualTo(4);
        RemotingCommand add = RemotingCommand.request(RequestCode.ADD_WRITE_PERM_OF_BROKER);
        assertThat(wire.invoke(add.field("brokerName", GROUP)).field("addTopicCount"))
                .isEqualTo("2");
        assertThat(route("TopicTest").queueDatas().get(0).perm()).isEqualTo(6);
    }

    @Test
    void settingsAreShownChangedAndKept() throws Exception {
        Path file = folder.resolve("namesrv.properties");
        Files.writeString(file, "# keep me\norderMessageEnable = false\n");
        assertThat(updateConfig("orderMessageEnable=true\nwaitSecondsForService=7\nclusterTest=x")
                        .code())
                .isEqualTo(ResponseCode.SUCCESS);
        String shown = text(wire.invoke(RemotingCommand.request(RequestCode.GET_NAMESRV_CONFIG)));
        assertThat(shown.lines()).isSorted().contains("orderMessageEnable=true", "waitSecondsForService=7");
        assertThat(Files.readAllLines(file))
                .containsExactly("# keep me", "orderMessageEnable=true", "waitSecondsForService=7");
        assertThat(NameServerConfig.read(file).orderMessageEnable()).isTrue();
    }

    @Test
    void fixedAndUnusableSettingsAreRefusedAsAWhole() {
        for (String fixed : List.of("kvConfigPath=/x", "configStorePath=/x", "configBlackList=x", "listenPort=1")) {
            RemotingCommand answer = updateConfig("orderMessageEnable=true\n" + fixed);
            assertThat(answer.code()).as(fixed).isEqualTo(ResponseCode.NO_PERMISSION);
        }
        RemotingCommand unusable = updateConfig("enableTopicList=false\norderMessageEnable=perhaps");
        assertThat(unusable.code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(unusable.remark()).contains("orderMessageEnable=perhaps", "true or false");
        String shown = text(wire.invoke(RemotingCommand.request(RequestCode.GET_NAMESRV_CONFIG)));
        assertThat(shown).contains("orderMessageEnable=false", "enableTopicList=true");
        assertThat(updateConfig("listenPort=0").code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(updateConfig("a=\\u00zz").code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
    }

    // ---- strangers

    @Test
    void unknownRequestIsNotSupported() {
        assertThat(wire.invoke(RemotingCommand.request(9_999)).code())
                .isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
    }

    @Test
    void garbageOnThePortHarmsNobody() throws Exception {
        registerThree();
        Random dice = new Random(42);
        for (int i = 0; i < 50; i++) {
            try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                byte[] garbage = new byte[dice.nextInt(2_000)];
                dice.nextBytes(garbage);
                stranger.getOutputStream().write(garbage);
            } catch (IOException closedByServer) {
                assertThat(closedByServer.getMessage()).isNotNull();
            }
        }
        byte[] frame = Vectors.bytes("ns-004-register-broker-frame.hex.txt");
        for (int i = 0; i < frame.length; i += 7) {
            byte[] broken = frame.clone();
            broken[i] ^= (byte) (1 << dice.nextInt(8));
            try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                stranger.getOutputStream().write(broken, 0, dice.nextInt(frame.length) + 1);
            }
        }
        assertThat(routeCode("Other")).isEqualTo(ResponseCode.SUCCESS);
        assertThat(wire.register("broker-z", "127.0.0.1:1", 0, 1, 4).code()).isEqualTo(ResponseCode.SUCCESS);
    }

    // ---- asking

    private void registerThree() {
        wire.register(GROUP, A, 0, 5, 8);
        wire.register(GROUP, B, 1, 5, 8);
        wire.register(GROUP, C, 2, 5, 8);
    }

    private RemotingCommand getRoute(String topic) {
        return wire.invoke(
                RemotingCommand.request(RequestCode.GET_ROUTEINFO_BY_TOPIC).field("topic", topic));
    }

    private int routeCode(String topic) {
        return getRoute(topic).code();
    }

    private TopicRouteData route(String topic) throws Exception {
        return TopicRouteData.decode(getRoute(topic).body());
    }

    private Map<Long, String> addresses() {
        try {
            return route("TopicTest").brokerDatas().get(0).brokerAddrs();
        } catch (Exception unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private TopicList topics(int code, String cluster) throws Exception {
        return TopicList.decode(wire.invoke(RemotingCommand.request(code).field("cluster", cluster))
                .body());
    }

    private RemotingCommand kv(int code, String namespace, String key, String value) {
        return wire.invoke(RemotingCommand.request(code)
                .field("namespace", namespace)
                .field("key", key)
                .field("value", value));
    }

    private RemotingCommand list(String namespace) {
        return wire.invoke(
                RemotingCommand.request(RequestCode.GET_KVLIST_BY_NAMESPACE).field("namespace", namespace));
    }

    private RemotingCommand updateConfig(String text) {
        return wire.invoke(
                RemotingCommand.request(RequestCode.UPDATE_NAMESRV_CONFIG).body(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(RemotingCommand answer) {
        assertThat(answer.code()).isEqualTo(ResponseCode.SUCCESS);
        return answer.body().toString(StandardCharsets.UTF_8);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
