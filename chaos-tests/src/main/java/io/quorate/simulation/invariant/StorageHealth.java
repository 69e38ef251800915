package io.quorate.simulation.invariant;

import io.quorate.raft.StorageFailure;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;

/** A disk that nobody broke serves: a node ends, or refuses to start, for no other reason than one that was planned. */
public final class StorageHealth implements GroupObserver {
    @Override
    public void storageFailed(SimulatedNode node, StorageFailure failure) {
        if (!node.disks().mayFailBy(failure.reason())) {
            throw new CheckFailure(
                    "storage health",
                    node + " ends with " + failure.reason() + " although its disk did nothing to deserve it: "
                            + failure.getMessage());
        }
    }
}
