package io.quorate.simulation.fault;

import io.quorate.raft.NodeId;
import io.quorate.simulation.world.LinkRule;
import io.quorate.simulation.world.SimulatedNode;
import java.util.Optional;

/** An operator moves leadership, in the middle of everything; at times the old leader does not hear for a while how it went. */
final class Transfer implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.leader().ifPresent(leader -> {
            SimulatedNode target = injection.chance().pick(injection.group().nodes());
            Optional<NodeId> named = injection.chance().coin() ? Optional.of(target.id()) : Optional.empty();
            injection.injected(leader + " to " + named.map(NodeId::value).orElse("anybody"));
            injection.bites();
            if (injection.chance().coin()) {
                LinkRule deaf = new LinkRule(LinkRule.Effect.DROP, 0, () -> {});
                injection
                        .moments()
                        .once((moment, node) -> moment == Moments.Moment.TRANSFER_CALLS && node == leader, node -> {
                            injection.cutOffFromOthers(node, deaf);
                            injection.atTheEnd(() -> injection.group().network().remove(deaf));
                        });
            }
            leader.inputFromOutside(replica -> replica.transferLeadership(named));
        });
    }
}
