package io.quorate.simulation.workload;

import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.function.Consumer;

/** Something a client wants of a node. */
interface Operation {
    /**
     * Runs on the node's replica loop. Checks what the answer would say against the history as soon as it is known.
     *
     * @param answer to be called at most once, in this life of the node
     */
    void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer);

    /** Whether a node that leads no more might answer it. */
    default boolean isRead() {
        return false;
    }

    /** Whether it was refused because too much was waiting just then: which is no fault, and over soon. */
    default boolean isTooMuchAtOnce() {
        return false;
    }

    /** The client's view is final now; called once. Unless {@code run} answered, it is UNKNOWN or FAIL. */
    default void settled(Outcome outcome) {}
}
