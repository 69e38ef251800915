package io.quorate.simulation.fault;

import java.util.EnumMap;
import java.util.Map;

/** How often each kind of fault was injected, and how often it had an effect. */
public final class FaultTally {
    /** Counts of one kind. */
    public record Count(long injected, long bit) {
        Count plus(long moreInjected, long moreBit) {
            return new Count(injected + moreInjected, bit + moreBit);
        }
    }

    private final Map<FaultKind, Count> counts = new EnumMap<>(FaultKind.class);

    void injected(FaultKind kind) {
        add(kind, 1, 0);
    }

    void bit(FaultKind kind) {
        add(kind, 0, 1);
    }

    private void add(FaultKind kind, long injected, long bit) {
        counts.merge(kind, new Count(injected, bit), (before, more) -> before.plus(more.injected, more.bit));
    }

    public Count count(FaultKind kind) {
        return counts.getOrDefault(kind, new Count(0, 0));
    }

    public void addAll(FaultTally other) {
        other.counts.forEach((kind, count) -> add(kind, count.injected, count.bit));
    }

    public long injectedCount() {
        return counts.values().stream().mapToLong(Count::injected).sum();
    }
}
