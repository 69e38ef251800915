package io.quorate.simulation;

import io.quorate.simulation.fault.FaultKind;
import io.quorate.simulation.fault.FaultOptions;
import io.quorate.simulation.workload.WorkloadOptions;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.ReplicaOptions;
import io.quorate.simulation.world.SimulatedGroup;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a seed looks at closely. Every second one at everything, which finds what nobody thought of; the others in turn at one
 * thing, with the settings, the work and the faults that it takes, which finds what needs several rare things in a row.
 */
public enum Focus {
    EVERYTHING,
    READS,
    LEASES,
    MEMBERSHIP,
    ELECTIONS,
    SNAPSHOTS,
    DAMAGE;

    private static final List<Focus> NARROW = List.of(READS, LEASES, MEMBERSHIP, ELECTIONS, SNAPSHOTS, DAMAGE);

    static Focus of(long seed) {
        return seed % 2 == 0
                ? EVERYTHING
                : NARROW.get((int) Math.floorMod(Math.floorDiv(seed, 2), (long) NARROW.size()));
    }

    /** As {@code drawn}, narrowed. */
    SimulatedGroup.Options group(SimulatedGroup.Options drawn, Chance chance) {
        ReplicaOptions replica = drawn.replica();
        int size = drawn.size() == 1 ? 3 : drawn.size();
        return switch (this) {
            case EVERYTHING -> drawn;
            case READS -> drawn.with(size, 0, replica.withoutLeases());
            case LEASES -> drawn.with(3, 0, replica.withLeases(chance));
            case MEMBERSHIP -> drawn.with(3, chance.between(1, 2), replica);
            case ELECTIONS ->
                drawn.with(
                        chance.percent(60) ? 5 : 3, 0, replica.withoutLeases().keepingEverything());
            case SNAPSHOTS ->
                drawn.with(
                        3,
                        chance.below(2),
                        replica.keeping(drawn.disk().segmentBytes() * chance.between(1L, 2L), chance));
            case DAMAGE -> drawn.with(size, 0, replica.withoutLeases());
        };
    }

    WorkloadOptions workload(WorkloadOptions drawn, Chance chance) {
        return switch (this) {
            case READS, LEASES -> drawn.readingMuch(chance);
            default -> drawn;
        };
    }

    FaultOptions faults(FaultOptions drawn, Chance chance, long electionMicros) {
        return this == EVERYTHING ? drawn : FaultOptions.drawOf(faultKinds(), chance, electionMicros);
    }

    private Set<FaultKind> faultKinds() {
        return switch (this) {
            case EVERYTHING -> EnumSet.allOf(FaultKind.class);
            case READS ->
                EnumSet.of(
                        FaultKind.DEPOSE_LEADER,
                        FaultKind.ISOLATE,
                        FaultKind.PARTITION,
                        FaultKind.ONE_WAY,
                        FaultKind.HOLD_AND_RELEASE,
                        FaultKind.CRASH_LEADER,
                        FaultKind.TRANSFER,
                        FaultKind.PAUSE,
                        FaultKind.CLOCK_RATE);
            case LEASES ->
                EnumSet.of(
                        FaultKind.DEPOSE_LEADER,
                        FaultKind.ISOLATE,
                        FaultKind.PARTITION,
                        FaultKind.ONE_WAY,
                        FaultKind.CRASH,
                        FaultKind.TRANSFER,
                        FaultKind.PAUSE,
                        FaultKind.CLOCK_RATE);
            case MEMBERSHIP ->
                EnumSet.of(
                        FaultKind.CRASH,
                        FaultKind.CRASH_LEADER,
                        FaultKind.CRASH_AT_MOMENT,
                        FaultKind.ISOLATE,
                        FaultKind.DEPOSE_LEADER,
                        FaultKind.TRANSFER,
                        FaultKind.WIPED_DISK,
                        FaultKind.CHANGE_AT_ELECTION,
                        FaultKind.ADD_MEMBER,
                        FaultKind.PROMOTE_MEMBER,
                        FaultKind.REMOVE_MEMBER,
                        FaultKind.REPLACE_MEMBER,
                        FaultKind.SEVERAL_CHANGES);
            case ELECTIONS ->
                EnumSet.of(
                        FaultKind.CRASH,
                        FaultKind.CRASH_LEADER,
                        FaultKind.CRASH_AT_MOMENT,
                        FaultKind.ISOLATE,
                        FaultKind.DEPOSE_LEADER,
                        FaultKind.PARTITION,
                        FaultKind.BRIDGE,
                        FaultKind.ONE_WAY,
                        FaultKind.SLOW_LINK,
                        FaultKind.HOLD_AND_RELEASE,
                        FaultKind.TRANSFER,
                        FaultKind.SLOW_FLUSH);
            case SNAPSHOTS ->
                EnumSet.of(
                        FaultKind.CRASH,
                        FaultKind.KILL,
                        FaultKind.CRASH_AT_MOMENT,
                        FaultKind.CRASH_AT_SNAPSHOT,
                        FaultKind.ISOLATE,
                        FaultKind.PAUSE,
                        FaultKind.SLOW_FLUSH,
                        FaultKind.STALLED_FLUSH,
                        FaultKind.RELEASE,
                        FaultKind.CORRUPT_LINK,
                        FaultKind.FAILED_FLUSH);
            case DAMAGE ->
                EnumSet.of(
                        FaultKind.DAMAGE,
                        FaultKind.MISDIRECTED_WRITE,
                        FaultKind.LOST_WRITE,
                        FaultKind.DAMAGED_STATE,
                        FaultKind.DAMAGED_SNAPSHOT,
                        FaultKind.CORRUPT_LINK,
                        FaultKind.CRASH,
                        FaultKind.CRASH_LEADER,
                        FaultKind.DEPOSE_LEADER,
                        FaultKind.PARTITION,
                        FaultKind.HOLD_AND_RELEASE,
                        FaultKind.SLOW_LINK);
        };
    }

    /** How long faults are injected: a narrow look needs many short runs rather than a long one. */
    long faultyTicks(Chance chance) {
        return this == EVERYTHING ? chance.logBetween(300, 2_000) : chance.logBetween(250, 700);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
