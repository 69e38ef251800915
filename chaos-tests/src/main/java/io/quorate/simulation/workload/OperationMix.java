package io.quorate.simulation.workload;

import io.quorate.broker.pop.PopQuery;
import io.quorate.broker.state.QueueKey;
import io.quorate.simulation.world.Chance;
import java.util.ArrayList;
import java.util.List;

/** Draws what a client does next. A new operation is one more maker here. */
final class OperationMix {
    /** Makes an operation for the client's process of this name. */
    private interface Maker {
        Operation make(String process);
    }

    static final int SIZE = 15;
    private static final double RECALL_PERCENT = 30;
    private static final double UNLOCK_PERCENT = 35;
    private static final int LEVELS = 4;
    private static final long DELAY_MILLIS_MAX = 3000;
    private static final int BATCH_MAX = 3;
    private static final long HIDDEN_MILLIS_MAX = 3000;
    private static final String DELETABLE = "D0";
    private static final double DELETABLE_PERCENT = 25;

    private final WorkloadOptions options;
    private final History history;
    private final Chance chance;
    private final QueueLockHistory locks = new QueueLockHistory();
    private final List<Maker> makers;

    OperationMix(WorkloadOptions options, History history, SharedOffsets shared, Chance chance) {
        this.options = options;
        this.history = history;
        this.chance = chance;
        this.makers = List.of(
                process -> send(),
                this::commitOffset,
                process -> poll(),
                this::readOffset,
                process -> putTopic(),
                process -> new CommitSharedOffset(shared, process.hashCode()),
                process -> new ReadSharedOffset(shared, process.hashCode()),
                process -> readQueueEnd(),
                process -> sendBatch(),
                process -> delayed(),
                this::lock,
                process -> pop(),
                process -> ackPopped(),
                process -> changePopped(),
                process -> new DeleteTopic(DELETABLE));
    }

    /** Half of it reads, half of it what is read. */
    static List<Integer> weightsOfReading(Chance chance) {
        return List.of(
                chance.between(5, 30),
                0,
                1,
                0,
                0,
                chance.between(0, 10),
                chance.between(1, 10),
                20,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    Operation next(String process) {
        int drawn = chance.below(
                options.weights().stream().mapToInt(Integer::intValue).sum());
        int kind = 0;
        while (drawn >= options.weights().get(kind)) {
            drawn -= options.weights().get(kind++);
        }
        return makers.get(kind).make(process);
    }

    Operation send() {
        return new SendMessage(
                history, history.newMessage(sendTopic(), queueId(), chance.between(0, options.paddingBytesMax())));
    }

    private Operation sendBatch() {
        String topic = sendTopic();
        int queueId = queueId();
        int count = chance.between(1, BATCH_MAX);
        List<Sent> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(history.newMessage(topic, queueId, chance.between(0, options.paddingBytesMax() / BATCH_MAX)));
        }
        return new SendMessage(history, messages);
    }

    private Operation delayed() {
        Sent recallable = chance.percent(RECALL_PERCENT) ? history.delayed().recallable(chance) : null;
        return recallable == null ? sendDelayed() : new RecallMessage(history, recallable);
    }

    /** To a topic that is never deleted: what is pending then is dropped. */
    private Operation sendDelayed() {
        Sent message = history.newMessage(topic(), queueId(), chance.between(0, options.paddingBytesMax()));
        int level = 1 + chance.below(LEVELS);
        message.delay = switch (chance.below(3)) {
            case 0 -> SentDelay.ofLevel(level, level * DELAY_MILLIS_MAX / LEVELS);
            case 1 -> SentDelay.ofMillis(chance.logBetween(1, DELAY_MILLIS_MAX));
            default -> SentDelay.until(history.nowMillis() + chance.logBetween(1, DELAY_MILLIS_MAX));
        };
        return new SendMessage(history, message);
    }

    /** Sometimes one that is deleted now and then; nobody keeps consumer offsets there, which go with it. */
    private String sendTopic() {
        boolean deletes = options.weights().get(SIZE - 1) > 0;
        return deletes && chance.percent(DELETABLE_PERCENT) ? DELETABLE : topic();
    }

    private Operation lock(String process) {
        QueueKey queue = new QueueKey(QueueLockHistory.TOPIC, queueId());
        return chance.percent(UNLOCK_PERCENT)
                ? new UnlockQueue(locks, process, queue, chance.coin())
                : new LockQueue(locks, process, queue);
    }

    private Operation commitOffset(String process) {
        String consumerGroup = "group-of-" + process; // one writer
        String topic = topic();
        int queueId = queueId();
        return new CommitOffset(consumerGroup, topic, queueId, history.offsets(consumerGroup, topic, queueId));
    }

    private Operation readOffset(String process) {
        String consumerGroup = "group-of-" + process;
        String topic = topic();
        int queueId = queueId();
        return new ReadOffset(consumerGroup, topic, queueId, history.offsets(consumerGroup, topic, queueId));
    }

    private Operation poll() {
        String topic = sendTopic();
        int queueId = queueId();
        int end = history.queue(topic, queueId).messages.size();
        return new Poll(history, topic, queueId, Math.max(0, end - chance.below(20)));
    }

    private Operation pop() {
        int queueId = chance.coin() ? PopQuery.ALL_QUEUES : queueId();
        return new PopMessages(
                history,
                topic(),
                queueId,
                chance.logBetween(1, HIDDEN_MILLIS_MAX),
                chance.coin() ? 0 : chance.below(500));
    }

    private Operation ackPopped() {
        return history.pops()
                .pick(chance)
                .<Operation>map(delivery -> new AckPopped(history.pops(), delivery))
                .orElseGet(this::pop);
    }

    private Operation changePopped() {
        return history.pops()
                .pick(chance)
                .<Operation>map(delivery -> new ChangePopped(delivery, chance.logBetween(1, HIDDEN_MILLIS_MAX)))
                .orElseGet(this::pop);
    }

    private Operation readQueueEnd() {
        return new ReadQueueEnd(history, sendTopic(), queueId());
    }

    private Operation putTopic() {
        return new PutTopic(topic(), 8 + chance.below(8));
    }

    private String topic() {
        return "T" + chance.below(options.topicCount());
    }

    private int queueId() {
        return chance.below(options.queueCount());
    }
}
