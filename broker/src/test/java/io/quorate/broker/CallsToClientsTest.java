package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.SingleBroker.Message;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.remoting.RemotingCommand;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that a broker passes on to a client, and what comes back. */
class CallsToClientsTest {
    @TempDir
    Path directory;

    private SingleBroker broker;
    private CalledClient client;

    @BeforeEach
    void start() throws Exception {
        broker = new SingleBroker(directory, "sendTimeoutMillis", "700");
        client = new CalledClient(broker.address(), "c@1");
        client.heartbeat();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        broker.close();
        assertThat(broker.fatal.get()).isNull();
    }

    private static String vector(String name) throws Exception {
        try (InputStream in = CallsToClientsTest.class.getResourceAsStream("/vectors/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining());
        }
    }

    private static RemotingCommand success(String body) {
        return RemotingCommand.response(ResponseCode.SUCCESS, "not set any response code")
                .body(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(RemotingCommand command) {
        return command.body().toString(StandardCharsets.UTF_8);
    }

    @Test
    void aConsumersRunningInfoIsPassedOnByteForByte() throws Exception {
        String info = vector("cap-020-consumer-running-info-body.json.txt");
        client.answers.put(RequestCode.GET_CONSUMER_RUNNING_INFO, call -> success(info));
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.GET_CONSUMER_RUNNING_INFO)
                .field("consumerGroup", "CG")
                .field("clientId", "c@1")
                .field("jstackEnable", true));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(text(answer)).isEqualTo(info);
        assertThat(answer.remark()).isNull();
        assertThat(client.called().field("jstackEnable")).isEqualTo("true");
    }

    @Test
    void whatAClientRefusesIsRefusedInItsWords() throws Exception {
        client.answers.put(
                RequestCode.GET_CONSUMER_RUNNING_INFO,
                call -> RemotingCommand.response(ResponseCode.SYSTEM_ERROR, "no such group here"));
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.GET_CONSUMER_RUNNING_INFO)
                .field("consumerGroup", "CG")
                .field("clientId", "c@1"));
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).isEqualTo("no such group here");
    }

    @Test
    void whoIsNotConnectedIsNamed() throws Exception {
        for (int code : new int[] {RequestCode.GET_CONSUMER_RUNNING_INFO, RequestCode.CONSUME_MESSAGE_DIRECTLY}) {
            RemotingCommand answer = broker.ask(RemotingCommand.request(code)
                    .field("consumerGroup", "CG")
                    .field("clientId", "c@2")
                    .field("msgId", "7F00000100002A9F0000000000000000"));
            assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
            assertThat(answer.remark()).contains("c@2");
        }
        RemotingCommand status = broker.ask(RemotingCommand.request(RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS)
                .field("topic", "TopicTest")
                .field("group", "CG")
                .field("clientAddr", "c@2"));
        assertThat(status.code()).isEqualTo(ResponseCode.CONSUMER_NOT_ONLINE);
    }

    @Test
    void aMessageIsConsumedDirectly() throws Exception {
        String result = vector("cap-022-consume-directly-result-body.json.txt");
        client.answers.put(RequestCode.CONSUME_MESSAGE_DIRECTLY, call -> success(result));
        String messageId = broker.send(new Message()).field("msgId");
        for (String clientId : new String[] {"c@1", ""}) {
            RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.CONSUME_MESSAGE_DIRECTLY)
                    .field("consumerGroup", "CG")
                    .field("clientId", clientId)
                    .field("msgId", messageId));
            assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
            assertThat(text(answer)).isEqualTo(result);
            RemotingCommand call = client.called();
            assertThat(call.field("brokerName")).isEqualTo("broker-a"); // as in cap-021
            assertThat(call.field("groupSysFlag")).isEqualTo("0");
            assertThat(call.field("msgId")).isEqualTo(messageId);
            MessageRecordView message = new MessageRecordView().wrap(call.body().nioBuffer());
            assertThat(message.problemWithBody()).isNull();
            assertThat(message.topic()).isEqualTo("TopicTest");
        }
        for (String noId : new String[] {"7F00000100002A9F0000000000000001", "what"}) {
            RemotingCommand nothing = broker.ask(RemotingCommand.request(RequestCode.CONSUME_MESSAGE_DIRECTLY)
                    .field("consumerGroup", "CG")
                    .field("msgId", noId));
            assertThat(nothing.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        }
    }

    @Test
    void whereConsumersAreIsGathered() throws Exception {
        client.answers.put(
                RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT,
                call -> success(
                        "{\"messageQueueTable\":{{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"TopicTest\"}:7}}"));
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS)
                .field("topic", "TopicTest")
                .field("group", "CG"));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(text(answer))
                .isEqualTo(
                        "{\"consumerTable\":{\"c@1\":{{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"TopicTest\"}:7}},"
                                + "\"messageQueueTable\":{}}");
        RemotingCommand call = client.called();
        assertThat(call.field("topic")).isEqualTo("TopicTest");
        assertThat(call.field("group")).isEqualTo("CG");
    }

    private static RemotingCommand reply(String to, boolean shortNames) {
        Message message = new Message();
        message.topic = "DefaultCluster_REPLY_TOPIC";
        message.properties = "MSG_TYPE\1reply\2CORRELATION_ID\1id\2"
                + (to == null ? "" : "REPLY_TO_CLIENT\1" + to + "\2")
                + "TTL\1500\2";
        SendMessageHeader header = message.header();
        RemotingCommand request = RemotingCommand.request(
                shortNames ? RequestCode.SEND_REPLY_MESSAGE_V2 : RequestCode.SEND_REPLY_MESSAGE);
        if (shortNames) {
            header.encodeV2(request.extFields());
        } else {
            header.encodeV1(request.extFields());
        }
        return request.body("answer".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aReplyIsPushedToWhoAskedAndStored() throws Exception {
        client.answers.put(RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, call -> RemotingCommand.response(0));
        for (boolean shortNames : new boolean[] {true, false}) {
            RemotingCommand answer = broker.ask(reply("c@1", shortNames));
            assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
            assertThat(answer.field("msgId")).isEqualTo("0");
            assertThat(answer.field("queueOffset")).isEqualTo("0");
            assertThat(answer.field("queueId")).isEqualTo("0");
            assertThat(answer.field("MSG_REGION")).isEqualTo("DefaultRegion");
            RemotingCommand push = client.called();
            assertThat(text(push)).isEqualTo("answer");
            assertThat(push.field("topic")).isEqualTo("DefaultCluster_REPLY_TOPIC");
            assertThat(push.field("properties"))
                    .contains("CORRELATION_ID\1id\2")
                    .contains("PUSH_REPLY_TIME\1");
            assertThat(push.field("bornHost")).startsWith("127.0.0.1:");
            assertThat(push.field("storeHost")).isEqualTo(broker.address());
            for (String required : new String[] {
                "producerGroup",
                "defaultTopic",
                "defaultTopicQueueNums",
                "queueId",
                "sysFlag",
                "bornTimestamp",
                "flag",
                "storeTimestamp"
            }) {
                assertThat(push.field(required)).as(required).isNotNull();
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!storedReplies().equals("2")) { // nobody waited for that
            assertThat(System.nanoTime()).as("stored: " + storedReplies()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private String storedReplies() throws Exception {
        return broker.ask(RemotingCommand.request(RequestCode.GET_MAX_OFFSET)
                        .field("topic", "DefaultCluster_REPLY_TOPIC")
                        .field("queueId", 0))
                .field("offset");
    }

    @Test
    void aReplyThatDoesNotArriveIsAnErrorInTime() throws Exception {
        assertRefused(reply(null, true), "REPLY_TO_CLIENT");
        assertRefused(reply("c@2", true), "c@2");
        assertRefused(reply("c@1", true), "c@1"); // it does not answer at all
        client.answers.put(
                RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, call -> RemotingCommand.response(1, "cannot be decoded"));
        assertRefused(reply("c@1", true), "cannot be decoded");
    }

    private void assertRefused(RemotingCommand request, String why) throws Exception {
        RemotingCommand answer = broker.ask(request);
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).contains(why);
    }
}
