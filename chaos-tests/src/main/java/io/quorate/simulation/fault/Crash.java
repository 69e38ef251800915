package io.quorate.simulation.fault;

import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.Optional;

/** A process ends without warning, by a power loss or a kill, and starts again after a while. */
final class Crash implements Fault {
    private enum Victims {
        ONE,
        LEADER,
        ALL
    }

    private final Victims victims;
    private final boolean powerLost;

    private Crash(Victims victims, boolean powerLost) {
        this.victims = victims;
        this.powerLost = powerLost;
    }

    static Crash ofOne() {
        return new Crash(Victims.ONE, true);
    }

    static Crash ofTheLeader() {
        return new Crash(Victims.LEADER, true);
    }

    static Crash ofAll() {
        return new Crash(Victims.ALL, true);
    }

    static Crash byKill() {
        return new Crash(Victims.ONE, false);
    }

    @Override
    public void inject(Injection injection) {
        List<SimulatedNode> chosen = switch (victims) {
            case ONE -> toList(injection.someNode());
            case LEADER -> toList(injection.leader());
            case ALL ->
                injection.group().nodes().stream().filter(SimulatedNode::isUp).toList();
        };
        if (chosen.isEmpty()) {
            return;
        }
        injection.injected(chosen.toString());
        chosen.forEach(node -> end(node, injection));
    }

    private static List<SimulatedNode> toList(Optional<SimulatedNode> node) {
        return node.map(List::of).orElseGet(List::of);
    }

    private void end(SimulatedNode node, Injection injection) {
        injection.bites();
        if (powerLost) {
            node.crash();
        } else {
            node.kill();
        }
        Losses.tell(injection, node, powerLost ? 30 : 90);
        injection.atTheEnd(node::start);
    }
}
