package io.quorate.protocol.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.Vectors;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.message.BodyCrc;
import io.quorate.remoting.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that RocketMQ's own programs wrote: decoded, compared, encoded again and compared as values. */
class BodyVectorsTest {
    private static final Map<Long, String> ADDRESSES =
            Map.of(0L, "127.0.0.1:10911", 1L, "127.0.0.1:10921", 2L, "127.0.0.1:10931");
    private static final BrokerData BROKER = new BrokerData("DefaultCluster", "broker-a", ADDRESSES, false);
    private static final TopicRouteData ROUTE =
            new TopicRouteData(null, List.of(new QueueData("broker-a", 8, 8, 6, 0)), List.of(BROKER));
    private static final TopicConfig TOPIC_TEST = TopicConfig.of("TopicTest", 4);
    private static final TopicConfig TBW102 =
            TopicConfig.of("TBW102", 8).withPerm(7).withAttributes(Map.of("message.type", "NORMAL"));
    private static final RegisterBrokerBody REGISTRATION = RegisterBrokerBody.of(
            new TopicConfigs(new DataVersion(5, 1700000000000L, 3), Map.of("TopicTest", TOPIC_TEST, "TBW102", TBW102)));

    @Test
    void registration() throws RequestException {
        ByteBuf body = Vectors.jsonBody("ns-001-register-broker-body");
        assertThat(RegisterBrokerBody.decode(body, false, 513)).isEqualTo(REGISTRATION);
        assertSameJson(REGISTRATION.encode(), "ns-001-register-broker-body");
        assertThat(BodyCrc.of(body.nioBuffer())).isEqualTo(543837534);
        assertThat(RegisterBrokerBody.decode(Vectors.frameBody("ns-004-register-broker-frame")))
                .isEqualTo(REGISTRATION);
    }

    @Test
    void compressedRegistration() throws RequestException {
        ByteBuf body = Unpooled.wrappedBuffer(Vectors.hex("ns-002-register-broker-body-compressed"));
        assertThat(BodyCrc.of(body.nioBuffer())).isEqualTo(1138288271);
        assertThat(Deflate.inflate(body))
                .isEqualTo(Unpooled.wrappedBuffer(Vectors.hex("ns-003-register-broker-body-inflated")));
        assertThat(RegisterBrokerBody.decode(body, true, 513)).isEqualTo(REGISTRATION);
        assertThat(RegisterBrokerBody.decodeCompressed(Unpooled.wrappedBuffer(REGISTRATION.encodeCompressed()), 513))
                .isEqualTo(REGISTRATION);
    }

    @Test
    void everyCutOfACompressedRegistrationIsRefused() {
        byte[] inflated = Vectors.hex("ns-003-register-broker-body-inflated");
        for (int length = 0; length < inflated.length; length++) {
            ByteBuf cut = Unpooled.wrappedBuffer(Deflate.deflate(Unpooled.wrappedBuffer(inflated, 0, length)));
            assertRefused(() -> RegisterBrokerBody.decodeCompressed(cut, 513));
        }
        byte[] compressed = Vectors.hex("ns-002-register-broker-body-compressed");
        for (int length = 0; length < compressed.length; length++) {
            ByteBuf cut = Unpooled.wrappedBuffer(compressed, 0, length);
            assertRefused(() -> RegisterBrokerBody.decodeCompressed(cut, 513));
        }
    }

    @Test
    void compressedRegistrationOfAnOldBrokerHasNoMappingsAndNoAttributes() throws RequestException {
        ByteBuf parts = Unpooled.buffer();
        for (Object part : new Object[] {"{\"counter\":1}", 1, "T 4 5 6 SINGLE_TAG", "[\"f:1\"]"}) {
            if (part instanceof String text) {
                parts.writeInt(text.length()).writeCharSequence(text, StandardCharsets.UTF_8);
            } else {
                parts.writeInt((Integer) part);
            }
        }
        RegisterBrokerBody body =
                RegisterBrokerBody.decodeCompressed(Unpooled.wrappedBuffer(Deflate.deflate(parts)), 409);
        assertThat(body.filterServers()).containsExactly("f:1");
        TopicConfig topic = body.topicConfigs().topics().get("T");
        assertThat(topic.readQueueCount()).isEqualTo(4);
        assertThat(topic.writeQueueCount()).isEqualTo(5);
        assertThat(topic.attributes()).isEmpty();
    }

    @Test
    void smallBodyThatInflatesToAHugeOneIsRefused() {
        ByteBuf zeros = Unpooled.wrappedBuffer(new byte[65 << 20]);
        ByteBuf bomb = Unpooled.wrappedBuffer(Deflate.deflate(zeros));
        assertRefused(() -> RegisterBrokerBody.decodeCompressed(bomb, 513));
    }

    @Test
    void topicLine() throws RequestException {
        String line = Vectors.json("ns-010-topic-config-line");
        assertThat(TopicConfig.ofLine(line)).isEqualTo(TBW102);
        assertThat(TBW102.toLine()).isEqualTo(line);
    }

    @Test
    void missingTopicMembersTakeTheDefaults() throws RequestException {
        TopicConfigs configs = TopicConfigs.decode(utf8("{\"topicConfigTable\":{\"T\":{}}}"));
        assertThat(configs.topics()).isEqualTo(Map.of("T", TopicConfig.of("T", 16)));
        assertThat(configs.dataVersion()).isEqualTo(new DataVersion(0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns-020-topic-route-standard", "ns-021-topic-route-numeric-keys"})
    void route(String name) throws RequestException {
        MapKeys keys = name.contains("standard") ? MapKeys.STANDARD : MapKeys.BARE;
        assertThat(TopicRouteData.decode(Vectors.jsonBody(name))).isEqualTo(ROUTE);
        assertThat(new String(ROUTE.encode(keys), StandardCharsets.UTF_8)).isEqualTo(Vectors.json(name));
    }

    @Test
    void routeKeysDependOnTheClient() {
        assertThat(TopicRouteData.keysFor(400, false)).isEqualTo(MapKeys.BARE);
        assertThat(TopicRouteData.keysFor(401, false)).isEqualTo(MapKeys.STANDARD);
        assertThat(TopicRouteData.keysFor(317, true)).isEqualTo(MapKeys.STANDARD);
    }

    @Test
    void routeOfAnOrderedTopic() throws RequestException {
        TopicRouteData ordered = new TopicRouteData("broker-a:4", List.of(), List.of());
        assertThat(TopicRouteData.decode(Unpooled.wrappedBuffer(ordered.encode(MapKeys.STANDARD))))
                .isEqualTo(ordered);
    }

    @Test
    void clusterInfo() throws RequestException {
        ClusterInfo info = new ClusterInfo(Map.of("broker-a", BROKER), Map.of("DefaultCluster", List.of("broker-a")));
        assertThat(ClusterInfo.decode(Vectors.jsonBody("ns-022-cluster-info"))).isEqualTo(info);
        assertThat(new String(info.encode(MapKeys.BARE), StandardCharsets.UTF_8))
                .isEqualTo(Vectors.json("ns-022-cluster-info"));
        assertThat(ClusterInfo.decode(Unpooled.wrappedBuffer(info.encode(MapKeys.STANDARD))))
                .isEqualTo(info);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cli-001-heartbeat-body", "cli-002-heartbeat-v2-body"})
    void heartbeat(String name) throws RequestException {
        HeartbeatData heartbeat = HeartbeatData.decode(Vectors.jsonBody(name));
        SubscriptionData retry = SubscriptionData.ofTags("%RETRY%CG", "*", 1700000000457L);
        SubscriptionData topic = SubscriptionData.ofTags("TopicTest", "TagA || TagB", 1700000000456L);
        ConsumerData consumer = new ConsumerData(
                "CG", "CONSUME_PASSIVELY", "CLUSTERING", "CONSUME_FROM_LAST_OFFSET", List.of(retry, topic), false);
        int fingerprint = name.contains("v2") ? -1145941616 : 0;
        assertThat(heartbeat)
                .isEqualTo(new HeartbeatData(
                        "192.0.2.10@1234#5678", List.of("PG"), List.of(consumer), fingerprint, false));
        assertThat(topic.codeSet()).isEqualTo(Set.of(2598919, 2598920));
        assertSameJson(heartbeat.encode(), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cap-008-heartbeat-consumer-frame", "cap-032-heartbeat-frame-client-4.9.8"})
    void capturedHeartbeats(String frame) throws RequestException {
        HeartbeatData heartbeat = HeartbeatData.decode(Vectors.frameBody(frame));
        assertThat(heartbeat.consumers()).hasSize(1);
        assertThat(heartbeat.consumers().get(0).isBroadcasting()).isFalse();
        assertThat(heartbeat.producers()).contains("CLIENT_INNER_PRODUCER");
        assertThat(HeartbeatData.decode(Unpooled.wrappedBuffer(heartbeat.encode())))
                .isEqualTo(heartbeat);
    }

    @Test
    void heartbeatOfAGoClient() throws RequestException {
        HeartbeatData heartbeat = HeartbeatData.decode(utf8("{\"clientID\":\"c\",\"producerDataSet\":[],"
                + "\"consumerDataSet\":[{\"groupName\":\"g\",\"consumeType\":\"CONSUME_PASSIVELY\","
                + "\"messageModel\":\"BROADCASTING\",\"consumeFromWhere\":\"UNKNOWN\",\"unitMode\":false,"
                + "\"subscriptionDataSet\":[{\"topic\":\"T\",\"subString\":\"你好\",\"tagsSet\":[\"你好\"],"
                + "\"codeSet\":[\"-171234\"],\"subVersion\":1700000000456123456,\"expressionType\":\"TAG\"}]}]}"));
        ConsumerData consumer = heartbeat.consumers().get(0);
        assertThat(consumer.isBroadcasting()).isTrue();
        assertThat(consumer.consumeFromWhere()).isEqualTo("UNKNOWN");
        SubscriptionData subscription = consumer.subscriptions().get(0);
        assertThat(subscription.subVersion()).isEqualTo(1700000000456123456L);
        assertThat(subscription.codeSet()).containsExactly(652829);
        assertThat(subscription.tagFilter().matchesHash(652829)).isTrue();
    }

    @Test
    void tagsAreTakenFromTheExpressionWhereTheClientDidNotSplitIt() throws RequestException {
        SubscriptionData subscription =
                SubscriptionData.read(JsonObject.parse("{\"topic\":\"T\",\"subString\":\"a || b\"}", "test"));
        assertThat(subscription).isEqualTo(SubscriptionData.ofTags("T", "a || b", 0));
        assertThat(subscription.tagFilter().isAll()).isFalse();
        SubscriptionData all = SubscriptionData.read(JsonObject.parse("{\"topic\":\"T\",\"subString\":\"\"}", "test"));
        assertThat(all).isEqualTo(SubscriptionData.ofTags("T", "*", 0));
        assertThat(all.tagFilter().isAll()).isTrue();
    }

    @Test
    void bodyOfTooManyValuesIsRefused() {
        String values = "1,".repeat(1_000_001);
        assertRefused(() -> KvTable.decode(utf8("{\"x\":[" + values + "1]}")));
    }

    @Test
    void locks() throws RequestException {
        List<MessageQueue> queues = List.of(new MessageQueue("TopicTest", "broker-a", 1));
        LockBatchRequest request = new LockBatchRequest("CG", "192.0.2.10@1234#5678", queues);
        assertThat(LockBatchRequest.decode(Vectors.jsonBody("cli-003-lock-batch-request-body")))
                .isEqualTo(request);
        assertSameJson(request.encode(), "cli-003-lock-batch-request-body");
        LockBatchReply reply = new LockBatchReply(queues);
        assertThat(LockBatchReply.decode(Vectors.jsonBody("cli-004-lock-batch-response-body")))
                .isEqualTo(reply);
        assertSameJson(reply.encode(), "cli-004-lock-batch-response-body");
    }

    @Test
    void consumerIds() throws RequestException {
        ConsumerIdList ids = new ConsumerIdList(List.of("192.0.2.10@1", "192.0.2.11@2"));
        assertThat(ConsumerIdList.decode(Vectors.jsonBody("cli-005-consumer-list-response-body")))
                .isEqualTo(ids);
        assertSameJson(ids.encode(), "cli-005-consumer-list-response-body");
    }

    @Test
    void queueOffsetsHaveObjectsAsKeys() throws RequestException {
        QueueOffsets offsets = new QueueOffsets(Map.of(
                new MessageQueue("TopicTest", "broker-a", 0), 5L, new MessageQueue("TopicTest", "broker-a", 1), 6L));
        assertThat(QueueOffsets.decode(Vectors.jsonBody("cli-006-reset-offset-body")))
                .isEqualTo(offsets);
        assertThat(new String(offsets.encode(), StandardCharsets.UTF_8))
                .isEqualTo(Vectors.json("cli-006-reset-offset-body"));
    }

    @Test
    void checkClientConfig() throws RequestException {
        CheckClientConfig check = new CheckClientConfig(
                "192.0.2.10@1234",
                "CG",
                SubscriptionData.ofSql("TopicTest", "a > 5 AND color = 'blue'", 1700000000456L));
        assertThat(CheckClientConfig.decode(Vectors.jsonBody("cli-007-check-client-config-body")))
                .isEqualTo(check);
        assertSameJson(check.encode(), "cli-007-check-client-config-body");
    }

    @Test
    void bodiesWithoutVectorSurviveARoundTrip() throws RequestException {
        ConsumerGroupConfig group = ConsumerGroupConfig.of("g");
        assertThat(ConsumerGroupConfig.decode(utf8("{\"groupName\":\"g\"}"))).isEqualTo(group);
        assertThat(new String(group.encode(), StandardCharsets.UTF_8))
                .isEqualTo("{\"attributes\":{},\"brokerId\":0,\"consumeBroadcastEnable\":true,\"consumeEnable\":true,"
                        + "\"consumeFromMinEnable\":true,\"consumeMessageOrderly\":false,\"consumeTimeoutMinute\":15,"
                        + "\"groupName\":\"g\",\"groupRetryPolicy\":{\"type\":\"CUSTOMIZED\"},\"groupSysFlag\":0,"
                        + "\"notifyConsumerIdsChangedEnable\":true,\"retryMaxTimes\":16,\"retryQueueNums\":1,"
                        + "\"whichBrokerWhenConsumeSlowly\":1}");
        ConsumerGroupConfigs groups =
                new ConsumerGroupConfigs(new DataVersion(1, 2, 3), Map.of("g", group), Map.of("g", Set.of("T")));
        assertThat(ConsumerGroupConfigs.decode(Unpooled.wrappedBuffer(groups.encode())))
                .isEqualTo(groups);
        TopicList topics = new TopicList(List.of("a", "b"), "127.0.0.1:1");
        assertThat(TopicList.decode(Unpooled.wrappedBuffer(topics.encode()))).isEqualTo(topics);
        assertThat(new String(TopicList.of(List.of()).encode(), StandardCharsets.UTF_8))
                .isEqualTo("{\"topicList\":[]}");
        KvTable table = new KvTable(Map.of("k", "v", "a.b", "x y"));
        assertThat(KvTable.decode(Unpooled.wrappedBuffer(table.encode()))).isEqualTo(table);
        BrokerMemberGroup members = new BrokerMemberGroup("c", "b", ADDRESSES);
        assertThat(BrokerMemberGroup.decode(Unpooled.wrappedBuffer(members.encode(MapKeys.BARE))))
                .isEqualTo(members);
        DataVersion version = new DataVersion(7, 8, 9);
        assertThat(DataVersion.decode(Unpooled.wrappedBuffer(version.encode()))).isEqualTo(version);
    }

    @Test
    void bodiesOfTheWrongShapeAreRefused() {
        assertRefused(() -> HeartbeatData.decode(utf8("{}")));
        assertRefused(() -> HeartbeatData.decode(utf8("[1]")));
        assertRefused(() -> TopicRouteData.decode(
                utf8("{\"brokerDatas\":[{\"brokerName\":\"b\",\"brokerAddrs\":{\"x\":\"y\"}}]}")));
        assertRefused(() -> QueueOffsets.decode(utf8("{\"offsetTable\":{\"x\":5}}")));
        assertRefused(() -> LockBatchRequest.decode(utf8("{\"clientId\":\"c\"}")));
    }

    interface Decoding {
        Object decode() throws RequestException;
    }

    private static void assertRefused(Decoding decoding) {
        assertThatThrownBy(decoding::decode)
                .isInstanceOfSatisfying(
                        RequestException.class,
                        e -> assertThat(e.responseCode()).isEqualTo(ResponseCode.SYSTEM_ERROR));
    }

    private static void assertSameJson(byte[] encoded, String vector) throws RequestException {
        assertThat(JsonObject.parse(new String(encoded, StandardCharsets.UTF_8), "ours"))
                .isEqualTo(JsonObject.parse(Vectors.json(vector), "theirs"));
    }

    private static ByteBuf utf8(String text) {
        return Unpooled.wrappedBuffer(ByteBufUtil.getBytes(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
    }
}
