package io.quorate.simulation.workload;

import io.quorate.simulation.world.Chance;
import java.util.List;

/** Draws what a client does next. A new operation is one more maker here. */
final class OperationMix {
    /** Makes an operation for the client with this number. */
    private interface Maker {
        Operation make(int client);
    }

    static final int SIZE = 5;

    private final WorkloadOptions options;
    private final History history;
    private final Chance chance;
    private final List<Maker> makers =
            List.of(client -> send(), this::commitOffset, client -> poll(), this::readOffset, client -> putTopic());

    OperationMix(WorkloadOptions options, History history, Chance chance) {
        this.options = options;
        this.history = history;
        this.chance = chance;
    }

    Operation next(int client) {
        int sum = 0;
        for (int weight : options.weights()) {
            sum += weight;
        }
        int drawn = chance.below(sum);
        int kind = 0;
        while (drawn >= options.weights().get(kind)) {
            drawn -= options.weights().get(kind++);
        }
        return makers.get(kind).make(client);
    }

    Operation send() {
        return new SendMessage(
                history, history.newMessage(topic(), queueId(), chance.between(0, options.paddingBytesMax())));
    }

    private Operation commitOffset(int client) {
        String consumerGroup = "group-of-" + client; // one writer
        String topic = topic();
        int queueId = queueId();
        return new CommitOffset(consumerGroup, topic, queueId, history.offsets(consumerGroup, topic, queueId));
    }

    private Operation readOffset(int client) {
        String consumerGroup = "group-of-" + client;
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
