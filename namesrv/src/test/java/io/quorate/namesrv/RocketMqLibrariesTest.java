package io.quorate.namesrv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.impl.MQClientManager;
import org.apache.rocketmq.client.impl.factory.MQClientInstance;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.RPCHook;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyRemotingClient;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.RequestCode;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.apache.rocketmq.remoting.protocol.body.ClusterInfo;
import org.apache.rocketmq.remoting.protocol.body.RegisterBrokerBody;
import org.apache.rocketmq.remoting.protocol.header.namesrv.RegisterBrokerRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.RegisterBrokerResponseHeader;
import org.apache.rocketmq.remoting.protocol.header.namesrv.UnRegisterBrokerRequestHeader;
import org.apache.rocketmq.remoting.protocol.route.QueueData;
import org.apache.rocketmq.remoting.protocol.route.TopicRouteData;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RocketMQ's own 5.5.0 libraries talk to this server: its broker messages, its admin client, its producer. */
@Timeout(120)
class RocketMqLibrariesTest {
    private static final String CLUSTER = "DefaultCluster";
    private static final String GROUP = "broker-a";
    private static final String A = "127.0.0.1:10911";
    private static final String B = "127.0.0.1:10921";

    @TempDir
    static Path folder;

    private static NameServer server;
    private static String address;
    private static NettyRemotingClient broker;
    private static DefaultMQAdminExt admin;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("rocketmq.client.logRoot", folder.resolve("logs").toString());
        server = new NameServer(NameServerConfig.of(Map.of(
                "listenPort", "0",
                "bindAddress", "127.0.0.1",
                "kvConfigPath", folder.resolve("kv.json").toString())));
        server.start();
        address = "127.0.0.1:" + server.port();
        broker = new NettyRemotingClient(new NettyClientConfig());
        broker.start();
        admin = new DefaultMQAdminExt((RPCHook) null, 5_000);
        admin.setNamesrvAddr(address);
        admin.start();
    }

    @AfterAll
    static void stop() {
        admin.shutdown();
        broker.shutdown();
        server.close();
    }

    @AfterEach
    void unregister() throws Exception {
        for (String brokerAddress : List.of(A, B)) {
            UnRegisterBrokerRequestHeader header = new UnRegisterBrokerRequestHeader();
            header.setClusterName(CLUSTER);
            header.setBrokerName(GROUP);
            header.setBrokerAddr(brokerAddress);
            header.setBrokerId(0L);
            RemotingCommand request = RemotingCommand.createRequestCommand(RequestCode.UNREGISTER_BROKER, header);
            assertThat(broker.invokeSync(address, request, 5_000).getCode()).isEqualTo(ResponseCode.SUCCESS);
        }
        assertThat(admin.examineBrokerClusterInfo().getBrokerAddrTable()).isEmpty();
    }

    @Test
    void brokersRegisterInBothFormsAndAreFound() throws Exception {
        assertThat(register(A, 0, 3, false).getCode()).isEqualTo(ResponseCode.SUCCESS);
        RemotingCommand follower = register(B, 2, 3, true);
        assertThat(follower.getCode()).isEqualTo(ResponseCode.SUCCESS);
        RegisterBrokerResponseHeader reply = follower.decodeCommandCustomHeader(RegisterBrokerResponseHeader.class);
        assertThat(reply.getMasterAddr()).isEqualTo(A);

        TopicRouteData route = admin.examineTopicRouteInfo("TopicTest");
        assertThat(route.getBrokerDatas()).hasSize(1);
        assertThat(route.getBrokerDatas().get(0).getBrokerAddrs()).isEqualTo(Map.of(0L, A, 2L, B));
        assertThat(route.getQueueDatas()).containsExactly(queues(4, 6));
        ClusterInfo cluster = admin.examineBrokerClusterInfo();
        assertThat(cluster.retrieveAllAddrByCluster(CLUSTER)).containsExactlyInAnyOrder(A, B);
        assertThat(cluster.getBrokerAddrTable().get(GROUP).selectBrokerAddr()).isEqualTo(A);
        assertThat(admin.getTopicClusterList("TopicTest")).containsExactly(CLUSTER);
        assertThat(admin.fetchAllTopicList().getTopicList()).containsExactlyInAnyOrder("TopicTest", "TBW102");
        assertThat(admin.fetchTopicsByCLuster(CLUSTER).getTopicList()).contains("TopicTest");
    }

    @Test
    void compressedRegistrationOfALeaderBringsItsTopics() throws Exception {
        register(A, 0, 3, true);
        assertThat(admin.examineTopicRouteInfo("TopicTest").getQueueDatas()).containsExactly(queues(4, 6));
    }

    @Test
    void producerFindsTheQueuesOfTheNewLeader() throws Exception {
        register(A, 0, 3, false);
        register(B, 0, 4, false);
        register(A, 0, 3, false);
        DefaultMQProducer producer = new DefaultMQProducer("test-producers");
        producer.setNamesrvAddr(address);
        producer.setInstanceName("producer-" + server.port());
        producer.start();
        try {
            List<MessageQueue> queues = producer.fetchPublishMessageQueues("TopicTest");
            assertThat(queues)
                    .hasSize(4)
                    .allMatch(queue -> queue.getBrokerName().equals(GROUP));
            MQClientInstance client = MQClientManager.getInstance().getOrCreateMQClientInstance(producer);
            assertThat(client.updateTopicRouteInfoFromNameServer("TopicTest")).isTrue();
            assertThat(client.findBrokerAddressInPublish(GROUP)).isEqualTo(B);
            assertThatThrownBy(() -> producer.fetchPublishMessageQueues("NoSuchTopic"))
                    .isInstanceOf(MQClientException.class);
        } finally {
            producer.shutdown();
        }
    }

    @Test
    void unknownTopicIsReportedWithItsCodeAndRemark() {
        assertThatThrownBy(() -> admin.examineTopicRouteInfo("NoSuchTopic"))
                .isInstanceOfSatisfying(MQClientException.class, thrown -> {
                    assertThat(thrown.getResponseCode()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
                    assertThat(thrown.getMessage()).contains("create it");
                });
    }

    @Test
    void keyValuesAreKept() throws Exception {
        admin.createAndUpdateKvConfig("ns", "k", "v");
        assertThat(admin.getKVConfig("ns", "k")).isEqualTo("v");
        assertThat(admin.getKVListByNamespace("ns").getTable()).containsEntry("k", "v");
        admin.deleteKvConfig("ns", "k");
        assertThatThrownBy(() -> admin.getKVConfig("ns", "k"))
                .isInstanceOfSatisfying(
                        MQClientException.class,
                        thrown -> assertThat(thrown.getResponseCode()).isEqualTo(ResponseCode.QUERY_NOT_FOUND));
        admin.createOrUpdateOrderConf("TopicTest", GROUP + ":4", true);
        assertThat(admin.getKVConfig("ORDER_TOPIC_CONFIG", "TopicTest")).isEqualTo(GROUP + ":4");
        assertThat(register(A, 0, 1, false).getBody()).isNotEmpty();
    }

    @Test
    void operatorsMendPermissionsTopicsAndSettings() throws Exception {
        register(A, 0, 3, false);
        assertThat(admin.wipeWritePermOfBroker(address, GROUP)).isEqualTo(2);
        assertThat(admin.examineTopicRouteInfo("TopicTest").getQueueDatas()).containsExactly(queues(4, 4));
        assertThat(admin.addWritePermOfBroker(address, GROUP)).isEqualTo(2);

        Properties changes = new Properties();
        changes.setProperty("orderMessageEnable", "true");
        admin.updateNameServerConfig(changes, List.of(address));
        assertThat(admin.getNameServerConfig(List.of(address)).get(address))
                .containsEntry("orderMessageEnable", "true")
                .containsEntry("listenPort", "0");

        admin.deleteTopicInNameServer(Set.of(address), CLUSTER, "TopicTest");
        assertThatThrownBy(() -> admin.examineTopicRouteInfo("TopicTest")).isInstanceOf(MQClientException.class);
    }

    private static QueueData queues(int count, int perm) {
        QueueData queues = new QueueData();
        queues.setBrokerName(GROUP);
        queues.setReadQueueNums(count);
        queues.setWriteQueueNums(count);
        queues.setPerm(perm);
        return queues;
    }

    private RemotingCommand register(String brokerAddress, long brokerId, long term, boolean compressed)
            throws Exception {
        RegisterBrokerBody body = new RegisterBrokerBody();
        body.getTopicConfigSerializeWrapper().getDataVersion().setStateVersion(term);
        Map<String, TopicConfig> topics = body.getTopicConfigSerializeWrapper().getTopicConfigTable();
        topics.put("TopicTest", new TopicConfig("TopicTest", 4, 4, 6));
        topics.put("TBW102", new TopicConfig("TBW102", 8, 8, 7));
        byte[] bytes = body.encode(compressed);
        RegisterBrokerRequestHeader header = new RegisterBrokerRequestHeader();
        header.setClusterName(CLUSTER);
        header.setBrokerName(GROUP);
        header.setBrokerAddr(brokerAddress);
        header.setBrokerId(brokerId);
        header.setHaServerAddr("127.0.0.1:10912");
        header.setEnableActingMaster(false);
        header.setCompressed(compressed);
        header.setBodyCrc32(UtilAll.crc32(bytes));
        RemotingCommand request = RemotingCommand.createRequestCommand(RequestCode.REGISTER_BROKER, header);
        request.setBody(bytes);
        return broker.invokeSync(address, request, 5_000);
    }
}
