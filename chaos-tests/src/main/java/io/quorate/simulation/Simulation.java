package io.quorate.simulation;

import io.quorate.simulation.SimulationResult.Failure;
import io.quorate.simulation.fault.Nemesis;
import io.quorate.simulation.fault.PlannedFault;
import io.quorate.simulation.invariant.AppliedState;
import io.quorate.simulation.invariant.CommitByCounting;
import io.quorate.simulation.invariant.CommittedLog;
import io.quorate.simulation.invariant.DurableAcks;
import io.quorate.simulation.invariant.ElectionSafety;
import io.quorate.simulation.invariant.Elections;
import io.quorate.simulation.invariant.LeaderContact;
import io.quorate.simulation.invariant.LocalOrder;
import io.quorate.simulation.invariant.MembershipSafety;
import io.quorate.simulation.invariant.RepairedProgress;
import io.quorate.simulation.invariant.SnapshotContents;
import io.quorate.simulation.invariant.StorageHealth;
import io.quorate.simulation.invariant.StoredPromises;
import io.quorate.simulation.workload.Workload;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedGroup;
import java.util.List;
import java.util.Optional;

/** One run: work under faults with everything checked all the time; then healing, and what must come of it. */
public final class Simulation {
    private final SimulationOptions options;
    private final List<PlannedFault> schedule;
    private final SimulatedGroup group;
    private final ElectionSafety elections = new ElectionSafety();
    private final Workload workload;
    private final Nemesis nemesis;
    private final Chance healing;

    private Simulation(SimulationOptions options, List<PlannedFault> schedule) {
        Chance chance = new Chance(~options.seed());
        this.options = options;
        this.schedule = schedule;
        this.group = new SimulatedGroup(options.group(), chance.split());
        this.workload = new Workload(options.workload(), group, chance.split());
        int size = group.nodes().size();
        group.addObserver(elections);
        group.addObserver(new StoredPromises());
        group.addObserver(new DurableAcks(size));
        group.addObserver(new CommittedLog(group));
        group.addObserver(new CommitByCounting(size));
        group.addObserver(new LocalOrder(size));
        group.addObserver(new AppliedState());
        group.addObserver(new StorageHealth());
        group.addObserver(new MembershipSafety(group));
        group.addObserver(new Elections(group));
        group.addObserver(new LeaderContact(group));
        group.addObserver(new RepairedProgress(size));
        group.addObserver(new SnapshotContents());
        this.nemesis = new Nemesis(group);
        this.healing = chance.split();
    }

    /** The faults the seed asks for. */
    public static List<PlannedFault> scheduleOf(SimulationOptions options) {
        return options.faults().schedule(new Chance(options.seed() * 31 + 7), 0, options.faultyMicros());
    }

    public static SimulationResult run(long seed) {
        SimulationOptions options = SimulationOptions.of(seed);
        return run(options, scheduleOf(options));
    }

    /** The same world with other faults: a part of the schedule, above all. */
    public static SimulationResult run(SimulationOptions options, List<PlannedFault> schedule) {
        return new Simulation(options, schedule).run();
    }

    private SimulationResult run() {
        Optional<Failure> failure = Optional.empty();
        try {
            workUnderFaults();
            new Healing(group, workload, nemesis, healing).run(options.everybodyComesBack());
        } catch (CheckFailure found) {
            failure = Optional.of(new Failure(found.checker(), found.getMessage(), found));
        } catch (RuntimeException | Error found) {
            failure = Optional.of(new Failure(nameOf(found), String.valueOf(found.getMessage()), found));
        }
        return new SimulationResult(
                options.seed(),
                failure,
                group.trace().hash(),
                group.timeline().happenedCount(),
                group.timeline().nowMicros(),
                workload.history().acknowledgedCount(),
                elections.leaderCount(),
                nemesis.tally(),
                group.snapshotCounts(),
                failure.isPresent() ? group.trace().lines() : List.of());
    }

    /** The code under test found it itself: its own words, without the numbers, say which check it was. */
    private static String nameOf(Throwable found) {
        String message = String.valueOf(found.getMessage());
        return found.getClass().getSimpleName() + ": "
                + message.replaceAll("[\\[(].*|\\d+", "").strip();
    }

    private void workUnderFaults() {
        group.start();
        workload.start();
        nemesis.plan(schedule);
        group.timeline().runUntil(options.faultyMicros());
    }
}
