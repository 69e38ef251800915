package io.quorate.simulation.fault;

import io.quorate.simulation.world.LinkRule;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.Optional;

/** A link keeps its messages for a while and then delivers them all: old ones come when nobody expects them any more. */
final class HoldAndRelease implements Fault {
    @Override
    public void inject(Injection injection) {
        Optional<SimulatedNode> from = injection.someNode();
        List<SimulatedNode> others = injection.group().nodes().stream()
                .filter(node -> from.isPresent() && node != from.get())
                .toList();
        if (others.isEmpty()) {
            return;
        }
        SimulatedNode to = injection.chance().pick(others);
        LinkRule rule = new LinkRule(LinkRule.Effect.HOLD, 0, injection::bites);
        injection.injected(from.get() + " to " + to);
        injection.group().network().add(from.get().number(), to.number(), rule);
        injection.atTheEnd(() -> injection.group().network().remove(rule));
    }
}
