package io.quorate.simulation.fault;

import io.quorate.simulation.world.LinkRule;

/**
 * A process stands still, as under a stopped machine or a long collection, and then goes on with what has piled up. At times
 * it hears of nothing that happened meanwhile until a while after that.
 */
final class Pause implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.someNode().filter(node -> !node.isPaused()).ifPresent(node -> {
            injection.injected(node.toString());
            node.pause();
            LinkRule deaf = new LinkRule(LinkRule.Effect.DROP, 0, () -> {});
            if (injection.chance().coin()) {
                injection.cutOffFromOthers(node, deaf);
            }
            injection.atTheEnd(() -> {
                if (node.isPaused() && node.resume() > 0) {
                    injection.bites();
                }
                injection.soon(() -> injection.group().network().remove(deaf));
            });
        });
    }
}
