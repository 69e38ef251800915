package io.quorate.simulation.fault;

import io.quorate.simulation.world.ReplicaOptions;

/** A node's monotonic clock runs too fast or too slow; where leases are on, within what they allow for. */
final class ClockRate implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.someNode().ifPresent(node -> {
            ReplicaOptions replica = injection.group().options().replica();
            // From the slowest to the fastest it is never further than the drift.
            int percent = replica.hasLeases()
                    ? injection.chance().between(100 - replica.clockDriftPercentMax(), 100)
                    : injection.chance().between(50, 150);
            injection.injected(node + " at " + percent + " %");
            node.tickRate(percent, injection::bites);
            injection.atTheEnd(() -> node.tickRate(100, () -> {}));
        });
    }
}
