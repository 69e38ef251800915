package io.quorate.simulation.check.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulation.Simulation;
import io.quorate.simulation.SimulationOptions;
import io.quorate.simulation.fault.FaultKind;
import io.quorate.simulation.fault.Nemesis;
import io.quorate.simulation.workload.Workload;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.SimulatedGroup;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What real replicas do under faults, in the words of a trace, keeps all invariants. The trace knows no changes of members and no
 * moved base: groups and faults that bring them are left to the simulator's own checks.
 */
class SimulatedNodeTraceTest {
    private static final int RUNS = 10;
    private static final long SEEDS_MAX = 200; // to find so many groups in

    private static final Set<FaultKind> NOT_TOLD = EnumSet.of(
            FaultKind.ROT,
            FaultKind.RELEASE,
            FaultKind.WIPED_DISK,
            FaultKind.ADD_MEMBER,
            FaultKind.PROMOTE_MEMBER,
            FaultKind.REMOVE_MEMBER,
            FaultKind.REPLACE_MEMBER,
            FaultKind.SEVERAL_CHANGES);

    @Test
    void realReplicasKeepTheInvariants() {
        long leaders = 0;
        int runs = 0;
        for (long seed = 1; runs < RUNS; seed++) {
            assertThat(seed).as("seeds looked at").isLessThan(SEEDS_MAX);
            SimulationOptions options = SimulationOptions.of(seed);
            boolean told = options.group().spareCount() == 0
                    && options.group().replica().snapshots().logBytesMax() == 0;
            if (!told) {
                continue;
            }
            runs++;
            SimulatedGroup group = new SimulatedGroup(options.group(), new Chance(~seed));
            SimulatedNodeTrace trace = new SimulatedNodeTrace();
            Workload workload = new Workload(options.workload(), group, new Chance(seed));
            group.addObserver(trace);
            group.start();
            workload.start();
            new Nemesis(group)
                    .plan(Simulation.scheduleOf(options).stream()
                            .filter(fault -> !NOT_TOLD.contains(fault.kind()))
                            .toList());
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
        assertThat(leaders).as("terms somebody led").isGreaterThan(2 * RUNS);
    }
}
