package io.quorate.client;

import io.quorate.protocol.Names;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Where reading a queue begins: at the group's committed offset, or, only when a broker says for certain that there is
 * none, where the consumer was told to start. Immutable.
 */
final class StartOffset {
    private final Offsets offsets;
    private final ConsumerConfig config;
    private final Duration total;

    StartOffset(Offsets offsets, ConsumerConfig config, Duration total) {
        this.offsets = offsets;
        this.config = config;
        this.total = total;
    }

    CompletableFuture<Long> of(MessageQueue queue) {
        return offsets.committed(config.group(), queue, total)
                .thenCompose(committed -> committed.isPresent()
                        ? CompletableFuture.completedFuture(committed.getAsLong())
                        : withoutCommitted(queue));
    }

    // A retry topic holds only what the group itself has put back: all of it is wanted, whatever the starting point.
    private CompletableFuture<Long> withoutCommitted(MessageQueue queue) {
        if (Names.isRetryTopic(queue.topic())) {
            return offsets.min(queue, total);
        }
        StartFrom from = config.startFrom();
        return switch (from.kind()) {
            case FIRST -> offsets.min(queue, total);
            case LAST -> offsets.max(queue, total);
            case TIMESTAMP -> offsets.at(queue, from.timestampMillis(), total);
        };
    }
}
