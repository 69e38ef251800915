package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.quorate.broker.SingleBroker.Message;
import io.quorate.protocol.Names;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.SendBackHeader;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.OffsetMessageId;
import io.quorate.protocol.message.RecallHandle;
import io.quorate.remoting.RemotingCommand;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delayed messages, send-back and recall, as they go over the wire. */
class DelayedMessageTest {
    private static final String GROUP = "G";
    private static final long DEADLINE_SECONDS = 30;

    @TempDir
    Path directory;

    private SingleBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new SingleBroker(
                directory,
                "messageDelayLevel",
                "1s 2s",
                "timerMaxDelaySec",
                "1000",
                "recallMessageEnable",
                "true",
                "pendingTimersMax",
                "5");
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
        assertThat(broker.fatal.get()).isNull();
    }

    @Test
    void aLevelDelaysAMessageByAsMuchAsItSays() throws Exception {
        RemotingCommand answer = sent(m -> {
            m.queueId = 2;
            m.properties = "DELAY\0011\2UNIQ_KEY\1K\2";
        });
        assertThat(answer.field("queueId")).as("the queue that was asked for").isEqualTo("2");
        assertThat(answer.field("transactionId")).isEqualTo("K");
        assertThat(answer.field(RecallHandle.FIELD)).isNull();
        MessageRecordView pending = view(position(answer));
        assertThat(pending.topic()).isEqualTo("SCHEDULE_TOPIC_XXXX");
        assertThat(pending.queueId()).isZero();
        MessageRecordView delivered = await("TopicTest", 2);
        assertThat(delivered.storeTimestampMillis() - pending.storeTimestampMillis())
                .isBetween(1000L, 1000 + TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        assertThat(delivered.property("DELAY")).contains("1");
        assertThat(delivered.property("REAL_TOPIC")).contains("TopicTest");
        assertThat(delivered.property("UNIQ_KEY")).contains("K");
        assertThat(runtime()).contains("\"scheduleMessageOffset_1\":\"1,1\"");
    }

    @Test
    void aLevelAboveTheLastMeansTheLast() throws Exception {
        MessageRecordView pending = view(position(sent(m -> m.properties = "DELAY\00118\2TIMER_DELAY_MS\0011\2")));
        assertThat(pending.topic()).isEqualTo("SCHEDULE_TOPIC_XXXX");
        assertThat(pending.queueId()).isOne();
        assertThat(pending.property("TIMER_DELAY_MS")).as("does not hold").isEmpty();
    }

    @Test
    void aMessageMayHaveATimeOfItsOwn() throws Exception {
        RemotingCommand answer = sent(m -> m.properties = "TIMER_DELAY_MS\001700\2");
        MessageRecordView pending = view(position(answer));
        assertThat(pending.topic()).isEqualTo("rmq_sys_wheel_timer");
        MessageRecordView delivered = await("TopicTest", 0);
        assertThat(delivered.storeTimestampMillis() - pending.storeTimestampMillis())
                .isGreaterThanOrEqualTo(700);
        long at = System.currentTimeMillis() + 300;
        sent(m -> {
            m.queueId = 1;
            m.properties = "TIMER_DELIVER_MS\1" + at + "\2";
        });
        assertThat(await("TopicTest", 1).storeTimestampMillis()).isGreaterThanOrEqualTo(at);
    }

    @Test
    void aTimeThatHasPassedIsNow() throws Exception {
        assertThat(view(position(sent(m -> m.properties = "TIMER_DELIVER_MS\0011000\2")))
                        .topic())
                .isEqualTo("TopicTest");
        assertThat(view(position(sent(m -> m.properties = "TIMER_DELAY_SEC\0010\2")))
                        .topic())
                .isEqualTo("TopicTest");
        assertThat(view(position(sent(m -> m.properties = "DELAY\001-1\2"))).topic())
                .isEqualTo("TopicTest");
    }

    @Test
    void whatCannotBeDelayedSoIsRefused() throws Exception {
        refused(ResponseCode.MESSAGE_ILLEGAL, "whole number", m -> m.properties = "TIMER_DELAY_SEC\1soon\2");
        refused(ResponseCode.MESSAGE_ILLEGAL, "timerMaxDelaySec", m -> m.properties = "TIMER_DELAY_SEC\0011001\2");
        refused(ResponseCode.MESSAGE_ILLEGAL, "timerMaxDelaySec", m -> m.properties = "TIMER_DELAY_MS\0011000001\2");
        refused(
                ResponseCode.MESSAGE_ILLEGAL,
                "timerMaxDelaySec",
                m -> m.properties = "TIMER_DELAY_SEC\1" + Long.MAX_VALUE + "\2");
        refused(
                ResponseCode.MESSAGE_ILLEGAL,
                "timerMaxDelaySec",
                m -> m.properties = "TIMER_DELIVER_MS\1" + (System.currentTimeMillis() + 1_100_000) + "\2");
        refused(ResponseCode.MESSAGE_ILLEGAL, "batch", m -> {
            m.requestCode = RequestCode.SEND_BATCH_MESSAGE;
            m.properties = "DELAY\0011\2";
        });
        refused(ResponseCode.NO_PERMISSION, "broker's own", m -> m.topic = Names.TIMER_TOPIC);
    }

    @Test
    void pendingMessagesAreBounded() throws Exception {
        for (int i = 0; i < 5; i++) {
            sent(m -> m.properties = "TIMER_DELAY_SEC\001900\2");
        }
        refused(ResponseCode.SYSTEM_ERROR, "pendingTimersMax", m -> m.properties = "TIMER_DELAY_SEC\001900\2");
        refused(ResponseCode.SYSTEM_ERROR, "pendingTimersMax", m -> m.properties = "DELAY\0011\2");
        assertThat(runtime()).contains("\"timerCongestNum\":\"5\"");
    }

    @Test
    void aFailedMessageComesBackLater() throws Exception {
        createGroup();
        long position = position(sent(m -> m.properties = "TAGS\1a\2UNIQ_KEY\1K\2"));
        String originId = broker.send(new Message()).field("msgId");
        assertThat(originId).isNotNull();
        long sentBackMillis = System.currentTimeMillis();
        assertThat(sendBack(position, 1, -1).code()).isEqualTo(ResponseCode.SUCCESS);
        MessageRecordView retried = await("%RETRY%G", 0);
        assertThat(retried.storeTimestampMillis()).isGreaterThanOrEqualTo(sentBackMillis + 1000);
        assertThat(retried.reconsumeTimes()).isOne();
        assertThat(retried.property("RETRY_TOPIC")).contains("TopicTest");
        assertThat(retried.property("ORIGIN_MESSAGE_ID"))
                .contains(new OffsetMessageId(retried.storeHost(), position).encode());
        assertThat(retried.property("DELAY")).contains("1");
        assertThat(retried.property("UNIQ_KEY")).contains("K");
        assertThat(retried.property("TAGS")).contains("a");

        assertThat(sendBack(retried.position(), 0, 16).code()).isEqualTo(ResponseCode.SUCCESS);
        MessageRecordView again = await("%RETRY%G", 0, 1);
        assertThat(again.reconsumeTimes()).isEqualTo(2);
        assertThat(again.property("RETRY_TOPIC")).contains("TopicTest");
        assertThat(again.property("DELAY")).as("a level above those there are").contains("4");
        assertThat(again.property("ORIGIN_MESSAGE_ID")).isEqualTo(retried.property("ORIGIN_MESSAGE_ID"));
    }

    @Test
    void afterTooManyTriesItIsADeadLetter() throws Exception {
        createGroup();
        long position = position(sent(m -> {}));
        assertThat(sendBack(position, 0, 0).code()).isEqualTo(ResponseCode.SUCCESS);
        MessageRecordView dead = await("%DLQ%G", 0);
        assertThat(dead.reconsumeTimes()).isOne();
        assertThat(dead.property("DELAY")).contains("0");
        assertThat(sendBack(position, -1, 16).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(await("%DLQ%G", 0, 1).property("RETRY_TOPIC")).contains("TopicTest");
    }

    @Test
    void whatCannotBeSentBackIsRefused() throws Exception {
        long position = position(sent(m -> {}));
        assertThat(sendBack(position, 1, 16).code()).isEqualTo(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST);
        createGroup();
        RemotingCommand answer = sendBack(position + 1, 1, 16);
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).contains("no message starts");
    }

    @Test
    void aRecalledMessageIsNotDelivered() throws Exception {
        sent(m -> m.properties = "TIMER_DELAY_MS\0011500\2UNIQ_KEY\1stays\2");
        String handle = sent(m -> m.properties = "TIMER_DELAY_MS\0011400\2UNIQ_KEY\1goes\2")
                .field(RecallHandle.FIELD);
        assertThat(recall("Other", handle).code()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        assertThat(recall("TBW102", handle).code()).isEqualTo(ResponseCode.ILLEGAL_OPERATION);
        assertThat(recall("TopicTest", "nonsense").code()).isEqualTo(ResponseCode.ILLEGAL_OPERATION);
        RemotingCommand answer = recall("TopicTest", handle);
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(answer.field("msgId")).isEqualTo("goes");
        assertThat(recall("TopicTest", handle).code()).as("again").isEqualTo(ResponseCode.SUCCESS);
        assertThat(await("TopicTest", 0).property("UNIQ_KEY")).contains("stays");
        assertThat(maxOffset("TopicTest", 0)).isOne();
        assertThat(recall("TopicTest", handle).code()).as("too late").isEqualTo(ResponseCode.ILLEGAL_OPERATION);
    }

    private RemotingCommand sent(Consumer<Message> change) throws Exception {
        Message message = new Message();
        change.accept(message);
        RemotingCommand answer = broker.send(message);
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        return answer;
    }

    private void refused(int code, String remark, Consumer<Message> spoil) throws Exception {
        Message message = new Message();
        spoil.accept(message);
        RemotingCommand answer = broker.send(message);
        assertThat(answer.code()).as(answer.remark()).isEqualTo(code);
        assertThat(answer.remark()).contains(remark);
    }

    private void createGroup() throws Exception {
        // A send to its retry topic makes the group, as a client's fallback would.
        sent(m -> m.topic = Names.retryTopic("Any"));
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP)
                .body(("{\"groupName\":\"" + GROUP + "\",\"retryQueueNums\":1}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
    }

    private RemotingCommand sendBack(long position, int delayLevel, int maxReconsumeTimes) throws Exception {
        RemotingCommand request = RemotingCommand.request(RequestCode.CONSUMER_SEND_MSG_BACK);
        new SendBackHeader(GROUP, position, delayLevel, "", "TopicTest", false, maxReconsumeTimes)
                .encode(request.extFields());
        return broker.ask(request);
    }

    private RemotingCommand recall(String topic, String handle) throws Exception {
        return broker.ask(RemotingCommand.request(RequestCode.RECALL_MESSAGE)
                .field("producerGroup", "PG")
                .field("topic", topic)
                .field(RecallHandle.FIELD, handle));
    }

    private static long position(RemotingCommand answer) {
        return OffsetMessageId.decode(answer.field("msgId")).orElseThrow().position();
    }

    private MessageRecordView view(long position) throws Exception {
        RemotingCommand answer = broker.ask(
                RemotingCommand.request(RequestCode.VIEW_MESSAGE_BY_ID).field("offset", position));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        return record(answer.body());
    }

    private static MessageRecordView record(ByteBuf body) {
        ByteBuffer bytes = ByteBuffer.allocate(body.readableBytes());
        body.readBytes(bytes);
        return new MessageRecordView().wrap(bytes.flip(), 0);
    }

    private MessageRecordView await(String topic, int queueId) throws Exception {
        return await(topic, queueId, 0);
    }

    private MessageRecordView await(String topic, int queueId, long offset) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (maxOffset(topic, queueId) <= offset) {
            assertThat(System.nanoTime())
                    .as("%s/%d has no message", topic, queueId)
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.PULL_MESSAGE)
                .field("consumerGroup", "TOOLS_CONSUMER")
                .field("topic", topic)
                .field("queueId", queueId)
                .field("queueOffset", offset)
                .field("maxMsgNums", 1)
                .field("sysFlag", 4)
                .field("commitOffset", 0)
                .field("suspendTimeoutMillis", 0)
                .field("subscription", "*")
                .field("subVersion", 0));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        return record(answer.body());
    }

    private long maxOffset(String topic, int queueId) throws Exception {
        return Long.parseLong(broker.ask(RemotingCommand.request(RequestCode.GET_MAX_OFFSET)
                        .field("topic", topic)
                        .field("queueId", queueId))
                .field("offset"));
    }

    private String runtime() throws Exception {
        return BrokerGroup.text(broker.ask(RemotingCommand.request(RequestCode.GET_BROKER_RUNTIME_INFO)));
    }
}
