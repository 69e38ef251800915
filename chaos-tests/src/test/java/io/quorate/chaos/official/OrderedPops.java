package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.AckCallback;
import org.apache.rocketmq.client.consumer.AckResult;
import org.apache.rocketmq.client.consumer.AckStatus;
import org.apache.rocketmq.client.consumer.PopCallback;
import org.apache.rocketmq.client.consumer.PopResult;
import org.apache.rocketmq.client.consumer.PopStatus;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.apache.rocketmq.remoting.protocol.header.AckMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.ExtraInfoUtil;
import org.apache.rocketmq.remoting.protocol.header.PopMessageRequestHeader;

/**
 * Pops two queues in order, acknowledging message by message, and a topic without order, acknowledging in batches, by the calls that
 * RocketMQ's proxy makes. Now and then what was popped is forgotten, or the rest of it. The leader may die meanwhile.
 *
 * <p>Arguments: NameServer, prefix of topics and groups, file for the facts. Facts, in the order of what happened to a topic and
 * queue: {@code POPPED topic queueId queueOffset popMillis reconsumeTimes}, then {@code ACKED topic queueId queueOffset} of those
 * whose acknowledgement was answered, {@code UNKNOWN ...} of those whose was not.
 */
public final class OrderedPops {
    public static final String ORDERED = "-ordered";
    public static final String BATCHES = "-batches";
    public static final int COUNT = 120; // in each ordered queue, and in all of the other topic
    public static final long INVISIBLE_MILLIS = 2000;

    private static final int ORDERED_QUEUES = 2;
    private static final int ANY_QUEUE = -1;
    private static final int ORDERED_POP_MAX = 4;
    private static final int POP_MAX = 16;
    private static final int FORGET_EVERY = 6; // pops
    private static final long POLL_MILLIS = 500;
    private static final long TIMEOUT_MILLIS = 3000;
    private static final long PAUSE_MILLIS = 50;

    private final String topic;
    private final String consumerGroup;
    private final boolean ordered;
    private final int queueId;
    private final BrokerCalls calls;
    private final Facts facts;
    private final Set<String> done = ConcurrentHashMap.newKeySet(); // acknowledged, or perhaps
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

    private OrderedPops(String prefix, int queueId, BrokerCalls calls, Facts facts) {
        this.ordered = queueId != ANY_QUEUE;
        this.topic = prefix + (ordered ? ORDERED : BATCHES);
        this.consumerGroup = topic + "-group";
        this.queueId = queueId;
        this.calls = calls;
        this.facts = facts;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[2]));
                    Clients clients = new Clients(args[0], args[1])) {
                run(clients, facts);
            }
        });
    }

    private static void run(Clients clients, Facts facts) throws Exception {
        DefaultMQProducer producer = clients.producer();
        BrokerCalls calls = new BrokerCalls(producer);
        for (String kind : List.of(ORDERED, BATCHES)) {
            calls.putTopic(clients.topic() + kind, BrokerCalls.READ | BrokerCalls.WRITE);
        }
        for (int i = 0; i < COUNT; i++) {
            for (int queueId = 0; queueId < ORDERED_QUEUES; queueId++) {
                send(producer, clients.topic() + ORDERED, queueId);
            }
            send(producer, clients.topic() + BATCHES, i % BrokerCalls.QUEUE_COUNT);
        }
        List<Callable<Void>> loops = new ArrayList<>();
        for (int queueId = ANY_QUEUE; queueId < ORDERED_QUEUES; queueId++) {
            loops.add(new OrderedPops(clients.topic(), queueId, calls, facts)::popAll);
        }
        ExecutorService threads = Executors.newFixedThreadPool(loops.size());
        for (Future<Void> loop : threads.invokeAll(loops)) {
            loop.get();
        }
        threads.shutdown();
        facts.add(Facts.DONE);
    }

    private static void send(DefaultMQProducer producer, String topic, int queueId) throws Exception {
        producer.send(Clients.message(topic, "T", "key"), new MessageQueue(topic, "broker-a", queueId));
    }

    private Void popAll() throws Exception {
        for (int round = 1; done.size() < COUNT; round++) {
            try {
                String leader = calls.leader();
                List<MessageExt> messages = pop(leader, round);
                if (messages.isEmpty()) {
                    continue;
                }
                if (ordered) {
                    acknowledgeInOrder(leader, messages, round);
                } else {
                    acknowledgeTogether(leader, messages);
                }
            } catch (RemotingException | MQBrokerException | MQClientException | IllegalStateException noLeader) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
        return null;
    }

    private List<MessageExt> pop(String leader, int round) throws Exception {
        PopMessageRequestHeader header = new PopMessageRequestHeader();
        header.setConsumerGroup(consumerGroup);
        header.setTopic(topic);
        header.setQueueId(queueId);
        header.setMaxMsgNums(ordered ? ORDERED_POP_MAX : POP_MAX);
        header.setInvisibleTime(INVISIBLE_MILLIS);
        header.setPollTime(POLL_MILLIS);
        header.setBornTime(System.currentTimeMillis());
        header.setInitMode(0); // from the beginning
        header.setExpType("TAG");
        header.setExp("*");
        header.setOrder(ordered);
        header.setAttemptId(topic + queueId + "-" + round);
        CompletableFuture<PopResult> answer = new CompletableFuture<>();
        calls.api().popMessageAsync("broker-a", leader, header, TIMEOUT_MILLIS, new PopCallback() {
            @Override
            public void onSuccess(PopResult result) {
                answer.complete(result);
            }

            @Override
            public void onException(Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        PopResult result = answered(answer);
        if (result.getPopStatus() != PopStatus.FOUND) {
            return List.of();
        }
        for (MessageExt message : result.getMsgFoundList()) {
            tell("POPPED", message, result.getPopTime(), message.getReconsumeTimes());
        }
        return result.getMsgFoundList();
    }

    /** What fails is told as what it is: a refusal, or no answer. */
    private static <T> T answered(CompletableFuture<T> answer) throws Exception {
        try {
            return answer.get(2 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    /** Or forgets all of it, or all but the first: those are hidden for a while, and then come again, they and nothing else. */
    private void acknowledgeInOrder(String leader, List<MessageExt> messages, int round) throws Exception {
        int acknowledged = round % FORGET_EVERY == 0 ? 0 : round % FORGET_EVERY == 3 ? 1 : messages.size();
        for (MessageExt message : messages.subList(0, acknowledged)) {
            acknowledge(List.of(message), callback -> {
                String[] receipt = ExtraInfoUtil.split(message.getProperty(MessageConst.PROPERTY_POP_CK));
                AckMessageRequestHeader header = new AckMessageRequestHeader();
                header.setTopic(ExtraInfoUtil.getRealTopic(receipt, topic, consumerGroup));
                header.setQueueId(ExtraInfoUtil.getQueueId(receipt));
                header.setOffset(ExtraInfoUtil.getQueueOffset(receipt));
                header.setConsumerGroup(consumerGroup);
                header.setExtraInfo(message.getProperty(MessageConst.PROPERTY_POP_CK));
                calls.api().ackMessageAsync(leader, TIMEOUT_MILLIS, callback, header);
            });
        }
    }

    /** All but some that come for the first time. */
    private void acknowledgeTogether(String leader, List<MessageExt> messages) throws Exception {
        List<MessageExt> acknowledged = messages.stream()
                .filter(message -> message.getQueueOffset() % FORGET_EVERY != 0 || !forgotten.add(place(message)))
                .toList();
        if (acknowledged.isEmpty()) {
            return;
        }
        List<String> receipts = acknowledged.stream()
                .map(message -> message.getProperty(MessageConst.PROPERTY_POP_CK))
                .toList();
        acknowledge(
                acknowledged,
                callback -> calls.api()
                        .batchAckMessageAsync(leader, TIMEOUT_MILLIS, callback, topic, consumerGroup, receipts));
    }

    /** A call that answers later. */
    private interface AckCall {
        void ask(AckCallback callback) throws Exception;
    }

    private void acknowledge(List<MessageExt> messages, AckCall call) throws Exception {
        CompletableFuture<AckResult> answer = new CompletableFuture<>();
        String outcome;
        try {
            call.ask(new AckCallback() {
                @Override
                public void onSuccess(AckResult result) {
                    answer.complete(result);
                }

                @Override
                public void onException(Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
            outcome = answered(answer).getStatus() == AckStatus.OK ? "ACKED" : "REFUSED";
        } catch (RemotingException | MQBrokerException unanswered) {
            outcome = "UNKNOWN";
        }
        for (MessageExt message : messages) {
            tell(outcome, message);
            if (!outcome.equals("REFUSED")) {
                done.add(place(message));
            }
        }
        if (outcome.equals("UNKNOWN")) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private void tell(String kind, MessageExt message, Object... more) {
        List<Object> words = new ArrayList<>(List.of(kind, topic, message.getQueueId(), message.getQueueOffset()));
        words.addAll(List.of(more));
        facts.add(words.toArray());
    }

    private static String place(MessageExt message) {
        return message.getQueueId() + "/" + message.getQueueOffset();
    }
}
