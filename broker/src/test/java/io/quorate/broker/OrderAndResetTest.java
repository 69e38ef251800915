package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.SingleBroker.Message;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.LockBatchReply;
import io.quorate.protocol.body.LockBatchRequest;
import io.quorate.protocol.body.MessageQueue;
import io.quorate.protocol.body.QueueOffsets;
import io.quorate.protocol.header.ResetOffsetHeader;
import io.quorate.remoting.RemotingCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queue locks, resets and expressions as they look on the wire. */
class OrderAndResetTest {
    @TempDir
    Path directory;

    private SingleBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new SingleBroker(directory);
        for (int i = 0; i < 5; i++) {
            Message message = new Message();
            message.properties = "a\u0001" + i + "\u0002";
            assertThat(broker.send(message).code()).isEqualTo(ResponseCode.SUCCESS);
        }
        heartbeat("a > 2");
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
        assertThat(broker.fatal.get()).isNull();
    }

    @Test
    void aQueueIsOneClientsUntilItFreesIt() throws Exception {
        assertThat(lock("c1", 0, 1)).containsExactly(0, 1);
        assertThat(lock("c2", 1, 2)).containsExactly(2);
        assertThat(lock("c1", 0, 1, 2)).containsExactly(0, 1);
        String entries = lastIndex();
        assertThat(lock("c1", 0, 1, 2)).containsExactly(0, 1);
        assertThat(lock("c2", 0, 1, 2)).containsExactly(2);
        assertThat(lastIndex())
                .as("young locks and those of others cost no entry")
                .isEqualTo(entries);
        assertThat(unlock("c2", 0, 1).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(lock("c2", 0, 1)).isEmpty();
        assertThat(unlock("c1", 1).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(lock("c2", 0, 1)).containsExactly(1);
        assertThat(lock("c1", 0, 1)).containsExactly(0);
    }

    /** Consumers in order try again themselves: what they send to the retry topic they have given up. */
    @Test
    void whatAConsumerInOrderGivesUpIsADeadLetter() throws Exception {
        Message message = new Message();
        message.topic = "%RETRY%CG";
        message.reconsumeTimes = 1;
        message.maxReconsumeTimes = 3;
        assertThat(broker.send(message).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(maxOffset("%DLQ%CG")).isZero();
        lock("c1", 0);
        assertThat(broker.send(message).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(maxOffset("%DLQ%CG")).isEqualTo(1);
        unlock("c1", 0);
        assertThat(broker.send(message).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(maxOffset("%DLQ%CG")).isEqualTo(1);
        assertThat(maxOffset("%RETRY%CG")).isEqualTo(2);
    }

    private long maxOffset(String topic) throws Exception {
        return Long.parseLong(broker.ask(RemotingCommand.request(RequestCode.GET_MAX_OFFSET)
                        .field("topic", topic)
                        .field("queueId", 0))
                .field("offset"));
    }

    @Test
    void locksSurviveARestart() throws Exception {
        assertThat(lock("c1", 0)).containsExactly(0);
        broker.close();
        broker = new SingleBroker(directory);
        assertThat(lock("c2", 0)).isEmpty();
        assertThat(lock("c1", 0)).containsExactly(0);
    }

    @Test
    void aNamelessClientLocksNothing() throws Exception {
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.LOCK_BATCH_MQ)
                .body(new LockBatchRequest("CG", "", List.of(queue(0))).encode()));
        assertThat(answer.code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(broker.ask(RemotingCommand.request(RequestCode.LOCK_BATCH_MQ).body(new byte[] {1, 2}))
                        .code())
                .isNotEqualTo(ResponseCode.SUCCESS);
    }

    @Test
    void whoReadsElsewhereIsMovedToTheResetOffsetAndCommitsAgainFromThere() throws Exception {
        commit(5);
        assertThat(reset(0, 0, 2).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(committed()).isEqualTo(2);
        commit(5); // of a consumer that has not heard yet
        assertThat(committed()).isEqualTo(2);
        RemotingCommand moved = pull(5, 0);
        assertThat(moved.code()).isEqualTo(ResponseCode.PULL_OFFSET_MOVED);
        assertThat(moved.remark()).isEqualTo("OFFSET_RESET");
        assertThat(moved.field("nextBeginOffset")).isEqualTo("2");
        RemotingCommand found = pull(2, 0);
        assertThat(found.code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(found.field("nextBeginOffset")).isEqualTo("5");
        assertThat(pull(5, 0).code()).isEqualTo(ResponseCode.PULL_NOT_FOUND);
        commit(3);
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void aHeldPullHearsOfAResetAtOnce() throws Exception {
        CompletableFuture<RemotingCommand> held = CompletableFuture.supplyAsync(() -> {
            try {
                return pull(5, 15_000);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        long startNanos = System.nanoTime();
        while (!held.isDone()) {
            assertThat(reset(0, 0, 2).code()).isEqualTo(ResponseCode.SUCCESS);
        }
        assertThat(held.get().code()).isIn(ResponseCode.PULL_NOT_FOUND, ResponseCode.PULL_OFFSET_MOVED);
        assertThat(System.nanoTime() - startNanos).isLessThan(10_000_000_000L);
        assertThat(pull(5, 0).code()).isEqualTo(ResponseCode.PULL_OFFSET_MOVED);
    }

    @Test
    void allQueuesAreResetByTime() throws Exception {
        RemotingCommand answer = reset(1, -1, -1);
        assertThat(QueueOffsets.decode(answer.body()).offsets())
                .hasSize(4)
                .containsEntry(queue(0), 0L)
                .containsEntry(queue(3), 0L);
        answer = reset(-1, -1, -1);
        assertThat(QueueOffsets.decode(answer.body()).offsets()).containsEntry(queue(0), 5L);
        assertThat(committed()).isEqualTo(5);
    }

    @Test
    void whatCannotBeResetIsRefused() throws Exception {
        assertThat(reset(0, 0, 6).code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(reset(0, 4, 0).code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        RemotingCommand unknown = RemotingCommand.request(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET);
        new ResetOffsetHeader("Nowhere", "CG", 0, true, -1, -1).encode(unknown.extFields());
        assertThat(broker.ask(unknown).code()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        RemotingCommand nobody = RemotingCommand.request(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET);
        new ResetOffsetHeader("TopicTest", "Nobody", 0, true, -1, -1).encode(nobody.extFields());
        assertThat(broker.ask(nobody).code()).isEqualTo(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST);
    }

    @Test
    void withoutServerSideResetConsumersThereAreTold() throws Exception {
        broker.close();
        broker = new SingleBroker(directory, "useServerSideResetOffset", "false");
        assertThat(reset(1, -1, -1).code()).isEqualTo(ResponseCode.CONSUMER_NOT_ONLINE);
        heartbeat("a > 2");
        assertThat(reset(1, -1, -1).code()).as("no offset in any queue yet").isEqualTo(ResponseCode.SYSTEM_ERROR);
        commit(5);
        RemotingCommand answer = reset(1, 0, -1);
        assertThat(QueueOffsets.decode(answer.body()).offsets()).containsExactly(Map.entry(queue(0), 0L));
        assertThat(committed())
                .as("what the consumer will commit, once it has moved")
                .isEqualTo(5);
    }

    @Test
    void aClonedGroupStandsWhereItsSourceDoes() throws Exception {
        commit(3);
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.CLONE_GROUP_OFFSET)
                .field("srcGroup", "CG")
                .field("destGroup", "Copy")
                .field("topic", "TopicTest"));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(committed("Copy")).isEqualTo(3);
        RemotingCommand correction = broker.ask(RemotingCommand.request(RequestCode.QUERY_CORRECTION_OFFSET)
                .field("compareGroup", "CG")
                .field("filterGroups", "Copy,Copy")
                .field("topic", "TopicTest"));
        assertThat(correction.body().toString(StandardCharsets.UTF_8)).isEqualTo("{\"correctionOffsets\":{\"0\":3}}");
    }

    @Test
    void anExpressionSelectsAndABadOneIsToldWhenItPulls() throws Exception {
        assertThat(pull(0, 0).field("nextBeginOffset")).isEqualTo("5");
        assertThat(records(pull(0, 0))).isEqualTo(2);
        heartbeat("a >> 2");
        RemotingCommand refused = pull(0, 0);
        assertThat(refused.code()).isEqualTo(ResponseCode.SUBSCRIPTION_PARSE_FAILED);
        assertThat(refused.remark()).contains("does not compile");
    }

    private static int records(RemotingCommand answer) {
        int count = 0;
        var body = answer.body().duplicate();
        while (body.isReadable()) {
            body.skipBytes(body.getInt(body.readerIndex()));
            count++;
        }
        return count;
    }

    private List<Integer> lock(String client, int... queueIds) throws Exception {
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.LOCK_BATCH_MQ)
                .body(new LockBatchRequest("CG", client, queues(queueIds)).encode()));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        return LockBatchReply.decode(answer.body()).locked().stream()
                .map(MessageQueue::queueId)
                .sorted()
                .toList();
    }

    private RemotingCommand unlock(String client, int... queueIds) throws Exception {
        return broker.ask(RemotingCommand.request(RequestCode.UNLOCK_BATCH_MQ)
                .body(new LockBatchRequest("CG", client, queues(queueIds)).encode()));
    }

    private static List<MessageQueue> queues(int... queueIds) {
        return IntStream.of(queueIds).mapToObj(OrderAndResetTest::queue).toList();
    }

    private static MessageQueue queue(int queueId) {
        return new MessageQueue("TopicTest", "broker-a", queueId);
    }

    private String lastIndex() throws Exception {
        return broker.status().replaceAll(".*\"lastIndex\":([0-9]*).*", "$1");
    }

    private RemotingCommand reset(long timestampMillis, int queueId, long offset) throws Exception {
        RemotingCommand request = RemotingCommand.request(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET);
        new ResetOffsetHeader("TopicTest", "CG", timestampMillis, true, queueId, offset).encode(request.extFields());
        return broker.ask(request);
    }

    private void commit(long offset) throws Exception {
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.UPDATE_CONSUMER_OFFSET)
                .field("consumerGroup", "CG")
                .field("topic", "TopicTest")
                .field("queueId", 0)
                .field("commitOffset", offset));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
    }

    private long committed() throws Exception {
        return committed("CG");
    }

    private long committed(String consumerGroup) throws Exception {
        RemotingCommand answer = broker.ask(RemotingCommand.request(RequestCode.QUERY_CONSUMER_OFFSET)
                .field("consumerGroup", consumerGroup)
                .field("topic", "TopicTest")
                .field("queueId", 0)
                .field("setZeroIfNotFound", false));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        return Long.parseLong(answer.field("offset"));
    }

    private long version = 100;

    private void heartbeat(String expression) throws Exception {
        version++;
        String body = "{\"clientID\":\"c1\",\"consumerDataSet\":[{\"consumeFromWhere\":\"CONSUME_FROM_FIRST_OFFSET\","
                + "\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\"CG\",\"messageModel\":\"CLUSTERING\","
                + "\"subscriptionDataSet\":[{\"codeSet\":[],\"expressionType\":\"SQL92\",\"subString\":\"" + expression
                + "\",\"subVersion\":" + version + ",\"tagsSet\":[],\"topic\":\"TopicTest\"}],"
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

    private RemotingCommand pull(long queueOffset, int suspendMillis) throws Exception {
        return broker.ask(RemotingCommand.request(RequestCode.PULL_MESSAGE)
                .field("consumerGroup", "CG")
                .field("topic", "TopicTest")
                .field("queueId", 0)
                .field("queueOffset", queueOffset)
                .field("maxMsgNums", 32)
                .field("sysFlag", suspendMillis > 0 ? 2 : 0)
                .field("commitOffset", 0)
                .field("suspendTimeoutMillis", suspendMillis)
                .field("subVersion", version)
                .field("expressionType", "SQL92"));
    }
}
