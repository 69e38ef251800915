package io.quorate.simulation.fault;

import io.quorate.raft.NodeId;
import io.quorate.simulation.world.SimulatedNode;
import java.util.Optional;

/** An operator moves leadership, in the middle of everything. */
final class Transfer implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.leader().ifPresent(leader -> {
            SimulatedNode target = injection.chance().pick(injection.group().nodes());
            Optional<NodeId> named = injection.chance().coin() ? Optional.of(target.id()) : Optional.empty();
            injection.injected(leader + " to " + named.map(NodeId::value).orElse("anybody"));
            injection.bites();
            leader.inputFromOutside(replica -> replica.transferLeadership(named));
        });
    }
}
