package io.quorate.simulation.fault;

import io.quorate.simulation.world.LinkRule;
import io.quorate.simulation.world.SimulatedNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Links that carry nothing for a while. */
final class Cut implements Fault {
    private enum Shape {
        ISOLATE,
        /** The leader can reach nobody, which the others notice at once, and itself does not. */
        DEPOSE,
        IN_TWO,
        /** Two nodes cannot reach each other, the others reach both. */
        BRIDGE,
        /** A node hears and is not heard, or the other way round, by one or by all. */
        ONE_WAY
    }

    private static final double NOTICED_PERCENT = 40;

    private final Shape shape;

    private Cut(Shape shape) {
        this.shape = shape;
    }

    static Cut isolating() {
        return new Cut(Shape.ISOLATE);
    }

    static Cut deposing() {
        return new Cut(Shape.DEPOSE);
    }

    static Cut inTwo() {
        return new Cut(Shape.IN_TWO);
    }

    static Cut withBridge() {
        return new Cut(Shape.BRIDGE);
    }

    static Cut oneWay() {
        return new Cut(Shape.ONE_WAY);
    }

    @Override
    public void inject(Injection injection) {
        List<SimulatedNode> nodes = injection.group().nodes();
        Optional<SimulatedNode> one = shape == Shape.DEPOSE ? injection.leader() : injection.someNode();
        if (nodes.size() < 2 || one.isEmpty()) {
            return;
        }
        LinkRule rule = new LinkRule(LinkRule.Effect.DROP, 0, injection::bites);
        switch (shape) {
            case ISOLATE -> cutBothWays(injection, rule, List.of(one.get()), without(nodes, one.get()));
            case DEPOSE -> {
                injection.injected(one.get().toString());
                for (SimulatedNode other : without(nodes, one.get())) {
                    injection.group().network().add(one.get().number(), other.number(), rule);
                    injection.group().network().add(other.number(), one.get().number(), rule);
                    injection.group().tellLost(other, one.get());
                }
            }
            case IN_TWO -> {
                List<SimulatedNode> shuffled = shuffled(injection, nodes);
                int size = 1 + injection.chance().below(nodes.size() - 1);
                cutBothWays(injection, rule, shuffled.subList(0, size), shuffled.subList(size, nodes.size()));
            }
            case BRIDGE -> {
                SimulatedNode other = injection.chance().pick(without(nodes, one.get()));
                cutBothWays(injection, rule, List.of(one.get()), List.of(other));
            }
            case ONE_WAY -> cutOneWay(injection, rule, one.get(), without(nodes, one.get()));
        }
        injection.atTheEnd(() -> injection.group().network().remove(rule));
    }

    private static void cutBothWays(
            Injection injection, LinkRule rule, List<SimulatedNode> side, List<SimulatedNode> others) {
        injection.injected(side + " from " + others);
        for (SimulatedNode node : side) {
            for (SimulatedNode other : others) {
                cut(injection, rule, node, other);
                cut(injection, rule, other, node);
            }
        }
    }

    private static void cutOneWay(Injection injection, LinkRule rule, SimulatedNode node, List<SimulatedNode> others) {
        boolean hears = injection.chance().coin();
        List<SimulatedNode> cutOff =
                injection.chance().coin() ? others : List.of(injection.chance().pick(others));
        injection.injected(node + (hears ? " not heard by " : " does not hear ") + cutOff);
        for (SimulatedNode other : cutOff) {
            cut(injection, rule, hears ? node : other, hears ? other : node);
        }
    }

    private static void cut(Injection injection, LinkRule rule, SimulatedNode from, SimulatedNode to) {
        injection.group().network().add(from.number(), to.number(), rule);
        if (injection.chance().percent(NOTICED_PERCENT)) {
            injection.group().tellLost(from, to);
        }
    }

    private static List<SimulatedNode> without(List<SimulatedNode> nodes, SimulatedNode one) {
        return nodes.stream().filter(node -> node != one).toList();
    }

    private static List<SimulatedNode> shuffled(Injection injection, List<SimulatedNode> nodes) {
        List<SimulatedNode> shuffled = new ArrayList<>(nodes);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, injection.chance().below(i + 1));
        }
        return shuffled;
    }
}
