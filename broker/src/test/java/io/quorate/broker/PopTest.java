package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.SingleBroker.Message;
import io.quorate.protocol.PopReceipt;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.BatchAckRequest;
import io.quorate.protocol.body.QueryAssignmentRequest;
import io.quorate.protocol.header.PopMessageHeader;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.remoting.RemotingCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Popping as it goes over the wire, with receipts made as clients make them. */
class PopTest {
    private static final String TOPIC = "TopicTest";
    private static final int LONG = 60_000;

    /** What a client has of a message. */
    private record Popped(
            String body, int queueId, long queueOffset, int reconsumeTimes, String properties, PopReceipt receipt) {}

    @TempDir
    Path directory;

    private SingleBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new SingleBroker(directory);
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
        assertThat(broker.fatal.get()).isNull();
    }

    private void send(int queueId, String body, String properties) throws Exception {
        Message message = new Message();
        message.queueId = queueId;
        message.properties = properties;
        message.body = body.getBytes(StandardCharsets.UTF_8);
        assertThat(broker.send(message).code()).isEqualTo(ResponseCode.SUCCESS);
    }

    private void send(int queueId, String... bodies) throws Exception {
        for (String body : bodies) {
            send(queueId, body, "");
        }
    }

    /** A pop to be spoilt or bettered in one respect. */
    private static RemotingCommand pop(int queueId, int messagesMax, long invisibleMillis, long pollMillis) {
        return pop(queueId, messagesMax, invisibleMillis, pollMillis, "", false, "");
    }

    private static RemotingCommand pop(
            int queueId,
            int messagesMax,
            long invisibleMillis,
            long pollMillis,
            String tags,
            boolean ordered,
            String attempt) {
        RemotingCommand request = RemotingCommand.request(RequestCode.POP_MESSAGE);
        new PopMessageHeader(
                        "CG",
                        TOPIC,
                        queueId,
                        messagesMax,
                        invisibleMillis,
                        pollMillis,
                        System.currentTimeMillis(),
                        PopMessageHeader.FROM_MIN,
                        "TAG",
                        tags,
                        ordered,
                        attempt)
                .encode(request.extFields());
        return request;
    }

    private static RemotingCommand ordered(String attempt, long invisibleMillis) {
        return pop(0, 8, invisibleMillis, 0, "", true, attempt);
    }

    private List<Popped> popped(RemotingCommand request) throws Exception {
        RemotingCommand answer = broker.ask(request);
        if (answer.code() == ResponseCode.POLLING_TIMEOUT) {
            return List.of();
        }
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        return messages(answer);
    }

    private static List<Popped> messages(RemotingCommand answer) {
        Map<Integer, Long> starts = new HashMap<>();
        for (String item : answer.field("startOffsetInfo").split(";", -1)) {
            String[] parts = item.split(" ", -1);
            assertThat(parts[0]).isEqualTo("0");
            assertThat(starts.put(Integer.parseInt(parts[1]), Long.parseLong(parts[2])))
                    .isNull();
        }
        List<Popped> messages = new ArrayList<>();
        StringBuilder offsets = new StringBuilder();
        ByteBuffer records = answer.body().nioBuffer();
        int lastQueue = -1;
        while (records.hasRemaining()) {
            MessageRecordView view = new MessageRecordView().wrap(records);
            assertThat(view.problemWithBody()).isNull();
            offsets.append(view.queueId() == lastQueue ? "," : (lastQueue < 0 ? "" : ";") + "0 " + view.queueId() + " ")
                    .append(view.queueOffset());
            lastQueue = view.queueId();
            messages.add(new Popped(
                    StandardCharsets.UTF_8.decode(view.body()).toString(),
                    view.queueId(),
                    view.queueOffset(),
                    view.reconsumeTimes(),
                    view.properties(),
                    new PopReceipt(
                            starts.get(view.queueId()),
                            Long.parseLong(answer.field("popTime")),
                            Long.parseLong(answer.field("invisibleTime")),
                            Integer.parseInt(answer.field("reviveQid")),
                            "0",
                            "broker-a",
                            view.queueId(),
                            view.queueOffset())));
            records.position(records.position() + view.totalBytes());
        }
        assertThat(answer.field("msgOffsetInfo")).isEqualTo(offsets.toString());
        return messages;
    }

    private static List<String> bodies(List<Popped> messages) {
        return messages.stream().map(Popped::body).toList();
    }

    /** Until there is something. */
    private List<Popped> poppedAtLast(RemotingCommand... requests) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            for (RemotingCommand request : requests) {
                List<Popped> messages =
                        popped(RemotingCommand.request(request.code()).extFields(request.extFields()));
                if (!messages.isEmpty()) {
                    return messages;
                }
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private RemotingCommand about(int code, Popped message) {
        return RemotingCommand.request(code)
                .field("consumerGroup", "CG")
                .field("topic", TOPIC)
                .field("queueId", message.queueId)
                .field("extraInfo", message.receipt.encode())
                .field("offset", message.queueOffset);
    }

    private void ack(Popped message) throws Exception {
        assertThat(broker.ask(about(RequestCode.ACK_MESSAGE, message)).code()).isEqualTo(ResponseCode.SUCCESS);
    }

    private RemotingCommand change(Popped message, long invisibleMillis) throws Exception {
        return broker.ask(
                about(RequestCode.CHANGE_MESSAGE_INVISIBLETIME, message).field("invisibleTime", invisibleMillis));
    }

    private String stats() throws Exception {
        return broker.ask(RemotingCommand.request(RequestCode.GET_CONSUME_STATS)
                        .field("consumerGroup", "CG")
                        .field("topic", TOPIC))
                .body()
                .toString(StandardCharsets.UTF_8);
    }

    @Test
    void eachMessageIsGivenOnceWhileItIsInHandAndNeverAgainOnceAcknowledged() throws Exception {
        send(0, "a", "b", "c");
        send(1, "d");
        List<Popped> all = popped(pop(-1, 32, LONG, 0));
        assertThat(bodies(all)).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(all).allMatch(message -> message.reconsumeTimes == 0);
        assertThat(popped(pop(-1, 32, LONG, 0))).isEmpty();
        assertThat(stats()).contains("\"brokerOffset\":3,\"consumerOffset\":0").contains("\"pullOffset\":3");
        for (Popped message : all) {
            ack(message);
            ack(message); // harmless
        }
        assertThat(stats()).contains("\"brokerOffset\":3,\"consumerOffset\":3");
        send(0, "e");
        assertThat(bodies(popped(pop(0, 1, LONG, 0)))).containsExactly("e");
    }

    @Test
    void whatIsNotAcknowledgedInTimeComesBackAsItIsButForItsCount() throws Exception {
        send(0, "a", "TAGS\1T\2k\1v"); // as some clients send it, the last pair left open
        send(0, "b", "");
        List<Popped> first = popped(pop(0, 32, 300, 0));
        ack(first.get(1));
        List<Popped> again = poppedAtLast(pop(0, 32, 300, 1000));
        assertThat(bodies(again)).containsExactly("a");
        Popped a = again.get(0);
        assertThat(a.reconsumeTimes).isEqualTo(1);
        assertThat(a.queueOffset).isZero();
        assertThat(a.receipt.popMillis())
                .isGreaterThanOrEqualTo(first.get(0).receipt.popMillis() + 300);
        assertThat(a.properties)
                .contains("k\1v\2")
                .contains("1ST_POP_TIME\1" + first.get(0).receipt.popMillis() + "\2");
        assertThat(poppedAtLast(pop(0, 32, LONG, 1000)).get(0).reconsumeTimes).isEqualTo(2);
        ack(first.get(0)); // late, and good
        assertThat(stats()).contains("\"consumerOffset\":2");
    }

    @Test
    void timeIsChangedWithTheNewestReceiptOnly() throws Exception {
        send(0, "a");
        Popped a = popped(pop(0, 1, LONG, 0)).get(0);
        RemotingCommand changed = change(a, 1);
        assertThat(changed.code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(changed.field("invisibleTime")).isEqualTo("1");
        Popped again = poppedAtLast(pop(0, 1, LONG, 1000)).get(0);
        assertThat(again.reconsumeTimes).isEqualTo(1);
        assertThat(change(a, 1).code()).isEqualTo(ResponseCode.NO_MESSAGE);
        ack(again);
        assertThat(change(again, 1).code()).isEqualTo(ResponseCode.NO_MESSAGE);
    }

    @Test
    void aPollIsAnsweredByTheMessageItWaitsForOrWhenItsTimeIsUp() throws Exception {
        send(0, "a");
        ack(popped(pop(0, 1, LONG, 0)).get(0));
        CompletableFuture<RemotingCommand> polling = asking(pop(-1, 1, LONG, LONG, "T", false, ""));
        awaitWaiting(1);
        send(2, "x", "TAGS\1U\2");
        send(2, "b", "TAGS\1T\2");
        RemotingCommand answer = polling.get(20, TimeUnit.SECONDS);
        assertThat(bodies(messages(answer))).containsExactly("b");
        assertThat(broker.ask(pop(-1, 1, LONG, 100)).code()).isEqualTo(ResponseCode.POLLING_TIMEOUT);
        awaitWaiting(0);
    }

    private CompletableFuture<RemotingCommand> asking(RemotingCommand request) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return broker.ask(request);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void awaitWaiting(int count) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        RemotingCommand request = RemotingCommand.request(RequestCode.POLLING_INFO)
                .field("consumerGroup", "CG")
                .field("topic", TOPIC)
                .field("queueId", -1);
        while (!broker.ask(RemotingCommand.request(request.code()).extFields(request.extFields()))
                .field("pollingNum")
                .equals(Integer.toString(count))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    @Test
    void orderedQueueIsShutUntilItsBatchIsDoneAndComesBackInOrder() throws Exception {
        send(0, "a", "b", "c");
        RemotingCommand two = pop(0, 2, 500, 0, "", true, "x");
        RemotingCommand answer = broker.ask(two);
        List<Popped> batch = messages(answer);
        assertThat(bodies(batch)).containsExactly("a", "b");
        assertThat(answer.field("reviveQid")).isEqualTo("999");
        assertThat(answer.field("orderCountInfo")).isEqualTo("0 0 0");
        assertThat(popped(ordered("y", LONG))).isEmpty();
        assertThat(bodies(popped(ordered("x", 500)))).containsExactly("a", "b"); // the same attempt once more

        RemotingCommand later = broker.ask(ordered("z", LONG));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (later.code() == ResponseCode.POLLING_TIMEOUT) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            later = broker.ask(pop(0, 8, LONG, 1000, "", true, "z"));
        }
        assertThat(later.field("orderCountInfo")).isEqualTo("0 qo0%0 1;0 qo0%1 1;0 0 1");
        List<Popped> again = messages(later);
        ack(batch.get(0)); // of the delivery before: does not count
        ack(again.get(1));
        CompletableFuture<RemotingCommand> polling = asking(pop(0, 8, LONG, LONG, "", true, "w"));
        ack(again.get(0));
        assertThat(bodies(messages(polling.get(20, TimeUnit.SECONDS)))).containsExactly("c");
    }

    @Test
    void aBatchOfAcknowledgementsIsTakenWhole() throws Exception {
        send(0, "a", "b", "c");
        send(1, "d");
        List<Popped> all = popped(pop(-1, 32, LONG, 0));
        List<BatchAckRequest.Ack> acks = new ArrayList<>();
        for (Popped message : all) {
            BitSet bits = new BitSet();
            bits.set((int) (message.queueOffset - message.receipt.startOffset()));
            acks.add(new BatchAckRequest.Ack(
                    "CG",
                    TOPIC,
                    "0",
                    message.receipt.startOffset(),
                    message.queueId,
                    0,
                    message.receipt.popMillis(),
                    LONG,
                    bits));
        }
        RemotingCommand request = RemotingCommand.request(RequestCode.BATCH_ACK_MESSAGE)
                .body(new BatchAckRequest(acks).encode("broker-a"));
        assertThat(broker.ask(request).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(stats()).contains("\"consumerOffset\":3").contains("\"consumerOffset\":1");
        assertThat(broker.ask(RemotingCommand.request(RequestCode.BATCH_ACK_MESSAGE))
                        .code())
                .isEqualTo(ResponseCode.NO_MESSAGE);
    }

    @Test
    void expressionsChooseWhatIsGivenAndTheRestIsPassedOver() throws Exception {
        send(0, "a", "n\0011\2");
        send(0, "b", "n\0019\2");
        RemotingCommand request = pop(0, 8, LONG, 0);
        request.field("expType", "SQL92").field("exp", "n > 5");
        assertThat(bodies(popped(request))).containsExactly("b");
        assertThat(popped(pop(0, 8, LONG, 0))).isEmpty();
        assertThat(broker.ask(pop(0, 8, LONG, 0).field("expType", "SQL92").field("exp", "n >"))
                        .code())
                .isEqualTo(ResponseCode.SUBSCRIPTION_PARSE_FAILED);
    }

    @Test
    void modesAreKeptAndQueuesSharedOutByThem() throws Exception {
        send(0, "a");
        String mode = "{\"topic\":\"TopicTest\",\"consumerGroup\":\"CG\",\"mode\":\"POP\",\"popShareQueueNum\":2}";
        // Nobody has used the group yet.
        assertThat(set(mode).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(set(mode.replace("TopicTest", "No")).code()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        assertThat(set(mode.replace("TopicTest", "%RETRY%CG")).code()).isEqualTo(ResponseCode.NO_PERMISSION);
        assertThat(set(mode.replace("POP", "PUSH")).code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        RemotingCommand all = broker.ask(RemotingCommand.request(RequestCode.GET_ALL_MESSAGE_REQUEST_MODE));
        assertThat(all.body().toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"messageRequestModeMap\":{\"TopicTest\":{\"CG\":{\"consumerGroup\":\"CG\",\"mode\":\"POP\","
                                + "\"popShareQueueNum\":2,\"topic\":\"TopicTest\"}}}}");
        // Nobody knows this member; of a broadcasting one that does not matter.
        assertThat(assignment("CLUSTERING")).isEqualTo("{}");
        assertThat(assignment("BROADCASTING")).contains("\"queueId\":3").contains("\"mode\":\"PULL\"");
    }

    private RemotingCommand set(String mode) throws Exception {
        return broker.ask(RemotingCommand.request(RequestCode.SET_MESSAGE_REQUEST_MODE)
                .body(mode.getBytes(StandardCharsets.UTF_8)));
    }

    private String assignment(String messageModel) throws Exception {
        return broker.ask(RemotingCommand.request(RequestCode.QUERY_ASSIGNMENT)
                        .body(new QueryAssignmentRequest(TOPIC, "CG", "me", "AVG", messageModel).encode()))
                .body()
                .toString(StandardCharsets.UTF_8);
    }

    @Test
    void lookingTakesNothing() throws Exception {
        send(0, "a");
        RemotingCommand peek = RemotingCommand.request(RequestCode.PEEK_MESSAGE)
                .field("consumerGroup", "CG")
                .field("topic", TOPIC)
                .field("queueId", 0)
                .field("maxMsgNums", 8);
        assertThat(bodies(popped(peek))).containsExactly("a");
        RemotingCommand notification = RemotingCommand.request(RequestCode.NOTIFICATION)
                .field("consumerGroup", "CG")
                .field("topic", TOPIC)
                .field("queueId", -1)
                .field("pollTime", 100)
                .field("bornTime", System.currentTimeMillis());
        assertThat(broker.ask(notification).field("hasMsg")).isEqualTo("true");
        assertThat(bodies(popped(pop(0, 8, LONG, 0)))).containsExactly("a");
        RemotingCommand nothing =
                broker.ask(RemotingCommand.request(RequestCode.NOTIFICATION).extFields(notification.extFields()));
        assertThat(nothing.code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(nothing.field("hasMsg")).isEqualTo("false");
    }

    @Test
    void whatIsWrongIsRefusedByItsName() throws Exception {
        send(0, "a");
        assertThat(broker.ask(pop(0, 33, LONG, 0)).code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(broker.ask(pop(4, 1, LONG, 0)).code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(broker.ask(pop(0, 1, -1, 0)).code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(broker.ask(pop(0, 1, LONG, 0).field("topic", "No")).code()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        assertThat(broker.ask(pop(0, 1, LONG, 0).field("consumerGroup", "a b")).code())
                .isEqualTo(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST);
        Popped a = popped(pop(0, 1, LONG, 0)).get(0);
        assertThat(broker.ask(about(RequestCode.ACK_MESSAGE, a).field("topic", "No"))
                        .code())
                .isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        assertThat(broker.ask(about(RequestCode.ACK_MESSAGE, a).field("queueId", 4))
                        .code())
                .isEqualTo(ResponseCode.MESSAGE_ILLEGAL);
        assertThat(broker.ask(about(RequestCode.ACK_MESSAGE, a).field("offset", 2))
                        .code())
                .isEqualTo(ResponseCode.NO_MESSAGE);
        assertThat(broker.ask(about(RequestCode.ACK_MESSAGE, a).field("extraInfo", "1 2"))
                        .code())
                .isEqualTo(ResponseCode.INVALID_PARAMETER);
    }
}
