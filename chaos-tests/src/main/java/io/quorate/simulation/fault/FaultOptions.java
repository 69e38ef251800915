package io.quorate.simulation.fault;

import io.quorate.simulation.world.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which kinds of faults a seed has, and how often: all of them always would hide what needs a quiet follower.
 *
 * @param weights by kind; 0: off
 */
public record FaultOptions(List<Integer> weights, long intervalMeanMicros, long durationMeanMicros) {
    public FaultOptions {
        weights = List.copyOf(weights);
    }

    /**
     * What the seed decides.
     *
     * @param electionMicros what faults are measured by: shorter ones test the network, longer ones elections
     */
    public static FaultOptions draw(Chance chance, long electionMicros) {
        List<Integer> weights = new ArrayList<>();
        double onPercent = chance.between(15, 80);
        for (FaultKind kind : FaultKind.values()) {
            weights.add(chance.percent(onPercent) ? kind.weight() * chance.between(1, 4) : 0);
        }
        return new FaultOptions(
                weights,
                chance.logBetween(electionMicros / 4, electionMicros * 4),
                chance.logBetween(electionMicros / 4, electionMicros * 6));
    }

    /** Whether the group may not be the same in the end. */
    public boolean changeMembers() {
        FaultKind[] kinds = FaultKind.values();
        return IntStream.range(0, kinds.length).anyMatch(i -> weights.get(i) > 0 && kinds[i].changesMembers());
    }

    /** The faults from {@code startMicros} to {@code endMicros}. */
    public List<PlannedFault> schedule(Chance chance, long startMicros, long endMicros) {
        int sum = weights.stream().mapToInt(Integer::intValue).sum();
        List<PlannedFault> schedule = new ArrayList<>();
        long at = startMicros;
        while (sum > 0) {
            at += 1 + chance.exponential(intervalMeanMicros);
            if (at >= endMicros) {
                break;
            }
            FaultKind kind = kindAt(chance.below(sum));
            schedule.add(new PlannedFault(
                    schedule.size() + 1, at, kind, 1 + chance.exponential(durationMeanMicros), chance.seed()));
        }
        return schedule;
    }

    private FaultKind kindAt(int drawn) {
        int rest = drawn;
        FaultKind[] kinds = FaultKind.values();
        for (int i = 0; i < kinds.length; i++) {
            rest -= weights.get(i);
            if (rest < 0) {
                return kinds[i];
            }
        }
        throw new IllegalArgumentException("drawn beyond all weights: " + drawn);
    }
}
