package io.quorate.simulation;

import io.quorate.simulation.fault.FaultTally;
import io.quorate.simulation.world.SnapshotCounts;
import java.util.List;
import java.util.Optional;

/**
 * What came of one run.
 *
 * @param traceHash of all that happened; equal for equal seed, schedule and program
 * @param lastLines what happened last, to be read
 */
public record SimulationResult(
        long seed,
        Optional<Failure> failure,
        long traceHash,
        long eventCount,
        long virtualMicros,
        long acknowledgedCount,
        int leaderCount,
        FaultTally tally,
        SnapshotCounts snapshots,
        List<String> lastLines) {
    /**
     * Why a run failed.
     *
     * @param checker who found it: two failures with the same one count as the same
     * @param sentence what is wrong
     */
    public record Failure(String checker, String sentence, Throwable cause) {}
}
