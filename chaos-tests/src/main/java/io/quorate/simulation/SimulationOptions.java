package io.quorate.simulation;

import io.quorate.simulation.fault.FaultOptions;
import io.quorate.simulation.workload.WorkloadOptions;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.SimulatedGroup;

/**
 * All that a seed decides before the run begins.
 *
 * @param focus what it looks at closely
 * @param faultyMicros how long faults are injected
 * @param everybodyComesBack whether all nodes are healed in the end, or just a majority of them; always where members
 *     change, since which majority the survivors' logs ask for is not known to the simulator for certain (seeds 4414 of
 *     0b579af, 12834 of 1b1a7dc)
 */
public record SimulationOptions(
        long seed,
        Focus focus,
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
        Focus focus = Focus.of(seed);
        SimulatedGroup.Options group = focus.group(SimulatedGroup.Options.draw(chance.split()), chance.split());
        long faultyTicks = focus.faultyTicks(chance);
        return new SimulationOptions(
                seed,
                focus,
                group,
                focus.workload(WorkloadOptions.draw(chance.split()), chance.split()),
                focus.faults(
                        FaultOptions.draw(chance.split(), group.electionMicros()),
                        chance.split(),
                        group.electionMicros()),
                faultyTicks * group.replica().tickMillis() * 1000L,
                chance.coin());
    }
}
