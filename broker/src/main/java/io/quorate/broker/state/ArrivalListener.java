package io.quorate.broker.state;

/** Hears of messages once consumers may see them. */
@FunctionalInterface
public interface ArrivalListener {
    /**
     * Called on the replica loop, after the whole entry was applied and published: must be quick, must not block.
     *
     * @param tagHash hash of the message's tag, 0 without one
     */
    void messageApplied(String topic, int queueId, long queueOffset, long tagHash);

    /**
     * The state was replaced by one further on: messages may have come, and others gone, of which nobody heard one by one.
     * Called on the replica loop: must be quick, must not block.
     */
    default void stateRestored() {}
}
