package io.quorate.simulation.workload;

import io.quorate.simulation.world.Chance;
import java.util.List;

/** Draws what a client does next. A new operation is one more maker here. */
final class OperationMix {
    /** Makes an operation for the client's process of this name. */
    private interface Maker {
        Operation make(String process);
    }

    static final int SIZE = 8;

    private final WorkloadOptions options;
    private final History history;
    private final Chance chance;
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
                process -> readQueueEnd());
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
                history, history.newMessage(topic(), queueId(), chance.between(0, options.paddingBytesMax())));
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
        String topic = topic();
        int queueId = queueId();
        int end = history.queue(topic, queueId).messages.size();
        return new Poll(history, topic, queueId, Math.max(0, end - chance.below(20)));
    }

    private Operation readQueueEnd() {
        String topic = topic();
        int queueId = queueId();
        return new ReadQueueEnd(topic, queueId, history.queue(topic, queueId));
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
