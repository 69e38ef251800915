package io.quorate.simulation.fault;

import io.quorate.simulation.world.LinkRule;
import io.quorate.simulation.world.SimulatedNode;

/** Everything a node says arrives late. */
final class SlowLink implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.someNode().ifPresent(node -> {
            long delayMicros = injection.chance().logBetween(5_000, 500_000);
            LinkRule rule = new LinkRule(LinkRule.Effect.DELAY, delayMicros, injection::bites);
            injection.injected(node + " by " + delayMicros + " us");
            for (SimulatedNode other : injection.group().nodes()) {
                if (other != node && injection.chance().percent(70)) {
                    injection.group().network().add(node.number(), other.number(), rule);
                }
            }
            injection.atTheEnd(() -> injection.group().network().remove(rule));
        });
    }
}
