package io.quorate.simulation.fault;

import io.quorate.simulation.world.LinkRule;
import io.quorate.simulation.world.SimulatedNode;
import java.util.Optional;

/** Bytes of entries and of snapshots change on their way from a node, unnoticed by whatever carries them. */
final class CorruptLink implements Fault {
    @Override
    public void inject(Injection injection) {
        Optional<SimulatedNode> from = injection.someNode();
        if (from.isEmpty()) {
            return;
        }
        LinkRule rule = new LinkRule(LinkRule.Effect.CORRUPT, 0, injection::bites);
        injection.injected("from " + from.get());
        for (SimulatedNode to : injection.group().nodes()) {
            if (to != from.get()) {
                injection.group().network().add(from.get().number(), to.number(), rule);
            }
        }
        injection.atTheEnd(() -> injection.group().network().remove(rule));
    }
}
