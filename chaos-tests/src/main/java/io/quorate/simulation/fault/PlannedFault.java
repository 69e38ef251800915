package io.quorate.simulation.fault;

import java.util.Locale;

/**
 * One fault of a schedule.
 *
 * @param number in the schedule as it was drawn
 * @param seed of all that is drawn when it happens
 */
public record PlannedFault(int number, long atMicros, FaultKind kind, long durationMicros, long seed) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "#%d at %.3f ms for %.3f ms: %s",
                number,
                atMicros / 1000.0,
                durationMicros / 1000.0,
                kind.description());
    }
}
