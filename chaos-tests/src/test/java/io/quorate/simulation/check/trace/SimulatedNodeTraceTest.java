package io.quorate.simulation.check.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulation.Simulation;
import io.quorate.simulation.SimulationOptions;
import io.quorate.simulation.fault.Nemesis;
import io.quorate.simulation.workload.Workload;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.SimulatedGroup;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What real replicas do under faults, in the words of a trace, keeps all invariants. */
class SimulatedNodeTraceTest {
    private static final long SEEDS = 10;

    @Test
    void realReplicasKeepTheInvariants() {
        long leaders = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulationOptions options = SimulationOptions.of(seed);
            SimulatedGroup group = new SimulatedGroup(options.group(), new Chance(~seed));
            SimulatedNodeTrace trace = new SimulatedNodeTrace();
            Workload workload = new Workload(options.workload(), group, new Chance(seed));
            group.addObserver(trace);
            group.start();
            workload.start();
            new Nemesis(group).plan(Simulation.scheduleOf(options));
            group.timeline().runUntil(options.faultyMicros());
            Set<NodeEvent.Member> voters =
                    group.nodes().stream().map(SimulatedNodeTrace::member).collect(Collectors.toSet());
            List<BrokenInvariant> broken = TraceValidator.check(voters, trace.events);
            assertThat(broken)
                    .as("seed %s, %s events", seed, trace.events.size())
                    .isEmpty();
            leaders += trace.events.stream()
                    .filter(NodeEvent.Leader.class::isInstance)
                    .count();
        }
        assertThat(leaders).as("terms somebody led").isGreaterThan(2 * SEEDS);
    }
}
