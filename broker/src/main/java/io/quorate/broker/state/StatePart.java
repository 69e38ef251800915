package io.quorate.broker.state;

import io.quorate.protocol.message.MessageRecordView;
import java.util.function.Consumer;

/**
 * A table that one feature keeps beside the basic ones, such as pending timers. A function of the log like all of the
 * state: written by the replica loop alone, from commands and messages applied.
 */
interface StatePart {
    /** Which rows of a snapshot are its own; see {@link SnapshotFormat}. */
    int snapshotKind();

    /** Gives all of it to a snapshot: equal tables give equal rows, in the same order. Replica loop. */
    void rows(Consumer<byte[]> sink);

    /**
     * Takes back a row that {@link #rows} gave. Before anybody else sees the table.
     *
     * @throws RuntimeException if the bytes are no such row
     */
    void restore(byte[] row);

    /** The oldest position in the log whose bytes it depends on, {@link Long#MAX_VALUE} if none. Replica loop, often. */
    default long oldestPosition() {
        return Long.MAX_VALUE;
    }

    /**
     * A message became part of the log, be it in a topic of consumers or in one of the broker's own.
     *
     * @param message only within the call
     */
    default void messageApplied(MessageRecordView message, int sizeBytes, AppliedAt at) {}

    default void topicDeleted(String topic) {}

    default void consumerGroupDeleted(String consumerGroup) {}
}
