package io.quorate.simulation.check.trace;

/**
 * A promise that a node broke.
 *
 * @param name as "I4 no acknowledgement before the flush"
 * @param at the event's place in the trace
 */
public record BrokenInvariant(String name, String detail, int at, NodeEvent event) {
    @Override
    public String toString() {
        return name + ": " + detail + " [event " + at + ": " + event + "]";
    }
}
