package io.quorate.simulation;

import io.quorate.simulation.fault.FaultOptions;
import io.quorate.simulation.workload.WorkloadOptions;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.SimulatedGroup;

/**
 * All that a seed decides before the run begins.
 *
 * @param faultyMicros how long faults are injected
 * @param everybodyComesBack whether all nodes are healed in the end, or just a majority of them; always where members
 *     change, since which majority the survivors' logs ask for is not known to the simulator for certain (seeds 4414 of
 *     0b579af, 12834 of 1b1a7dc)
 */
public record SimulationOptions(
        long seed,
        SimulatedGroup.Options group,
        WorkloadOptions workload,
        FaultOptions faults,
        long faultyMicros,
        boolean everybodyComesBack) {
    public SimulationOptions {
        everybodyComesBack |= group.spareCount() > 0 || faults.changeMembers();
    }

    public static SimulationOptions of(long seed) {
        Chance chance = new Chance(seed);
        SimulatedGroup.Options group = SimulatedGroup.Options.draw(chance.split());
        long faultyTicks = chance.logBetween(300, 2_000);
        return new SimulationOptions(
                seed,
                group,
                WorkloadOptions.draw(chance.split()),
                FaultOptions.draw(chance.split(), group.electionMicros()),
                faultyTicks * group.replica().tickMillis() * 1000L,
                chance.coin());
    }
}
