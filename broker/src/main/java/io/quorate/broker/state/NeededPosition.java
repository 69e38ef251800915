package io.quorate.broker.state;

/** A part of the state that depends on bytes of the log, as pending timers and open half messages do. */
@FunctionalInterface
public interface NeededPosition {
    /**
     * The oldest position it still depends on, {@link Long#MAX_VALUE} if none: nothing at or after it leaves the log. Replica
     * loop, often: answers at once.
     */
    long oldestPosition();
}
