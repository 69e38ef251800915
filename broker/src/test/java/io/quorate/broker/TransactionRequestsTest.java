package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.SingleBroker.Message;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.EndTransactionHeader;
import io.quorate.protocol.header.SendMessageReply;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.OffsetMessageId;
import io.quorate.remoting.RemotingCommand;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions as a client's requests see them. */
class TransactionRequestsTest {
    private static final String HALF = "TRAN_MSG\1true\2PGROUP\1PG\2UNIQ_KEY\1U1\2";

    @TempDir
    Path directory;

    private SingleBroker broker;
    private CalledClient producer;

    private void start(String... settings) throws Exception {
        broker = new SingleBroker(directory, settings);
        producer = new CalledClient(broker.address(), "p1");
    }

    @AfterEach
    void stop() throws Exception {
        producer.close();
        broker.close();
        assertThat(broker.fatal.get()).isNull();
    }

    private RemotingCommand half(String properties) throws Exception {
        Message message = new Message();
        message.queueId = 2;
        message.sysFlag = 4;
        message.properties = properties;
        return broker.send(message);
    }

    private static EndTransactionHeader end(RemotingCommand sent, int outcome, String group) throws Exception {
        SendMessageReply reply = SendMessageReply.decode(sent.extFields());
        long position = OffsetMessageId.decode(reply.msgId()).orElseThrow().position();
        return new EndTransactionHeader(
                group, reply.queueOffset(), position, outcome, false, "U1", reply.transactionId(), "TopicTest");
    }

    private RemotingCommand ask(EndTransactionHeader header) throws Exception {
        RemotingCommand request = RemotingCommand.request(RequestCode.END_TRANSACTION);
        header.encode(request.extFields());
        return broker.ask(request);
    }

    private long maxOffset(String topic, int queueId) throws Exception {
        return Long.parseLong(broker.ask(RemotingCommand.request(RequestCode.GET_MAX_OFFSET)
                        .field("topic", topic)
                        .field("queueId", queueId))
                .field("offset"));
    }

    private void awaitMaxOffset(String topic, int queueId, long wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (maxOffset(topic, queueId) != wanted) {
            assertThat(System.nanoTime()).as("waiting for " + topic).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void theAnswerToAHalfMessageSaysHowToEndIt() throws Exception {
        start();
        half(HALF);
        RemotingCommand sent = half(HALF);
        assertThat(sent.code()).as(sent.remark()).isEqualTo(ResponseCode.SUCCESS);
        SendMessageReply reply = SendMessageReply.decode(sent.extFields());
        assertThat(reply.queueId()).as("where it is to go").isEqualTo(2);
        assertThat(reply.queueOffset()).as("in the half topic").isEqualTo(1);
        assertThat(reply.transactionId()).isEqualTo("U1");
        assertThat(maxOffset("TopicTest", 2)).isZero();
    }

    @Test
    void itEndsOnceWhoeverSaysItHowOften() throws Exception {
        start();
        RemotingCommand sent = half(HALF);
        assertThat(ask(end(sent, 0, "PG")).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(ask(end(sent, 4, "PG")).code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(ask(end(sent, 8, "OTHER")).code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(maxOffset("TopicTest", 2)).isZero();
        assertThat(ask(end(sent, 8, "PG")).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(maxOffset("TopicTest", 2)).isEqualTo(1);
        for (int outcome : new int[] {8, 12}) {
            RemotingCommand again = ask(end(sent, outcome, "PG"));
            assertThat(again.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
            assertThat(again.remark()).contains("no transaction is open");
        }
        RemotingCommand other = half(HALF);
        assertThat(ask(end(other, 12, "PG")).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(ask(end(other, 8, "PG")).code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(maxOffset("TopicTest", 2)).isEqualTo(1);
    }

    @Test
    void aProducerIsAskedAndItsAnswerCounts() throws Exception {
        start("transactionTimeOut", "200", "transactionCheckInterval", "300");
        producer.heartbeat();
        RemotingCommand sent = half(HALF);
        for (int count = 1; count <= 2; count++) {
            RemotingCommand check = producer.called();
            SendMessageReply reply = SendMessageReply.decode(sent.extFields());
            assertThat(check.code()).isEqualTo(RequestCode.CHECK_TRANSACTION_STATE);
            assertThat(check.field("tranStateTableOffset")).isEqualTo(Long.toString(reply.queueOffset()));
            assertThat(check.field("offsetMsgId")).isEqualTo(reply.msgId());
            assertThat(check.field("transactionId")).isEqualTo("U1");
            assertThat(check.field("bname")).isEqualTo("broker-a");
            MessageRecordView shown = new MessageRecordView().wrap(check.body().nioBuffer());
            assertThat(shown.problemWithBody()).isNull();
            assertThat(shown.topic()).isEqualTo("TopicTest");
            assertThat(shown.property("TRANSACTION_CHECK_TIMES")).contains(Integer.toString(count));
        }
        EndTransactionHeader header = end(sent, 8, "PG");
        RemotingCommand oneway = RemotingCommand.request(RequestCode.END_TRANSACTION);
        header.encode(oneway.extFields());
        oneway.field("fromTransactionCheck", true);
        producer.ask(oneway);
        awaitMaxOffset("TopicTest", 2, 1);
    }

    @Test
    void whatIsPutAsideCanBeResumed() throws Exception {
        start("transactionTimeOut", "0", "transactionCheckInterval", "1", "transactionCheckMax", "1");
        producer.heartbeat();
        half(HALF);
        awaitMaxOffset("TRANS_CHECK_MAX_TIME_TOPIC", 0, 1);
        RemotingCommand pulled = broker.ask(RemotingCommand.request(RequestCode.PULL_MESSAGE)
                .field("consumerGroup", "TOOLS_CONSUMER")
                .field("topic", "TRANS_CHECK_MAX_TIME_TOPIC")
                .field("queueId", 0)
                .field("queueOffset", 0)
                .field("maxMsgNums", 1)
                .field("sysFlag", 4)
                .field("commitOffset", 0)
                .field("suspendTimeoutMillis", 0)
                .field("subscription", "*")
                .field("subVersion", 0));
        assertThat(pulled.code()).as(pulled.remark()).isEqualTo(ResponseCode.SUCCESS);
        String messageId = new MessageRecordView()
                .wrap(pulled.body().nioBuffer())
                .offsetMessageId()
                .encode();
        RemotingCommand resumed = broker.ask(RemotingCommand.request(RequestCode.RESUME_CHECK_HALF_MESSAGE)
                .field("topic", "TopicTest")
                .field("msgId", messageId));
        assertThat(resumed.code()).as(resumed.remark()).isEqualTo(ResponseCode.SUCCESS);
        awaitMaxOffset("TRANS_CHECK_MAX_TIME_TOPIC", 0, 2); // asked again, and undecided again
        assertThat(maxOffset("RMQ_SYS_TRANS_HALF_TOPIC", 0)).isEqualTo(2);
    }

    @Test
    void anOpenOneIsAskedForAnewWhenResumed() throws Exception {
        start("transactionTimeOut", "0", "transactionCheckInterval", "3600000");
        producer.heartbeat();
        RemotingCommand sent = half(HALF);
        producer.called();
        RemotingCommand resumed = broker.ask(RemotingCommand.request(RequestCode.RESUME_CHECK_HALF_MESSAGE)
                .field("msgId", SendMessageReply.decode(sent.extFields()).msgId()));
        assertThat(resumed.code()).as(resumed.remark()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(new MessageRecordView()
                        .wrap(producer.called().body().nioBuffer())
                        .property("TRANSACTION_CHECK_TIMES"))
                .contains("1");
    }

    @Test
    void aProducerLaterThanItSaidHasToWaitForItsCheck() throws Exception {
        start("transactionTimeOut", "3600000");
        RemotingCommand sent = half(HALF + "CHECK_IMMUNITY_TIME_IN_SECONDS\0010\2");
        TimeUnit.MILLISECONDS.sleep(5);
        assertThat(ask(end(sent, 8, "PG")).code()).isEqualTo(ResponseCode.ILLEGAL_OPERATION);
        RemotingCommand answer = RemotingCommand.request(RequestCode.END_TRANSACTION);
        end(sent, 8, "PG").encode(answer.extFields());
        assertThat(broker.ask(answer.field("fromTransactionCheck", true)).code())
                .isEqualTo(ResponseCode.SUCCESS);
        assertThat(maxOffset("TopicTest", 2)).isEqualTo(1);
    }

    @Test
    void whatCannotBeATransactionIsRefused() throws Exception {
        start("openTransactionsMax", "1");
        RemotingCommand nobodys = half("TRAN_MSG\1true\2");
        assertThat(nobodys.code()).isEqualTo(ResponseCode.MESSAGE_ILLEGAL);
        assertThat(nobodys.remark()).contains("PGROUP");
        assertThat(half(HALF).code()).isEqualTo(ResponseCode.SUCCESS);
        RemotingCommand oneTooMany = half(HALF);
        assertThat(oneTooMany.code()).isEqualTo(ResponseCode.SYSTEM_BUSY);
        assertThat(oneTooMany.remark()).contains("openTransactionsMax");
        Message batch = new Message();
        batch.requestCode = RequestCode.SEND_BATCH_MESSAGE;
        batch.properties = HALF;
        assertThat(broker.send(batch).code()).isEqualTo(ResponseCode.MESSAGE_ILLEGAL);
        assertThat(maxOffset("RMQ_SYS_TRANS_HALF_TOPIC", 0)).isEqualTo(1);
    }

    @Test
    void theyMayBeForbidden() throws Exception {
        start("rejectTransactionMessage", "true");
        RemotingCommand refused = half(HALF);
        assertThat(refused.code()).isEqualTo(ResponseCode.NO_PERMISSION);
        assertThat(refused.remark()).contains("rejectTransactionMessage");
    }
}
