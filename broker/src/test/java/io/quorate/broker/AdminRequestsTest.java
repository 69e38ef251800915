package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.SingleBroker.Message;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.remoting.RemotingCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tools ask and change, by the bytes they are answered with. */
class AdminRequestsTest {
    private static final String QUEUE = "{\"brokerName\":\"broker-a\",\"queueId\":%d,\"topic\":\"TopicTest\"}";

    @TempDir
    Path directory;

    private SingleBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new SingleBroker(directory, "brokerName", "broker-a", "maxMessageSize", "65536");
        for (int i = 0; i < 3; i++) {
            Message message = new Message();
            message.properties = "TAGS\1TagA\2";
            assertThat(broker.send(message).code()).isEqualTo(ResponseCode.SUCCESS);
        }
        heartbeat();
        commit(2);
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
        assertThat(broker.fatal.get()).isNull();
    }

    private void heartbeat() throws Exception {
        String body = "{\"clientID\":\"c1\",\"consumerDataSet\":[{\"consumeFromWhere\":\"CONSUME_FROM_FIRST_OFFSET\","
                + "\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\"CG\",\"messageModel\":\"CLUSTERING\","
                + "\"subscriptionDataSet\":[{\"expressionType\":\"TAG\",\"subString\":\"TagB\",\"subVersion\":100,"
                + "\"tagsSet\":[\"TagB\"],\"topic\":\"TopicTest\"}],\"unitMode\":false}],"
                + "\"producerDataSet\":[{\"groupName\":\"PG\"}]}";
        RemotingCommand heartbeat = RemotingCommand.request(RequestCode.HEART_BEAT);
        success(heartbeat.body(body.getBytes(StandardCharsets.UTF_8)));
        success(request(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, "group", "CG")); // it is made by now
    }

    private void commit(long offset) throws Exception {
        success(request(
                RequestCode.UPDATE_CONSUMER_OFFSET,
                "consumerGroup",
                "CG",
                "topic",
                "TopicTest",
                "queueId",
                "0",
                "commitOffset",
                Long.toString(offset)));
    }

    private static RemotingCommand request(int code, String... fields) {
        RemotingCommand request = RemotingCommand.request(code);
        for (int i = 0; i < fields.length; i += 2) {
            request.field(fields[i], fields[i + 1]);
        }
        return request;
    }

    private String success(RemotingCommand request) throws Exception {
        RemotingCommand answer = broker.ask(request);
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        return answer.body().toString(StandardCharsets.UTF_8);
    }

    private void refused(int code, String remark, RemotingCommand request) throws Exception {
        RemotingCommand answer = broker.ask(request);
        assertThat(answer.code()).as(answer.remark()).isEqualTo(code);
        assertThat(answer.remark()).contains(remark);
    }

    private RemotingCommand configUpdate(String text) {
        return RemotingCommand.request(RequestCode.UPDATE_BROKER_CONFIG).body(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoConsumesWhat() throws Exception {
        assertThat(success(request(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, "topic", "TopicTest")))
                .isEqualTo("{\"groupList\":[\"CG\"]}");
        assertThat(success(request(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, "topic", "Nowhere")))
                .isEqualTo("{\"groupList\":[]}");
        assertThat(success(request(RequestCode.QUERY_TOPICS_BY_CONSUMER, "group", "CG")))
                .isEqualTo("{\"topicList\":[\"TopicTest\"]}");
        assertThat(success(request(RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER, "group", "CG", "topic", "TopicTest")))
                .startsWith("{\"group\":\"CG\",\"topic\":\"TopicTest\",\"subscriptionData\":{")
                .contains("\"subString\":\"TagB\"");
        assertThat(success(request(RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER, "group", "CG", "topic", "T2")))
                .isEqualTo("{\"group\":\"CG\",\"topic\":\"T2\"}");
        assertThat(success(request(RequestCode.GET_ALL_PRODUCER_INFO)))
                .startsWith("{\"data\":{\"PG\":[{\"clientId\":\"c1\",")
                .contains("\"remoteIP\":\"/127.0.0.1:");
    }

    @Test
    void howFarConsumersAre() throws Exception {
        assertThat(success(request(RequestCode.GET_ALL_CONSUMER_OFFSET)))
                .contains("\"offsetTable\":{\"TopicTest@CG\":{\"0\":2}}");
        assertThat(success(request(RequestCode.GET_BROKER_CONSUME_STATS, "isOrder", "false")))
                .contains("{\"CG\":[{\"consumeTps\":0.0,\"offsetTable\":{" + QUEUE.formatted(0)
                        + ":{\"brokerOffset\":3,\"consumerOffset\":2,")
                .contains("\"totalDiff\":1");
        assertThat(success(request(RequestCode.GET_BROKER_CONSUME_STATS, "isOrder", "true")))
                .contains("\"consumeStatsList\":[]");
        String span = success(request(RequestCode.QUERY_CONSUME_TIME_SPAN, "group", "CG", "topic", "TopicTest"));
        assertThat(span)
                .startsWith("{\"consumeTimeSpanSet\":[{\"messageQueue\":" + QUEUE.formatted(0))
                .contains("\"minTimeStamp\":-1,\"maxTimeStamp\":-1,\"consumeTimeStamp\":-1,\"delayTime\":0");
        refused(
                ResponseCode.TOPIC_NOT_EXIST,
                "Nowhere",
                request(RequestCode.QUERY_CONSUME_TIME_SPAN, "group", "CG", "topic", "Nowhere"));
    }

    @Test
    void whatIsInAQueueAndPassesAFilter() throws Exception {
        String all = success(request(
                RequestCode.QUERY_CONSUME_QUEUE, "topic", "TopicTest", "queueId", "0", "index", "1", "count", "5"));
        assertThat(all)
                .startsWith("{\"maxQueueIndex\":3,\"minQueueIndex\":0,\"queueData\":[{\"eval\":true,")
                .contains("\"tagsCode\":" + "TagA".hashCode());
        assertThat(all.split("physicOffset", -1)).as("two messages").hasSize(3);
        assertThat(success(request(
                        RequestCode.QUERY_CONSUME_QUEUE,
                        "topic",
                        "TopicTest",
                        "queueId",
                        "0",
                        "index",
                        "-7",
                        "count",
                        "1",
                        "consumerGroup",
                        "CG")))
                .contains("[{\"eval\":false,", "\"subscriptionData\":{");
        refused(
                ResponseCode.SYSTEM_ERROR,
                "no message",
                request(RequestCode.QUERY_CONSUME_QUEUE, "topic", "TopicTest", "queueId", "3", "index", "0"));
    }

    @Test
    void trafficOfTopicsAndGroups() throws Exception {
        success(request(
                RequestCode.PULL_MESSAGE,
                "consumerGroup",
                "CG",
                "topic",
                "TopicTest",
                "queueId",
                "0",
                "queueOffset",
                "0",
                "maxMsgNums",
                "32",
                "sysFlag",
                "4",
                "commitOffset",
                "0",
                "suspendTimeoutMillis",
                "0",
                "subVersion",
                "0",
                "subscription",
                "*"));
        assertThat(stats("TOPIC_PUT_NUMS", "TopicTest"))
                .contains("\"statsMinute\":{\"avgpt\":1.0,\"sum\":3,\"tps\":", "\"statsHour\"", "\"statsDay\"");
        assertThat(stats("GROUP_GET_NUMS", "TopicTest@CG")).contains("\"statsMinute\":{\"avgpt\":3.0,\"sum\":3,");
        assertThat(stats("BROKER_PUT_NUMS", "DefaultCluster")).contains("\"sum\":3,");
        refused(
                ResponseCode.SYSTEM_ERROR,
                "TOPIC_PUT_NUMS of Nowhere",
                request(RequestCode.VIEW_BROKER_STATS_DATA, "statsName", "TOPIC_PUT_NUMS", "statsKey", "Nowhere"));
    }

    private String stats(String name, String key) throws Exception {
        return success(request(RequestCode.VIEW_BROKER_STATS_DATA, "statsName", name, "statsKey", key));
    }

    @Test
    void manyGroupsAtOnceOrNone() throws Exception {
        success(groupList(ConsumerGroupConfig.of("G1"), ConsumerGroupConfig.of("G2")));
        assertThat(success(request(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG)))
                .contains("\"G1\":{", "\"G2\":{");
        refused(
                ResponseCode.INVALID_PARAMETER,
                "illegal character",
                groupList(ConsumerGroupConfig.of("G3"), ConsumerGroupConfig.of("not a name")));
        assertThat(success(request(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG)))
                .doesNotContain("\"G3\"");
    }

    private static RemotingCommand groupList(ConsumerGroupConfig... groups) {
        StringBuilder body = new StringBuilder("{\"groupConfigList\":[");
        for (ConsumerGroupConfig group : groups) {
            body.append(body.toString().endsWith("[") ? "" : ",")
                    .append(new String(group.encode(), StandardCharsets.UTF_8));
        }
        return RemotingCommand.request(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST)
                .body(body.append("]}").toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aGroupThatMayNotReadATopic() throws Exception {
        assertThat(forbid(null)).contains("\"readable\":true");
        assertThat(forbid("false")).isEqualTo("{\"group\":\"CG\",\"readable\":false,\"topic\":\"TopicTest\"}");
        assertThat(success(request(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG)))
                .contains("\"forbiddenTable\":{\"CG\":{\"TopicTest\":1}}");
        RemotingCommand pull = request(
                RequestCode.PULL_MESSAGE,
                "consumerGroup",
                "CG",
                "topic",
                "TopicTest",
                "queueId",
                "0",
                "queueOffset",
                "0",
                "maxMsgNums",
                "32",
                "sysFlag",
                "4",
                "commitOffset",
                "0",
                "suspendTimeoutMillis",
                "0",
                "subVersion",
                "0",
                "subscription",
                "*");
        refused(ResponseCode.NO_PERMISSION, "may not read the topic TopicTest", pull);
        assertThat(forbid("true")).contains("\"readable\":true");
        success(pull);
        refused(
                ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                "Nobody",
                request(
                        RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN,
                        "group",
                        "Nobody",
                        "topic",
                        "TopicTest",
                        "readable",
                        "false"));
    }

    private String forbid(String readable) throws Exception {
        RemotingCommand request =
                request(RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN, "group", "CG", "topic", "TopicTest");
        return success(readable == null ? request : request.field("readable", readable));
    }

    @Test
    void aSettingChangedAtRunTimeHasItsEffect() throws Exception {
        Message large = new Message();
        large.body = new byte[2000];
        assertThat(broker.send(large).code()).isEqualTo(ResponseCode.SUCCESS);
        success(configUpdate("maxMessageSize=1000\nautoCreateTopicEnable=false\n"));
        assertThat(broker.send(large).code()).isEqualTo(ResponseCode.MESSAGE_ILLEGAL);
        Message unknown = new Message();
        unknown.topic = "NobodyMadeThis";
        assertThat(broker.send(unknown).code()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        assertThat(success(request(RequestCode.GET_BROKER_CONFIG)))
                .contains("maxMessageSize=1000\n", "autoCreateTopicEnable=false\n");
        success(configUpdate("autoCreateTopicEnable=true"));
        assertThat(broker.send(unknown).code()).isEqualTo(ResponseCode.SUCCESS);
    }

    @Test
    void aSettingThatCannotChangeIsRefusedAndNothingElseChanged() throws Exception {
        refused(
                ResponseCode.NO_PERMISSION,
                "listenPort=1 cannot be set at run time",
                configUpdate("fileReservedTime=1\nlistenPort=1\n"));
        refused(ResponseCode.NO_PERMISSION, "no such key", configUpdate("fileReservedTime=1\nnonsense=1\n"));
        refused(
                ResponseCode.INVALID_PARAMETER,
                "diskMaxUsedSpaceRatio=9 cannot be used: give a number from 10 to 95 (%)",
                configUpdate("fileReservedTime=1\ndiskMaxUsedSpaceRatio=9\n"));
        refused(ResponseCode.INVALID_PARAMETER, "key=value lines", configUpdate(""));
        refused(ResponseCode.INVALID_PARAMETER, "properties text", configUpdate("a=\\u00zz"));
        assertThat(success(request(RequestCode.GET_BROKER_CONFIG))).contains("fileReservedTime=72\n");
    }

    @Test
    void whatIsStartedByHand() throws Exception {
        for (int code : new int[] {
            RequestCode.DELETE_EXPIRED_COMMITLOG,
            RequestCode.TRIGGER_DELETE_FILES,
            RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE,
            RequestCode.CLEAN_UNUSED_TOPIC
        }) {
            success(request(code));
        }
        assertThat(success(request(RequestCode.GET_TOPIC_STATS_INFO, "topic", "TopicTest")))
                .as("what has not expired stays")
                .contains("\"maxOffset\":3,\"minOffset\":0", "\"topicPutTps\":");
    }
}
