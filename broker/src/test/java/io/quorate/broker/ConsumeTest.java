package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.SingleBroker.Message;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker makes of consumers that are early, late or mistaken. */
class ConsumeTest {
    private static final int COMMIT = 1;
    private static final long REGISTERED_VERSION = 100;

    @TempDir
    Path directory;

    private SingleBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new SingleBroker(directory);
        Message message = new Message();
        message.properties = "TAGS\1TagB\2";
        assertThat(broker.send(message).code()).isEqualTo(ResponseCode.SUCCESS);
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
        assertThat(broker.fatal.get()).isNull();
    }

    @Test
    void anOffsetInAQueueThatIsNotThereIsRefused() throws Exception {
        heartbeat();
        for (int queueId : new int[] {-1, 4, Integer.MAX_VALUE}) {
            RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.UPDATE_CONSUMER_OFFSET)
                    .field("consumerGroup", "CG")
                    .field("topic", "TopicTest")
                    .field("queueId", queueId)
                    .field("commitOffset", 1));
            assertThat(answer.code()).as("queue " + queueId).isEqualTo(ResponseCode.INVALID_PARAMETER);
            assertThat(answer.remark()).contains("0 to 3");
        }
    }

    /** Pull consumers of 4.9 commit before their first heartbeat. */
    @Test
    void aPullMakesTheGroupThatItComesFor() throws Exception {
        assertThat(update("NobodyKnows").code()).isEqualTo(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST);
        RemotingCommand pulled = broker.ask(pullRequest("NobodyKnows", COMMIT | 4, 0, "TAG", "*"));
        assertThat(pulled.code()).isEqualTo(ResponseCode.SUCCESS);
        // What is asked of the log is answered after what was put there before.
        heartbeat();
        assertThat(update("CG").code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(update("NobodyKnows").code()).isEqualTo(ResponseCode.SUCCESS);
    }

    @Test
    void aPullMakesNoGroupWhereNoneMayBeMade() throws Exception {
        broker.close();
        broker = new SingleBroker(directory, "autoCreateSubscriptionGroup", "false");
        RemotingCommand pulled = broker.ask(pullRequest("NobodyKnows", COMMIT | 4, 0, "TAG", "*"));
        assertThat(pulled.code()).isEqualTo(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST);
        assertThat(update("NobodyKnows").code()).isEqualTo(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST);
    }

    private RemotingCommand update(String consumerGroup) throws Exception {
        return broker.ask(RemotingCommand.request(RequestCode.UPDATE_CONSUMER_OFFSET)
                .field("consumerGroup", consumerGroup)
                .field("topic", "TopicTest")
                .field("queueId", 0)
                .field("commitOffset", 1));
    }

    /** 5.x renews its version at each rebalance, and the heartbeat that tells of it can be 30 s late. */
    @Test
    void aSubscriptionNewerThanTheLastHeartbeatIsServedUnfiltered() throws Exception {
        heartbeat();
        assertThat(pull("CG", 0, REGISTERED_VERSION, "TAG").code()).isEqualTo(ResponseCode.PULL_RETRY_IMMEDIATELY);
        assertThat(pull("CG", 0, REGISTERED_VERSION + 1, "TAG").code()).isEqualTo(ResponseCode.SUCCESS);
        // Consumers do not evaluate expressions themselves.
        assertThat(pull("CG", 0, REGISTERED_VERSION + 1, "SQL92").code())
                .isEqualTo(ResponseCode.SUBSCRIPTION_NOT_LATEST);
    }

    private void heartbeat() throws Exception {
        String body = "{\"clientID\":\"c1\",\"consumerDataSet\":[{\"consumeFromWhere\":\"CONSUME_FROM_FIRST_OFFSET\","
                + "\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\"CG\",\"messageModel\":\"CLUSTERING\","
                + "\"subscriptionDataSet\":[{\"codeSet\":[2598919],\"expressionType\":\"TAG\",\"subString\":\"TagA\","
                + "\"subVersion\":" + REGISTERED_VERSION + ",\"tagsSet\":[\"TagA\"],\"topic\":\"TopicTest\"}],"
                + "\"unitMode\":false}],\"producerDataSet\":[]}";
        RemotingCommand answer =
                broker.ask(RemotingCommand.request(RequestCode.HEART_BEAT).body(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.code()).isEqualTo(ResponseCode.SUCCESS);
        // Makes the group, where the heartbeat's own making of it may still be under way.
        assertThat(broker.ask(RemotingCommand.request(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG)
                                .field("group", "CG"))
                        .code())
                .isEqualTo(ResponseCode.SUCCESS);
    }

    private RemotingCommand pull(String consumerGroup, int sysFlag, long subVersion, String expressionType)
            throws Exception {
        return broker.ask(pullRequest(consumerGroup, sysFlag, subVersion, expressionType, ""));
    }

    private static RemotingCommand pullRequest(
            String consumerGroup, int sysFlag, long subVersion, String expressionType, String subscription) {
        RemotingCommand request = RemotingCommand.request(RequestCode.PULL_MESSAGE);
        return request.field("consumerGroup", consumerGroup)
                .field("topic", "TopicTest")
                .field("queueId", 0)
                .field("queueOffset", 0)
                .field("maxMsgNums", 32)
                .field("sysFlag", sysFlag)
                .field("commitOffset", 7)
                .field("suspendTimeoutMillis", 0)
                .field("subVersion", subVersion)
                .field("expressionType", expressionType)
                .field("subscription", subscription);
    }
}
