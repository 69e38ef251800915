package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.SingleBroker.Message;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.header.SendMessageReply;
import io.quorate.protocol.message.BatchBody;
import io.quorate.protocol.message.OffsetMessageId;
import io.quorate.remoting.RemotingCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker makes of a send: each check of the protocol, and the answer's fields. */
class SendTest {
    @TempDir
    Path directory;

    private SingleBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new SingleBroker(directory, "maxMessageSize", "1000");
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
        assertThat(broker.fatal.get()).isNull();
    }

    @Test
    void anUnknownTopicIsMadeFromTheTemplateAndTheMessageStored() throws Exception {
        RemotingCommand answer = broker.send(message(m -> m.properties = "UNIQ_KEY\1K1\2"));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        SendMessageReply reply = SendMessageReply.decode(answer.extFields());
        assertThat(reply.queueId()).isZero();
        assertThat(reply.queueOffset()).isZero();
        assertThat(reply.transactionId()).isEqualTo("K1");
        assertThat(OffsetMessageId.decode(reply.msgId())).isPresent();
        assertThat(answer.field("MSG_REGION")).isEqualTo("DefaultRegion");
        assertThat(answer.field("TRACE_ON")).isEqualTo("true");

        TopicConfig topic = TopicConfig.decode(
                broker.ask(RemotingCommand.request(RequestCode.GET_TOPIC_CONFIG).field("topic", "TopicTest"))
                        .body());
        assertThat(topic.writeQueueCount()).isEqualTo(4);
        assertThat(topic.perm()).isEqualTo(6);
        RemotingCommand next = broker.send(message(m -> {}));
        assertThat(next.field("queueOffset")).isEqualTo("1");
    }

    @Test
    void theStoredMessageIsFoundByItsId() throws Exception {
        RemotingCommand answer = broker.send(message(m -> {}));
        long position =
                OffsetMessageId.decode(answer.field("msgId")).orElseThrow().position();
        RemotingCommand view = broker.ask(
                RemotingCommand.request(RequestCode.VIEW_MESSAGE_BY_ID).field("offset", position));
        assertThat(view.code()).as(view.remark()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(view.body().getInt(0)).isEqualTo(view.body().readableBytes());
        RemotingCommand beside = broker.ask(
                RemotingCommand.request(RequestCode.VIEW_MESSAGE_BY_ID).field("offset", position + 1));
        assertThat(beside.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
    }

    @Test
    void aNegativeQueueLeavesTheChoiceToTheBroker() throws Exception {
        RemotingCommand answer = broker.send(message(m -> m.queueId = -1));
        assertThat(answer.code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(Integer.parseInt(answer.field("queueId"))).isBetween(0, 3);
    }

    @Test
    void aBatchIsStoredInOnePieceAndAnsweredWithAllIds() throws Exception {
        ByteBuffer empty = ByteBuffer.allocate(0);
        ByteBuffer batch = BatchBody.encode(List.of(
                new BatchBody.Unit(0, ByteBuffer.wrap(new byte[] {1}), empty),
                new BatchBody.Unit(0, ByteBuffer.wrap(new byte[] {2}), empty.duplicate())));
        byte[] body = new byte[batch.remaining()];
        batch.get(body);
        RemotingCommand answer = broker.send(message(m -> {
            m.requestCode = RequestCode.SEND_BATCH_MESSAGE;
            m.body = body;
        }));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(answer.field("msgId").split(",", -1)).hasSize(2).doesNotHaveDuplicates();
        assertThat(answer.field("transactionId")).isNull();
        assertThat(broker.send(message(m -> {})).field("queueOffset")).isEqualTo("2");
    }

    @Test
    void illegalNamesAreRefused() throws Exception {
        refused(ResponseCode.INVALID_PARAMETER, "illegal character", m -> m.topic = "T.1");
        refused(ResponseCode.INVALID_PARAMETER, "127", m -> m.topic = "T".repeat(128));
    }

    @Test
    void theBrokersOwnTopicsAreRefused() throws Exception {
        refused(ResponseCode.NO_PERMISSION, "SCHEDULE_TOPIC_XXXX", m -> m.topic = "SCHEDULE_TOPIC_XXXX");
        refused(ResponseCode.NO_PERMISSION, "HALF_TOPIC", m -> m.topic = "RMQ_SYS_TRANS_HALF_TOPIC");
    }

    @Test
    void anUnknownTopicWithoutATemplateIsRefused() throws Exception {
        refused(ResponseCode.TOPIC_NOT_EXIST, "updateTopic", m -> m.defaultTopic = "");
        refused(ResponseCode.TOPIC_NOT_EXIST, "updateTopic", m -> m.defaultTopic = "SELF_TEST_TOPIC");
    }

    @Test
    void aQueueTheTopicDoesNotHaveIsRefused() throws Exception {
        refused(ResponseCode.INVALID_PARAMETER, "0 to 3", m -> m.queueId = 4);
    }

    @Test
    void whatIsNotSupportedIsNeverStoredAsSomethingElse() throws Exception {
        refused(ResponseCode.NO_PERMISSION, "prepared", m -> m.sysFlag = 4);
        assertThat(broker.ask(RemotingCommand.request(RequestCode.GET_MAX_OFFSET)
                                .field("topic", "TopicTest")
                                .field("queueId", 0))
                        .field("offset"))
                .isEqualTo("0");
    }

    @Test
    void aBatchToARetryTopicIsRefused() throws Exception {
        refused(ResponseCode.MESSAGE_ILLEGAL, "batch", m -> {
            m.topic = "%RETRY%G";
            m.requestCode = RequestCode.SEND_BATCH_MESSAGE;
        });
    }

    @Test
    void aBatchToLightQueuesIsRefused() throws Exception {
        refused(ResponseCode.MESSAGE_ILLEGAL, "LMQ", m -> {
            m.topic = "%LMQ%T";
            m.requestCode = RequestCode.SEND_BATCH_MESSAGE;
        });
        ByteBuffer properties = ByteBuffer.wrap("INNER_MULTI_DISPATCH\1%LMQ%a\2".getBytes(StandardCharsets.UTF_8));
        ByteBuffer body = BatchBody.encode(List.of(new BatchBody.Unit(0, ByteBuffer.wrap(new byte[] {1}), properties)));
        refused(ResponseCode.MESSAGE_ILLEGAL, "LMQ", m -> {
            m.requestCode = RequestCode.SEND_BATCH_MESSAGE;
            m.body = new byte[body.remaining()];
            body.duplicate().get(m.body);
        });
    }

    @Test
    void aRetryThatIsExhaustedGoesToTheDeadLetters() throws Exception {
        RemotingCommand answer = broker.send(message(m -> {
            m.topic = "%RETRY%G";
            m.reconsumeTimes = 4;
            m.maxReconsumeTimes = 3;
            m.properties = "DELAY\0016\2";
        }));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(broker.ask(RemotingCommand.request(RequestCode.GET_MAX_OFFSET)
                                .field("topic", "%DLQ%G")
                                .field("queueId", 0))
                        .field("offset"))
                .isEqualTo("1");
    }

    @Test
    void bodiesOfTheWrongSizeAreRefused() throws Exception {
        refused(ResponseCode.SYSTEM_ERROR, "no body", m -> m.body = new byte[0]);
        refused(ResponseCode.MESSAGE_ILLEGAL, "1000", m -> m.body = new byte[1001]);
        assertThat(broker.send(message(m -> m.body = new byte[1000])).code()).isEqualTo(ResponseCode.SUCCESS);
    }

    @Test
    void propertiesThatAreTooLongAreRefused() throws Exception {
        refused(ResponseCode.MESSAGE_ILLEGAL, "32767", m -> m.properties = "K\1" + "v".repeat(32_760) + "\2");
    }

    @Test
    void aHeaderWithGapsIsRefused() throws Exception {
        RemotingCommand request =
                RemotingCommand.request(RequestCode.SEND_MESSAGE_V2).field("b", "TopicTest");
        assertThat(broker.ask(request).code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
    }

    @Test
    void anUnknownRequestIsRefused() throws Exception {
        assertThat(broker.ask(RemotingCommand.request(4711)).code()).isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
    }

    private void refused(int code, String remark, Consumer<Message> spoil) throws Exception {
        RemotingCommand answer = broker.send(message(spoil));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(code);
        assertThat(answer.remark()).contains(remark);
    }

    private static Message message(Consumer<Message> change) {
        Message message = new Message();
        change.accept(message);
        return message;
    }
}
