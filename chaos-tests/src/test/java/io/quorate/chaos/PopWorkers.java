package io.quorate.chaos;

import io.quorate.protocol.PopReceipt;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.PopMessageHeader;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Threads that pop one topic for one group, each by the wire's own requests, asking whatever node is said to lead. They
 * acknowledge most messages, forget some and change the time of others, and note what must never be.
 */
final class PopWorkers implements AutoCloseable {
    private static final int THREADS = 3;
    private static final int MESSAGES_MAX = 16;
    static final long INVISIBLE_MILLIS = 2000;
    private static final long CHANGED_MILLIS = 300;
    private static final long POLL_MILLIS = 500;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** A message by its place. */
    private record Place(int queueId, long queueOffset) {}

    /** One time that a message was given out. */
    private static final class Delivery {
        final String key;
        final long popMillis;
        final int reconsumeTimes;
        volatile long visibleMillis;

        Delivery(String key, long popMillis, int reconsumeTimes) {
            this.key = key;
            this.popMillis = popMillis;
            this.reconsumeTimes = reconsumeTimes;
            this.visibleMillis = popMillis + INVISIBLE_MILLIS;
        }
    }

    private final LocalGroup group;
    private final String topic;
    private final IoLoops loops = new IoLoops("pop-workers", 1);
    private final RemotingClient client = new RemotingClient(
            RemotingClientConfig.defaults(), loops, HandlerTable.builder().build());
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Place, Queue<Delivery>> deliveries = new ConcurrentHashMap<>();
    private final Set<Place> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> ackedKeys = ConcurrentHashMap.newKeySet();
    private final Set<String> violations = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet(); // acknowledgements without an answer
    private volatile boolean forgetful = true;
    private volatile boolean stopped;

    private PopWorkers(LocalGroup group, String topic) {
        this.group = group;
        this.topic = topic;
    }

    static PopWorkers start(LocalGroup group, String topic) {
        PopWorkers workers = new PopWorkers(group, topic);
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            Thread thread = new Thread(() -> workers.workUntilStopped(random), "pop-worker-" + i);
            thread.setDaemon(true);
            thread.start();
            workers.threads.add(thread);
        }
        return workers;
    }

    int ackedCount() {
        return acknowledged.size();
    }

    /** From now on whatever comes is acknowledged. */
    void finishUp() {
        forgetful = false;
    }

    /** To be called after {@link #close}. Each delivery of a message comes when it is hidden no more, and counts one more. */
    Set<String> violations() {
        deliveries.forEach((place, queue) -> {
            List<Delivery> sorted = queue.stream()
                    .sorted(Comparator.comparingLong(delivery -> delivery.popMillis))
                    .toList();
            for (int i = 1; i < sorted.size(); i++) {
                Delivery before = sorted.get(i - 1);
                Delivery again = sorted.get(i);
                if (again.popMillis < before.visibleMillis || again.reconsumeTimes <= before.reconsumeTimes) {
                    violations.add(again.key + " at " + place + " was popped at " + again.popMillis + ", hidden until "
                            + before.visibleMillis + "; reconsumeTimes " + again.reconsumeTimes + " after "
                            + before.reconsumeTimes);
                }
            }
        });
        return violations;
    }

    int redeliveredCount() {
        return (int)
                deliveries.values().stream().filter(queue -> queue.size() > 1).count();
    }

    /** Keys of messages that are acknowledged, or may be. */
    boolean isDoneWith(String key) {
        return ackedKeys.contains(key) || unknown.contains(key);
    }

    private void workUntilStopped(Random random) {
        Optional<String> leader = Optional.empty();
        while (!stopped) {
            try {
                if (leader.isEmpty()) {
                    leader = group.leader().map(node -> "127.0.0.1:" + group.port(node.node()));
                }
                if (leader.isPresent()) {
                    work(leader.get(), random);
                }
            } catch (ExecutionException | TimeoutException gone) {
                leader = Optional.empty();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void work(String leader, Random random) throws ExecutionException, TimeoutException, InterruptedException {
        Set<Place> before = Set.copyOf(acknowledged);
        RemotingCommand answer = ask(leader, popRequest());
        if (answer.code() != ResponseCode.SUCCESS) {
            if (answer.code() != ResponseCode.POLLING_TIMEOUT) {
                TimeUnit.MILLISECONDS.sleep(50);
                throw new TimeoutException(answer.remark());
            }
            return;
        }
        long popMillis = Long.parseLong(answer.field("popTime"));
        ByteBuffer records = answer.body().nioBuffer();
        MessageRecordView view = new MessageRecordView();
        while (records.hasRemaining()) {
            view.wrap(records);
            Place place = new Place(view.queueId(), view.queueOffset());
            String key = MessageProperties.parse(view.propertiesUtf8()).get(PropertyNames.KEYS);
            if (before.contains(place)) {
                violations.add(key + " at " + place + " was given out though it had been acknowledged");
            }
            Delivery delivery = new Delivery(key, popMillis, view.reconsumeTimes());
            deliveries
                    .computeIfAbsent(place, absent -> new ConcurrentLinkedQueue<>())
                    .add(delivery);
            records.position(records.position() + view.totalBytes());
            handle(leader, place, delivery, random);
        }
    }

    private void handle(String leader, Place place, Delivery delivery, Random random)
            throws ExecutionException, TimeoutException, InterruptedException {
        int what = forgetful ? random.nextInt(10) : 9;
        if (what == 0) {
            return; // forgotten
        }
        PopReceipt receipt = new PopReceipt(
                place.queueOffset,
                delivery.popMillis,
                INVISIBLE_MILLIS,
                0,
                PopReceipt.OF_TOPIC,
                LocalGroup.GROUP,
                place.queueId,
                place.queueOffset);
        if (what == 1) {
            change(leader, delivery, receipt);
            return;
        }
        boolean answered = false;
        try {
            answered = ask(leader, about(RequestCode.ACK_MESSAGE, receipt)).code() == ResponseCode.SUCCESS;
        } finally {
            if (answered) {
                acknowledged.add(place);
                ackedKeys.add(delivery.key);
            } else {
                unknown.add(delivery.key);
            }
        }
    }

    private void change(String leader, Delivery delivery, PopReceipt receipt)
            throws ExecutionException, TimeoutException, InterruptedException {
        delivery.visibleMillis = 0; // without an answer it may be the old time or the new
        RemotingCommand answer = ask(
                leader,
                about(RequestCode.CHANGE_MESSAGE_INVISIBLETIME, receipt).field("invisibleTime", CHANGED_MILLIS));
        if (answer.code() == ResponseCode.SUCCESS) {
            delivery.visibleMillis =
                    Long.parseLong(answer.field("popTime")) + Long.parseLong(answer.field("invisibleTime"));
        }
    }

    private RemotingCommand popRequest() {
        RemotingCommand request = RemotingCommand.request(RequestCode.POP_MESSAGE);
        new PopMessageHeader(
                        "pop-raw",
                        topic,
                        -1,
                        MESSAGES_MAX,
                        INVISIBLE_MILLIS,
                        POLL_MILLIS,
                        System.currentTimeMillis(),
                        PopMessageHeader.FROM_MIN,
                        "TAG",
                        "*",
                        false,
                        "")
                .encode(request.extFields());
        return request;
    }

    private RemotingCommand about(int code, PopReceipt receipt) {
        return RemotingCommand.request(code)
                .field("consumerGroup", "pop-raw")
                .field("topic", topic)
                .field("queueId", receipt.queueId())
                .field("offset", receipt.queueOffset())
                .field("extraInfo", receipt.encode());
    }

    private RemotingCommand ask(String leader, RemotingCommand request)
            throws ExecutionException, TimeoutException, InterruptedException {
        return client.invoke(leader, request, TIMEOUT).get(TIMEOUT.toMillis() * 2, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(TIMEOUT.toMillis() * 3);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
            loops.close();
        }
    }
}
